"""拨付前抽查的事件。What may happen in the second look before a payment: it passes, or is doubted, and an approver says whether that holds.

An approver decided the award, so none below that rank takes it back to its review.
"""

from __future__ import annotations

from collections.abc import Mapping

from policy.actors import Role
from policy.processes.application.events import Event
from policy.processes.application.stages import Stage
from policy.processes.kernel.lifecycle import Step
from policy.text import Text

QUALITY_STEPS: Mapping[str, Step] = {
    Event.QUALITY_PASSED: Step(
        Text("抽查通过", "Second look passed"),
        stays=(Stage.PAYMENT,),
        opens=("payment_release",),
        tells={Role.FINANCE: Text("{number}抽查通过，可以拨付。", "{number} passed its second look and is ready to be paid.")},
    ),
    Event.QUALITY_DOUBTED: Step(
        Text("抽查存疑", "Second look raised doubts"),
        stays=(Stage.PAYMENT,),
        opens=("doubt_decision",),
        tells={Role.APPROVER: Text("{number}抽查存疑，请决定是否退回评审。", "The second look at {number} raised doubts; please decide.")},
    ),
    Event.DOUBT_CONFIRMED: Step(
        Text("存疑属实，退回评审", "Doubts confirmed"),
        leads={Stage.PAYMENT: Stage.REVIEW},
        opens=("review",),
        tells={
            Role.OFFICER: Text("{number}抽查存疑，已退回评审。", "The second look at {number} raised doubts; it is reviewed again."),
            Role.APPLICANT: Text("{number}拨付前抽查，退回重新评审。", "Before its payment {number} was sent back to be reviewed again."),
        },
    ),
    Event.DOUBT_DISMISSED: Step(
        Text("存疑不成立，继续拨付", "Doubts dismissed"),
        stays=(Stage.PAYMENT,),
        opens=("payment_release",),
        tells={Role.FINANCE: Text("{number}抽查存疑不成立，可以拨付。", "The doubts about {number} were dismissed; it may be paid.")},
    ),
}
