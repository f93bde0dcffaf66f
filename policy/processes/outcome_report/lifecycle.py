"""绩效自评的生命周期。The process of an outcome report: a recipient is asked for it, and gives it, in time or later.

Silence ends what the evaluation waits for, and not what the recipient owes: a missing report is shown, and may be given at any time.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from policy.actors import Role
from policy.processes.kernel.lifecycle import Lifecycle, StageRow, Step
from policy.text import Text


class Stage(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    REPORTING = "reporting"
    MISSING = "missing"
    REPORTED = "reported"


class Event(StrEnum):
    """What happened to a report, in the past tense."""

    REPORT_ASKED = "report_asked"
    REPORTED = "reported"
    REPORT_MISSED = "report_missed"
    REPORTED_LATE = "reported_late"


STAGES: Mapping[str, StageRow] = {
    Stage.DRAFT: StageRow(Text("草稿", "Draft"), Text("正在发起。", "It is being asked for.")),
    Stage.REPORTING: StageRow(
        Text("待填报", "To be given"),
        Text("请在期限内填报绩效自评。", "Please report in time what the support has brought."),
        attended=True,
    ),
    Stage.MISSING: StageRow(
        Text("逾期未报", "Missing"),
        Text("绩效自评逾期未报，请尽快补报。", "The report is missing; please give it as soon as you can."),
        attended=True,
    ),
    Stage.REPORTED: StageRow(Text("已填报", "Given"), Text("绩效自评已填报。", "The report is given."), terminal=True),
}

STEPS: Mapping[str, Step] = {
    Event.REPORT_ASKED: Step(
        Text("要求填报", "Asked for"),
        leads={Stage.DRAFT: Stage.REPORTING},
        opens=("outcome_report",),
        tells={
            Role.APPLICANT: Text(
                "请在{due}前填报绩效自评{number}。",
                "Please give the outcome report {number} by {due}.",
            )
        },
    ),
    Event.REPORTED: Step(Text("填报", "Given"), leads={Stage.REPORTING: Stage.REPORTED}),
    Event.REPORT_MISSED: Step(
        Text("逾期未报", "Not given in time"),
        leads={Stage.REPORTING: Stage.MISSING},
        opens=("late_outcome_report",),
        tells={
            Role.APPLICANT: Text(
                "绩效自评{number}逾期未报，请在{due}前补报；实施细则规定未报不予支持的，补报前不给予新的支持。",
                "The outcome report {number} was not given in time; please give it by {due}. Where implementing rules say so, no new "
                "support is given before that.",
            )
        },
    ),
    Event.REPORTED_LATE: Step(Text("补报", "Given late"), leads={Stage.MISSING: Stage.REPORTED}),
}

OUTCOME_REPORT = Lifecycle(
    name="outcome_report", workflow="OutcomeReport", title=Text("绩效自评", "Outcome report"), stages=STAGES, steps=STEPS
)
