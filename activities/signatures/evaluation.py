"""政策评估的活动签名。The names and types of the evaluation's activities."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from activities.signatures.case_start import CaseStart

OPEN_EVALUATIONS = "open_evaluations"
RECKON_FIGURES = "reckon_figures"
ASK_FOR_REPORTS = "ask_for_reports"
TAKE_DECISION = "take_policy_decision"
CLOSE_REPORTS = "close_reports"


@dataclass(frozen=True, slots=True)
class EvaluationOrder:
    """An order to evaluate every clause.

    Attributes:
        year: For which year; None is the year before the one it is ordered in.
        ordered_at: When, where the workflow fills it in.
    """

    year: int | None = None
    ordered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EvaluationsOpened:
    """The evaluations of a year that are under way now.

    Attributes:
        children: How each is started.
    """

    children: list[CaseStart] = field(default_factory=list)
