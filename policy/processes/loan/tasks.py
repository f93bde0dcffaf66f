"""贷款登记的人工环节。The human steps of a loan: its contract is checked, by two where its bank has no interface; so is what changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from policy.actors import Role
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.acceptance.tasks import acceptance, correction
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import DEFECTS, OPINION, REASON, TaskKind, day, line
from policy.processes.loan.lifecycle import Event
from policy.text import Text

_PAPER: Final[dict[str, Any]] = line("核对的材料", "The paper that was looked at: its title, number and date", 200)
_ENDED_ON: Final = day("最后计息日（含当日）", "The last day whose interest counts")
_CHECK: Final = acceptance("loan_check", Text("核对贷款登记", "Check a loan"))

KINDS: tuple[TaskKind, ...] = (
    replace(
        _CHECK,
        decisions={**_CHECK.decisions, AcceptanceEvent.ACCEPTED: Text("与合同一致，提请核实", "As the contract says, to be confirmed")},
        fields={**_CHECK.fields, "paper": _PAPER, "opinion": OPINION},
        required_for={**_CHECK.required_for, AcceptanceEvent.ACCEPTED: ("paper",)},
        after=("loan_paper_check",),
    ),
    correction("loan_correction", Text("补正贷款登记", "Correct a loan")),
    TaskKind(
        "loan_clarification",
        Text("核实银行所述", "Look into what the bank says"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={
            Event.BANK_ASKED_AGAIN: Text("已核实，再次向银行核对", "Clarified: ask the bank again"),
            AcceptanceEvent.CORRECTION_REQUESTED: Text("填报有误，要求补正", "What was declared is wrong: ask for correction"),
            Event.REGISTRATION_REFUSED: Text("不予登记", "Do not register it"),
        },
        fields={"opinion": OPINION, "defects": DEFECTS, "reason": REASON},
        required_for={AcceptanceEvent.CORRECTION_REQUESTED: ("defects",), Event.REGISTRATION_REFUSED: ("reason",)},
        weighs=("loan_check",),
    ),
    TaskKind(
        "loan_paper_check",
        Text("凭合同复核贷款", "Compare a loan with its contract"),
        Role.OFFICER,
        duty=Duty.CHECK,
        working_days=5,
        decisions={
            Event.PAPER_CONFIRMED: Text("与合同一致", "It is as the contract says"),
            Event.PAPER_DOUBTED: Text("与合同不符，退回核对", "It is not, back to the check"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.PAPER_DOUBTED: ("reason",)},
        weighs=("loan_check",),
    ),
    TaskKind(
        "loan_change",
        Text("核实贷款变动", "Look into a change of a loan"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={
            Event.LOAN_REPAID: Text("已还清", "It is repaid"),
            Event.LOAN_CANCELLED: Text("部分提前还款或者合同变更，注销登记", "Repaid in part, or its contract was changed: cancel it"),
            Event.CHANGE_DISMISSED: Text("没有变动", "Nothing has changed"),
        },
        fields={"ended_on": _ENDED_ON, "paper": _PAPER, "reason": REASON},
        required_for={
            Event.LOAN_REPAID: ("ended_on", "paper"),
            Event.LOAN_CANCELLED: ("ended_on", "paper", "reason"),
            Event.CHANGE_DISMISSED: ("reason",),
        },
        not_again=(Event.CHANGE_NOTED,),
    ),
)
