"""分期拨付的人工环节。The human steps of a later part of an award: its condition reported, checked and approved, or that it is not paid."""

from __future__ import annotations

from typing import Final

from policy.actors import Role
from policy.processes.disbursement.tasks import PAYING
from policy.processes.instalment.lifecycle import Event
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import OPINION, OWN_REASON, REASON, TaskKind, document, line
from policy.text import Text

_SAID: Final = ("instalment_report", "instalment_check", "instalment_approval", "forfeiture_statement", "forfeiture_decision")

OWN: tuple[TaskKind, ...] = (
    TaskKind(
        "instalment_report",
        Text("申报拨付条件", "Report that the condition holds"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        # Where it is reported again; at first it is due on the day that the letter names.
        working_days=20,
        decisions={Event.CONDITION_REPORTED: Text("条件已满足", "The condition holds")},
        fields={"statement": line("满足情况", "How the condition was met")},
        required=("statement",),
        overdue=Event.REPORT_MISSED,
    ),
    TaskKind(
        "instalment_check",
        Text("核对拨付条件", "Check whether the condition holds"),
        Role.OFFICER,
        duty=Duty.PREPARE,
        working_days=10,
        decisions={
            Event.CONDITION_FOUND: Text("条件满足，提请拨付", "It holds; ask to pay"),
            Event.REPORT_SENT_BACK: Text("请单位补充申报", "Have it reported again"),
            Event.FORFEITURE_PROPOSED: Text("条件未满足，提请不再拨付", "It does not hold; ask not to pay"),
        },
        fields={
            "document": document("据以认定的证明材料（材料编号）", "What shows it: the id of the document"),
            "opinion": OPINION,
            "reason": REASON,
        },
        required_for={
            Event.CONDITION_FOUND: ("document",),
            Event.REPORT_SENT_BACK: ("reason",),
            Event.FORFEITURE_PROPOSED: ("reason",),
        },
        weighs=_SAID,
    ),
    TaskKind(
        "instalment_approval",
        Text("审定拨付条件", "Decide whether the condition holds"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={
            Event.PART_APPROVED: Text("同意拨付", "Approve"),
            Event.CONDITION_QUESTIONED: Text("退回核对", "Send back"),
        },
        fields={"opinion": OPINION, "reason": REASON},
        required_for={Event.CONDITION_QUESTIONED: ("reason",)},
        weighs=_SAID,
    ),
    TaskKind(
        "forfeiture_statement",
        Text("对不再拨付陈述意见", "Say what speaks against not being paid"),
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=10,
        decisions={
            Event.STATEMENT_MADE: Text("陈述意见", "Make a statement"),
            Event.STATEMENT_WAIVED: Text("无异议", "No objection"),
        },
        fields={"reason": OWN_REASON},
        required_for={Event.STATEMENT_MADE: ("reason",)},
        overdue=Event.STATEMENT_LAPSED,
    ),
    TaskKind(
        "forfeiture_decision",
        Text("审定不再拨付", "Decide whether it is not paid"),
        Role.APPROVER,
        duty=Duty.DECIDE,
        working_days=10,
        decisions={
            Event.FORFEITED: Text("同意不再拨付", "It is not paid"),
            Event.FORFEITURE_REFUSED: Text("不同意，继续核对", "Do not; check it further"),
        },
        fields={"reason": REASON},
        required=("reason",),
        weighs=_SAID,
    ),
)
KINDS: tuple[TaskKind, ...] = (*OWN, *PAYING)
