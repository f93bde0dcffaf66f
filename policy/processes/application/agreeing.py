"""投资协议。The agreement of an investment: entered from the paper both have signed, compared with what was resolved, and confirmed.

What it says otherwise goes back to a meeting, and nothing is paid on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policy.actors import Role
from policy.processes.application.events import Event
from policy.processes.application.stages import Stage
from policy.processes.decision.steps import LISTING
from policy.processes.investment.terms import RESOLVED_FIELDS
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Step
from policy.processes.kernel.task_kind import OPINION, REASON, TaskKind, day, document, line
from policy.text import Text

AGREEMENT: Final = TaskKind(
    "agreement_signature",
    Text("登记投资协议", "Enter the investment agreement that both have signed"),
    Role.OFFICER,
    duty=Duty.PREPARE,
    working_days=20,
    decisions={
        Event.AGREEMENT_ENTERED: Text("与决议一致，提请复核", "It says what was resolved, to be confirmed"),
        Event.AGREEMENT_FOUND_DIFFERENT: Text("与决议不一致，提请重新上会", "It says otherwise; to be put before a meeting again"),
    },
    fields={
        "agreement_no": line("协议编号", "Number of the agreement", 100),
        "signed_on": day("双方签署日期", "The day on which both had signed"),
        "document": document("投资协议（材料编号）", "The signed agreement: the id of the document"),
        **RESOLVED_FIELDS,
        "opinion": OPINION,
        "reason": REASON,
    },
    required=("agreement_no", "signed_on", "document", *RESOLVED_FIELDS),
    required_for={Event.AGREEMENT_FOUND_DIFFERENT: ("reason",)},
    after=("agreement_confirmation",),
)
CONFIRMATION: Final = TaskKind(
    "agreement_confirmation",
    Text("复核投资协议", "Confirm the investment agreement"),
    Role.OFFICER,
    duty=Duty.PREPARE,
    not_again=(AGREEMENT.code,),
    working_days=10,
    decisions={
        Event.AGREEMENT_SIGNED: Text("与协议、决议一致", "It is as the agreement and the resolution say"),
        Event.AGREEMENT_REOPENED: Text("确有差异，重新上会", "It does differ; to a meeting again"),
        Event.AGREEMENT_SENT_BACK: Text("退回登记", "Send back"),
    },
    fields={"opinion": OPINION, "reason": REASON},
    required_for={Event.AGREEMENT_SENT_BACK: ("reason",)},
)
AGREEING: Final[tuple[TaskKind, ...]] = (AGREEMENT, CONFIRMATION)
TO_AGREE: Final = Text(
    "与责任单位签署投资协议，随后按通知签署承诺", "sign the investment agreement with the department; the commitment follows"
)
"""What is asked of whoever is invested in once the notice is over, as a message says it."""

_AT: Final = (Stage.COMMITMENT,)
AGREEING_STEPS: Final[Mapping[str, Step]] = {
    Event.AGREEMENT_ENTERED: Step(Text("登记投资协议", "Agreement entered"), stays=_AT, opens=(CONFIRMATION.code,)),
    Event.AGREEMENT_FOUND_DIFFERENT: Step(
        Text("协议与决议不一致", "Agreement found different"), stays=_AT, opens=(CONFIRMATION.code,), internal=True
    ),
    Event.AGREEMENT_SENT_BACK: Step(Text("退回登记", "Agreement sent back"), stays=_AT, opens=(AGREEMENT.code,), internal=True),
    Event.AGREEMENT_SIGNED: Step(
        Text("签署投资协议", "Agreement signed"),
        stays=_AT,
        opens=("signing",),
        tells={
            Role.APPLICANT: Text("{number}的投资协议已签署，请{asked}。", "The investment agreement of {number} is signed; please {asked}.")
        },
    ),
    # What the parties agree on is for the committee to resolve: nothing is paid on other terms.
    Event.AGREEMENT_REOPENED: Step(
        Text("协议与决议不一致，重新上会", "Put before a meeting again"),
        leads={Stage.COMMITMENT: Stage.COMMITTEE},
        opens=(LISTING,),
        tells={
            Role.APPLICANT: Text(
                "{number}的投资协议与决议不一致，原支持决定和公示撤回，重新提交专题会审议。",
                "The agreement of {number} differs from what was resolved; the decision and its notice are taken back, and a meeting "
                "considers it again.",
            ),
            Role.OFFICER: Text("{number}须重新列入专题会议题。", "{number} has to be put on the agenda of a meeting again."),
        },
    ),
}
