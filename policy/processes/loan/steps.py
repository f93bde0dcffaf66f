"""贷款登记的事件。What may happen to a loan, one row an event, and the process they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from policy.actors import Role
from policy.processes.acceptance.steps import AcceptanceEvent, Filed, acceptance_steps
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Lifecycle, Step, draft_discarded
from policy.processes.loan.lifecycle import STAGES, UNDECIDED, Event, Stage
from policy.text import Text

_REFUSED: Final = Text("贷款登记{number}不予登记，理由和救济途径见决定书。", "Loan {number} is not registered; the letter says why.")
_REGISTERED: Final = {
    Role.APPLICANT: Text(
        "贷款{number}已登记，每半年可凭银行付息凭证申领贴息。", "Loan {number} is registered: claim the interest of each half-year."
    )
}
_CHANGED: Final = Text("贷款{number}有变动，请核实：{change}。", "Loan {number} is said to have changed, please look into it: {change}.")
_ACCEPTANCE: Final = acceptance_steps(
    Filed(
        acceptance=Stage.CHECK,
        correction=Stage.CORRECTION,
        accepted=Stage.CONFIRMATION,
        refused=Stage.REFUSED,
        lapsed=Stage.LAPSED,
        check="loan_check",
        corrects="loan_correction",
        refused_opens=(),
        refused_tells=_REFUSED,
    )
)
_CORRECTION: Final = _ACCEPTANCE[AcceptanceEvent.CORRECTION_REQUESTED]

STEPS: Mapping[str, Step] = {
    Event.SUBMITTED: Step(
        Text("提交贷款登记", "Submitted"),
        leads={Stage.DRAFT: Stage.CHECK},
        opens=("loan_check",),
        tells={
            Role.APPLICANT: Text("已收到贷款登记{number}（{item}）。", "We have received loan {number} ({item})."),
            Role.OFFICER: Text("贷款登记{number}待核对。", "Loan {number} waits to be checked."),
        },
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        hands_in=True,
    ),
    **_ACCEPTANCE,
    # What the bank says otherwise may be the enterprise's slip of the pen.
    AcceptanceEvent.CORRECTION_REQUESTED: replace(_CORRECTION, leads={**_CORRECTION.leads, Stage.CONFIRMATION: Stage.CORRECTION}),
    Event.BANK_CONFIRMED: Step(
        Text("银行核实一致", "Confirmed by the bank"), leads={Stage.CONFIRMATION: Stage.REGISTERED}, tells=_REGISTERED
    ),
    Event.BANK_UNCONNECTED: Step(
        Text("银行没有接口，凭纸质材料复核", "The bank has no interface"),
        leads={Stage.CONFIRMATION: Stage.PAPER_CHECK},
        opens=("loan_paper_check",),
        tells={
            Role.OFFICER: Text(
                "贷款{number}的银行没有接口，请由第二人凭合同复核。", "The bank of {number} has no interface: compare the paper."
            )
        },
    ),
    # A bank that says otherwise than was declared, or contradicts itself, decides nothing; asking again brings the same.
    Event.BANK_CONTRADICTED: Step(
        Text("银行所述与登记不一致", "The bank says otherwise"),
        stays=(Stage.CONFIRMATION,),
        opens=("loan_clarification",),
        tells={Role.OFFICER: Text("贷款{number}经向银行核实：{contradictions}。", "The bank says of loan {number}: {contradictions}.")},
    ),
    Event.BANK_ASKED_AGAIN: Step(Text("再次向银行核实", "The bank is asked again"), stays=(Stage.CONFIRMATION,)),
    Event.REGISTRATION_REFUSED: Step(
        Text("不予登记", "Registration refused"),
        leads={Stage.CONFIRMATION: Stage.REFUSED},
        tells={Role.APPLICANT: _REFUSED},
    ),
    Event.PAPER_CONFIRMED: Step(
        Text("第二人复核一致", "Confirmed by a second person"), leads={Stage.PAPER_CHECK: Stage.REGISTERED}, tells=_REGISTERED
    ),
    Event.PAPER_DOUBTED: Step(
        Text("第二人复核不符，退回核对", "Doubted by a second person"),
        leads={Stage.PAPER_CHECK: Stage.CHECK},
        opens=("loan_check",),
        tells={Role.OFFICER: Text("贷款{number}经复核与合同不符，请重新核对。", "A second person doubts loan {number}; check it again.")},
    ),
    Event.HALF_YEAR_OVER: Step(
        Text("半年期满", "A half-year is over"),
        stays=(Stage.REGISTERED,),
        tells={
            Role.APPLICANT: Text(
                "贷款{number}的{half_year}利息可以申领贴息。", "The interest of loan {number} of {half_year} may be claimed now."
            )
        },
    ),
    Event.BANK_LOOKED_AT: Step(Text("向银行核对", "Looked at"), stays=(Stage.REGISTERED,), internal=True),
    Event.CHANGE_REPORTED: Step(
        Text("银行报告变动", "The bank reports a change"),
        stays=(Stage.REGISTERED,),
        opens=("loan_change",),
        tells={Role.APPLICANT: _CHANGED, Role.OFFICER: _CHANGED},
    ),
    Event.CHANGE_STATED: Step(
        Text("单位告知变动", "The enterprise states a change"),
        stays=(Stage.REGISTERED,),
        opens=("loan_change",),
        tells={Role.OFFICER: _CHANGED},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
    ),
    Event.CHANGE_NOTED: Step(
        Text("经办人发现变动", "An officer notes a change"),
        stays=(Stage.REGISTERED,),
        opens=("loan_change",),
        tells={Role.APPLICANT: _CHANGED, Role.OFFICER: _CHANGED},
        asked_by=Role.OFFICER,
        duty=Duty.PREPARE,
    ),
    Event.CHANGE_DISMISSED: Step(
        Text("核实没有变动", "No change was found"),
        stays=(Stage.REGISTERED,),
        tells={
            Role.APPLICANT: Text("贷款{number}经核实没有变动。理由：{reason}", "Loan {number} stands as it is. The reason is: {reason}")
        },
    ),
    Event.LOAN_REPAID: Step(
        Text("贷款还清", "Repaid"),
        leads={Stage.REGISTERED: Stage.REPAID},
        tells={
            Role.APPLICANT: Text(
                "贷款{number}已于{ended}还清，此前的利息仍可申领。",
                "Loan {number} was repaid on {ended}; the interest until then may be claimed.",
            )
        },
    ),
    Event.LOAN_CANCELLED: Step(
        Text("注销登记", "Cancelled"),
        leads={Stage.REGISTERED: Stage.CANCELLED},
        tells={
            Role.APPLICANT: Text(
                "贷款{number}的登记自{ended}后注销，见通知书；合同变更后的贷款，请重新登记。",
                "The registration of loan {number} ends with {ended}; see the letter. Register it anew under its new contract.",
            )
        },
    ),
    Event.CAP_FOUND_USED: Step(
        Text("贴息额度用尽", "The cap is used"),
        leads={Stage.REGISTERED: Stage.CAP_USED},
        tells={
            Role.APPLICANT: Text(
                "贵单位的贴息额度已用尽，贷款{number}不再申领。",
                "You have had all that the clause gives: nothing more is claimed for loan {number}.",
            )
        },
    ),
    Event.WITHDRAWN: Step(
        Text("撤回", "Withdrawn"),
        leads=dict.fromkeys(UNDECIDED, Stage.WITHDRAWN),
        tells={Role.APPLICANT: Text("贷款登记{number}已依贵单位申请撤回。", "Loan {number} was withdrawn as you asked.")},
        asked_by=Role.APPLICANT,
        duty=Duty.APPLY,
        while_held=True,
    ),
    Event.DRAFT_DISCARDED: draft_discarded(Role.APPLICANT, Duty.APPLY),
}

LOAN = Lifecycle(name="loan", workflow="Loan", title=Text("贷款登记", "Loan"), stages=STAGES, steps=STEPS)
