"""承诺与收款账户。What is asked of whoever is supported once the notice is over.

An enterprise commits to stay (general term 6); others give their account alone. What is asked follows from what the register knows the
applicant as when it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from policy.actors import Role
from policy.processes.application.events import Event
from policy.processes.application.stages import Stage
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Step
from policy.processes.kernel.task_kind import ACCOUNT, TaskKind, line
from policy.text import Text

COMMITMENT = TaskKind(
    "commitment",
    Text("签署持续经营承诺", "Sign the commitment to stay"),
    Role.APPLICANT,
    duty=Duty.APPLY,
    working_days=30,
    decisions={Event.COMMITMENT_SIGNED: Text("签署", "Sign")},
    fields={
        "signatory": line("签署人", "Who signs for the enterprise", 100),
        "position": line("职务", "Their position", 100),
        "agreed": {
            "const": True,
            "title": "本单位承诺持续在本区经营；确需变动的，事先备案",
            "description": "We commit to stay in the area, and to file any move before it happens",
        },
        "account": ACCOUNT,
    },
    required=("signatory", "position", "agreed", "account"),
    overdue=Event.COMMITMENT_LAPSED,
)
PAYEE_ACCOUNT = TaskKind(
    "payee_account",
    Text("填写收款账户", "Give the account to pay to"),
    Role.APPLICANT,
    duty=Duty.APPLY,
    working_days=30,
    decisions={Event.ACCOUNT_GIVEN: Text("提交", "Hand in")},
    fields={"account": ACCOUNT},
    required=("account",),
    overdue=Event.COMMITMENT_LAPSED,
)
SIGNING: tuple[TaskKind, ...] = (COMMITMENT, PAYEE_ACCOUNT)
"""The steps of which one is asked before an award is paid."""
ASKED: Mapping[str, Text] = {
    COMMITMENT.code: Text("签署持续经营承诺并填写收款账户", "sign the commitment to stay and give an account"),
    PAYEE_ACCOUNT.code: Text("填写收款账户", "give an account"),
}
"""What each of them asks, as a message says it."""

SIGNING_STEPS: Mapping[str, Step] = {
    Event.COMMITMENT_SIGNED: Step(
        Text("签署承诺", "Commitment signed"),
        leads={Stage.COMMITMENT: Stage.PAYMENT},
        opens=("payment",),
        tells={
            Role.FINANCE: Text("{number}已签署承诺；抽中复查的，复查后拨付。", "{number} is signed for; it is paid after any second look.")
        },
    ),
    Event.ACCOUNT_GIVEN: Step(
        Text("填写收款账户", "Account given"),
        leads={Stage.COMMITMENT: Stage.PAYMENT},
        opens=("payment",),
        tells={
            Role.FINANCE: Text(
                "{number}已填写收款账户；抽中复查的，复查后拨付。", "The account of {number} is given; it is paid after any second look."
            )
        },
    ),
    Event.COMMITMENT_LAPSED: Step(
        Text("逾期未签署承诺或者未填写账户", "Not signed for, or no account given, in time"),
        leads={Stage.COMMITMENT: Stage.LAPSED},
        tells={Role.APPLICANT: Text("{number}逾期未办理“{task}”，申请终止。", "“{task}” of {number} was not done in time; it has ended.")},
    ),
}


def asked_of(kind: str) -> TaskKind:
    """Return what is asked of a beneficiary before its award is paid.

    Args:
        kind: "enterprise", "university_or_institute" or "person".
    """
    return COMMITMENT if kind == "enterprise" else PAYEE_ACCOUNT
