"""变更申请的事件。What may happen to a change of what was agreed: applied for, reviewed, decided by another person, or withdrawn before.

Whatever is decided, the agreement in force is the newest version that was accepted.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Final

from policy.actors import Role
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Step
from policy.text import Text


class ChangeEvent(StrEnum):
    """What happened to a change that was applied for, in the past tense."""

    CHANGE_REQUESTED = "change_requested"
    CHANGE_REVIEWED = "change_reviewed"
    CHANGE_ACCEPTED = "change_accepted"
    CHANGE_ADJUSTED = "change_adjusted"
    CHANGE_REFUSED = "change_refused"
    CHANGE_WITHDRAWN = "change_withdrawn"


NEW_VERSION: Final = (ChangeEvent.CHANGE_ACCEPTED, ChangeEvent.CHANGE_ADJUSTED)
"""What puts a new version in force."""
DECIDED: Final = (*NEW_VERSION, ChangeEvent.CHANGE_REFUSED)
"""What a decision makes of a change."""


def change_steps(at: Collection[str]) -> dict[str, Step]:
    """Return the rows of a change in the stages `at`, in which what was agreed is carried out."""
    return {
        ChangeEvent.CHANGE_REQUESTED: Step(
            Text("提出变更申请", "Change applied for"),
            stays=at,
            opens=("change_review",),
            tells={Role.OFFICER: Text("{number}提出变更申请，请审核。", "A change of {number} is applied for; please review it.")},
            asked_by=Role.APPLICANT,
            duty=Duty.APPLY,
            hands_in=True,
        ),
        ChangeEvent.CHANGE_REVIEWED: Step(
            Text("审核变更申请", "Change reviewed"),
            stays=at,
            opens=("change_decision",),
            tells={Role.APPROVER: Text("{number}的变更申请已审核，请审批。", "The change of {number} was reviewed; please decide on it.")},
        ),
        ChangeEvent.CHANGE_ACCEPTED: Step(
            Text("同意变更", "Change accepted"),
            stays=at,
            tells={
                Role.APPLICANT: Text(
                    "{number}的变更申请已获同意，自即日起按变更后的内容执行，详见决定通知书。",
                    "The change of {number} is accepted and in force from today; see the letter.",
                )
            },
        ),
        ChangeEvent.CHANGE_ADJUSTED: Step(
            Text("调整后同意变更", "Change accepted with changes"),
            stays=at,
            tells={
                Role.APPLICANT: Text(
                    "{number}的变更申请经调整后同意，自即日起按调整后的内容执行，详见决定通知书。",
                    "The change of {number} is accepted with changes and in force from today; see the letter.",
                )
            },
        ),
        ChangeEvent.CHANGE_REFUSED: Step(
            Text("不同意变更", "Change refused"),
            stays=at,
            tells={
                Role.APPLICANT: Text(
                    "{number}的变更申请未获同意，仍按原内容执行，详见决定通知书。",
                    "The change of {number} is refused; what was agreed stands. See the letter.",
                )
            },
        ),
        ChangeEvent.CHANGE_WITHDRAWN: Step(
            Text("撤回变更申请", "Change withdrawn"),
            stays=at,
            tells={Role.OFFICER: Text("{number}的变更申请已撤回。", "The change of {number} was withdrawn.")},
            asked_by=Role.APPLICANT,
            duty=Duty.APPLY,
            while_held=True,
        ),
    }
