"""限制申报的期限。Until when an enterprise may be barred, and why a bar is lifted early.

A bar begins on the day it is decided and includes its last day. The Opinions say nothing of it; they let serious bad records count for
three years (general term 2), so a bar lasts no longer, and a rule may allow less (`barring_years`).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from policy.days import in_chinese
from policy.errors import Code, Fault, Refusal
from policy.text import Text
from policy.working_days import years_after


class LiftingGround(StrEnum):
    """Why a bar is lifted before its last day."""

    OWN_ERROR = "own_error"
    SET_ASIDE = "set_aside"


def read_until(written: str, on: date, years: int) -> date:
    """Return the last day of a bar that is proposed or decided.

    Args:
        written: The day, as YYYY-MM-DD.
        on: The day it is proposed or decided.
        years: How many years a bar may last.

    Raises:
        Refusal: `invalid_input`, when it is no day, not ahead, or more than the years ahead.
    """
    last = years_after(on, years)
    try:
        until = date.fromisoformat(written)
    except ValueError:
        until = on
    if on < until <= last:
        return until
    raise Refusal(
        Code.INVALID_INPUT,
        Text(f"限制申报的截止日应在今日之后、不晚于{in_chinese(last)}。", f"The last day of a bar must be after today, by {last}."),
        [Fault("until", Text(f"应在今日之后、不晚于{in_chinese(last)}", f"must be after today, by {last}"))],
    )
