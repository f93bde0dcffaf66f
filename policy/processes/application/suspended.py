"""上位政策暂停时的办理。What happens to an application under way whose item a superior policy suspends (general term 5).

It is held with the reason. An approver lets it go on, or ends it; where the suspension is over first, it goes on by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policy.actors import Role
from policy.processes.application.events import Event
from policy.processes.application.stages import Stage
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Step
from policy.processes.kernel.task_kind import REASON, TaskKind
from policy.text import Text

SUSPENDABLE: Final = frozenset(
    {
        Stage.ACCEPTANCE,
        Stage.VERIFICATION,
        Stage.REVIEW,
        Stage.ASSESSMENT,
        Stage.ALLOCATION,
        Stage.COMMITTEE,
        Stage.DECISION,
        Stage.BUDGET_WAIT,
    }
)
"""The stages before an award is decided in which nothing goes on while the item is suspended; what waits for its share is on no list."""
CHECK: Final = "suspension_check"

SUSPENSION_STEPS: Final[Mapping[str, Step]] = {
    Event.SUSPENSION_FOUND: Step(
        Text("上位政策暂停，暂缓办理", "Held by a superior policy"),
        stays=SUSPENDABLE,
        opens=(CHECK,),
        tells={
            Role.APPLICANT: Text("{number}因上位政策暂缓办理：{reason}", "{number} is held by a superior policy: {reason}"),
            Role.APPROVER: Text(
                "{number}因上位政策暂缓办理，请审批是否继续。", "{number} is held by a superior policy; please say whether it goes on."
            ),
        },
    ),
    Event.SUSPENSION_PASSED: Step(
        Text("准予继续办理", "Let go on"),
        stays=SUSPENDABLE,
        tells={Role.APPLICANT: Text("{number}经审批继续办理。", "{number} goes on, as an approver decided.")},
        while_held=True,
    ),
    Event.SUSPENSION_LIFTED: Step(
        Text("暂停结束，恢复办理", "No longer suspended"),
        stays=SUSPENDABLE,
        tells={Role.APPLICANT: Text("{number}所涉事项的暂停已经结束，恢复办理。", "The suspension of {number} is over; it goes on.")},
        while_held=True,
    ),
    Event.SUSPENSION_UPHELD: Step(
        Text("因上位政策终止办理", "Ended by a superior policy"),
        leads=dict.fromkeys(SUSPENDABLE, Stage.REFUSED),
        opens=("reconsideration_request",),
        tells={
            Role.APPLICANT: Text(
                "{number}因上位政策终止办理，不予支持，理由见通知书；可申请一次复核。",
                "{number} is ended by a superior policy; its letter says why, and you may ask once for reconsideration.",
            )
        },
        while_held=True,
    ),
}
SUSPENSION_CHECK = TaskKind(
    CHECK,
    Text("审批是否继续办理", "Say whether a held case goes on"),
    Role.APPROVER,
    duty=Duty.DECIDE,
    not_again=("policy_choice",),
    working_days=10,
    decisions={
        Event.SUSPENSION_PASSED: Text("准予继续办理", "Let it go on"),
        Event.SUSPENSION_UPHELD: Text("终止办理，不予支持", "End it; nothing is granted"),
    },
    fields={"reason": REASON},
    required=("reason",),
)
"""An approver says whether a held application goes on."""
