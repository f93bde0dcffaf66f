"""再决定的落实。What may happen to an award that is not paid yet when it is decided anew: it is paid in another amount, or not at all."""

from __future__ import annotations

from collections.abc import Mapping

from policy.actors import Role
from policy.processes.application.events import Event
from policy.processes.application.stages import Stage
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Step
from policy.text import Text

_CHANGED = Text(
    "{number}的支持金额已按再决定调整，见再决定通知书。", "The amount of {number} was changed by a re-decision; see its letter."
)
_PAYMENT_CHANGED = Text(
    "{number}的支持金额已按再决定调整，见再决定通知书{again}。",
    "The amount of {number} was changed by a re-decision; see its letter{again}.",
)
# Of the re-decision, whose process comes later.
_DECIDED = ("redecided",)

REDECIDED_STEPS: Mapping[str, Step] = {
    Event.AWARD_CHANGED: Step(
        Text("按再决定调整支持金额", "Amount changed by a re-decision"),
        stays=(Stage.COMMITMENT,),
        tells={Role.APPLICANT: _CHANGED},
        asked_by=Role.OFFICER,
        duty=Duty.DECIDE,
        follows=_DECIDED,
    ),
    # Whoever released or confirmed the amount before does so again.
    Event.PAYMENT_CHANGED: Step(
        Text("按再决定调整拨付金额", "Payment changed by a re-decision"),
        stays=(Stage.PAYMENT,),
        opens=("changed_payment",),
        tells={Role.APPLICANT: _PAYMENT_CHANGED},
        asked_by=Role.OFFICER,
        duty=Duty.DECIDE,
        follows=_DECIDED,
    ),
    # A supplement was paid: what the award comes to is what that does, and no more.
    Event.REST_DROPPED: Step(
        Text("按再决定不再拨付未付部分", "What is unpaid was dropped by a re-decision"),
        leads={Stage.PAYMENT: Stage.IN_FORCE},
        tells={Role.APPLICANT: _CHANGED},
        asked_by=Role.OFFICER,
        duty=Duty.DECIDE,
        follows=_DECIDED,
    ),
    Event.REST_STOPPED: Step(
        Text("停止拨付未付部分", "What is unpaid was stopped"),
        leads={Stage.PAYMENT: Stage.IN_FORCE},
        stands_for=DisbursementEvent.PAYMENT_ENDED,
        tells={
            Role.APPLICANT: Text(
                "{number}尚未拨付的部分停止拨付，理由：{reason}。补充支持另行办理。",
                "What is unpaid of {number} is not paid after all. The reason is: {reason}. Its supplement is handled by itself.",
            ),
            Role.FINANCE: Text("{number}未付部分已停止拨付，预算已释放。", "The rest of {number} is not paid; its money is free again."),
        },
    ),
    Event.AWARD_REVOKED: Step(
        Text("按再决定不予支持", "Revoked by a re-decision"),
        leads={Stage.COMMITMENT: Stage.REFUSED, Stage.PAYMENT: Stage.REFUSED},
        opens=("reconsideration_request",),
        tells={
            Role.APPLICANT: Text(
                "{number}按再决定不予支持，可申请一次复核。",
                "By a re-decision {number} is not due; you may ask once for reconsideration.",
            )
        },
        asked_by=Role.OFFICER,
        duty=Duty.DECIDE,
        follows=_DECIDED,
    ),
}
