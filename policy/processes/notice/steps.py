"""公示的事件。What may happen while a decision of any process is on public notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from policy.actors import Role
from policy.processes.kernel.lifecycle import ANYBODY, Step
from policy.text import Text

# Working days that a notice runs.
NOTICE_PERIODS: Mapping[str, int] = {"public_notice": 5}


class NoticeEvent(StrEnum):
    """What happened to a notice and to the objections to it, in the past tense."""

    NOTICE_CLEARED = "notice_cleared"
    OBJECTION_FILED = "objection_filed"
    OBJECTION_DISMISSED = "objection_dismissed"
    UPHOLDING_PROPOSED = "upholding_proposed"
    OBJECTION_UPHELD = "objection_upheld"
    NOTICE_RESUMED = "notice_resumed"


UPHELD = Text(
    "{number}公示期间收到的异议经核实成立，不予支持，可申请一次复核。",
    "An objection to {number} during its notice was examined and upheld; you may ask once for reconsideration.",
)
"""What an applicant reads whose award an objection brought down, unless its process says otherwise."""


@dataclass(frozen=True, slots=True)
class Published:
    """The stages of a process that a notice lies between, and what follows from it.

    Attributes:
        notice: Where the notice runs.
        objection: Where it is suspended, and objections are ruled on.
        cleared: Where a clear notice leads.
        upheld: Where an objection that is upheld leads.
        cleared_opens: Tasks that a clear notice opens.
        cleared_tells: What the applicant reads when it is clear.
        upheld_opens: Tasks that an objection that is upheld opens.
        upheld_tells: What the applicant reads when an objection is upheld.
    """

    notice: str
    objection: str
    cleared: str
    upheld: str
    cleared_opens: tuple[str, ...]
    cleared_tells: Text
    upheld_opens: tuple[str, ...]
    upheld_tells: Text = UPHELD


def notice_steps(at: Published) -> dict[str, Step]:
    """Return the rows of a public notice in the stages `at`."""
    return {
        NoticeEvent.NOTICE_CLEARED: Step(
            Text("公示无异议", "Notice cleared"),
            leads={at.notice: at.cleared},
            opens=at.cleared_opens,
            tells={Role.APPLICANT: at.cleared_tells},
        ),
        NoticeEvent.OBJECTION_FILED: Step(
            Text("收到实名异议", "Objection filed"),
            leads={at.notice: at.objection},
            stays=(at.objection,),
            opens=("objection_ruling",),
            tells={
                Role.APPLICANT: Text("{number}公示期间收到异议，公示暂停。", "An objection suspended the notice of {number}."),
                Role.OFFICER: Text("{number}收到实名异议，请处理。", "A named objection to {number} waits for a ruling."),
            },
            asked_by=ANYBODY,
        ),
        NoticeEvent.OBJECTION_DISMISSED: Step(
            Text("异议不成立", "Objection dismissed"),
            stays=(at.objection,),
        ),
        # An approver decided what is objected to; none below that rank overturns it.
        NoticeEvent.UPHOLDING_PROPOSED: Step(
            Text("拟认定异议成立", "Upholding proposed"),
            stays=(at.objection,),
            opens=("objection_confirmation",),
            tells={
                Role.APPROVER: Text(
                    "{number}的异议拟认定成立，待审定。", "An objection to {number} is to be upheld; it waits for an approver."
                )
            },
        ),
        NoticeEvent.OBJECTION_UPHELD: Step(
            Text("异议成立", "Objection upheld"),
            leads={at.objection: at.upheld},
            opens=at.upheld_opens,
            tells={Role.APPLICANT: at.upheld_tells},
        ),
        NoticeEvent.NOTICE_RESUMED: Step(
            Text("恢复公示", "Notice resumed"),
            leads={at.objection: at.notice},
            tells={Role.APPLICANT: Text("{number}恢复公示。", "The notice of {number} goes on.")},
        ),
    }
