"""申请的活动签名。The names and types of the application's own activities."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

VERIFY_APPLICANT = "verify_applicant"
ASSESS_AWARD = "assess_award"
TAKE_SHARE = "take_share"
ASK_SUSPENSION = "ask_suspension"
ASK_FIGURES = "ask_figures"


@dataclass(frozen=True, slots=True)
class ApplicationParticulars:
    """The particulars of an application that its workflow needs, beyond the state every case has.

    Attributes:
        disbursement: State of the live disbursement, if any.
        award_fen: The amount assessed or decided, if any.
        minuted: Whether a committee decided the amount, so that two approvers are needed.
        undecided_objections: Objections that nobody has ruled on.
        panel_recommends: What the majority of the panel says once every expert has scored; None before that.
        suspended: Whether it is held by a superior policy, or until it is said whether its award is revoked, and not by an officer.
        invests: Whether it was paid as an investment that has not begun.
        invested: What the workflow of the investment it was paid as is started with, while that is held.
        supplemented: Whether a supplement of it is paid, or being paid, while it is not.
        parts: What the workflows of its later parts that are still to be paid are started with, once the first was.
        left_over: Whether it ended unpaid, and what was signed for it has not: its commitment is to look at that.
    """

    disbursement: str | None = None
    award_fen: int | None = None
    minuted: bool = False
    undecided_objections: int = 0
    panel_recommends: bool | None = None
    suspended: bool = False
    supplemented: bool = False
    invests: bool = False
    invested: list[dict[str, Any]] = field(default_factory=list)
    parts: list[dict[str, Any]] = field(default_factory=list)
    left_over: bool = False
