"""认定的期限。What falls due for an entry of the register, and when: its yearly review, the notice before its end, the end itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from policy.days import in_chinese
from policy.errors import Code, Fault, Refusal
from policy.processes.recognition.lifecycle import Event
from policy.text import Text
from policy.working_days import years_after

NOTICE_DAYS: Final = 60
"""How many days before its last one the holder is told."""


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of the register, as far as its time goes.

    Attributes:
        valid_from: Its first day.
        valid_until: Its last day; None where it has none.
        reviewed_on: The day as of which it was last looked at, from which a year is counted.
        is_reviewed: Whether it is looked at each year at all.
        reviewing: Whether somebody is looking at it.
        announced: Whether its end was announced.
        renewing: Whether its renewal is being decided: it stands until that is.
    """

    valid_from: date
    valid_until: date | None
    reviewed_on: date
    is_reviewed: bool
    reviewing: bool
    announced: bool
    renewing: bool

    def next_due(self) -> tuple[Event, date] | None:
        """Return what falls due next, at the end of which day; None where nothing does."""
        due: list[tuple[date, Event]] = []
        if self.valid_until is not None and not self.renewing:
            due.append((self.valid_until, Event.EXPIRED))
            if not self.announced:
                due.append((self.valid_until - timedelta(days=NOTICE_DAYS), Event.EXPIRY_ANNOUNCED))
        if self.is_reviewed and not self.reviewing:
            due.append((years_after(self.reviewed_on, 1), Event.REVIEW_DUE))
        if not due:
            return None
        on, event = min(due)
        return event, on


def read_until(written: str | None, after: date, most_years: int = 0) -> date | None:
    """Return the last day that an approver gives an entry; None where it is to have none.

    Args:
        written: As YYYY-MM-DD, or nothing.
        after: The day it has to lie after.
        most_years: How many years from that day rules let it stand at most; nought where no rule says.

    Raises:
        Refusal: `invalid_input`, for a day that is past already, or later than rules let it be.
    """
    last = years_after(after, most_years) if most_years else None
    if written is None and last is None:
        return None
    if last is not None and (written is None or date.fromisoformat(written) > last):
        wrong = Text(
            f"按实施细则，有效期不超过{most_years}年，至迟为{in_chinese(last)}",
            f"the implementing rules let it stand for {most_years} years, until {last.isoformat()} at the latest",
        )
        raise Refusal(Code.INVALID_INPUT, Text("有效期有误。", "The term is not valid."), [Fault("until", wrong)])
    until = date.fromisoformat(str(written))
    if until <= after:
        wrong = Text("有效期截止日须晚于今日和原截止日", "must be after today, and after the last day it had")
        raise Refusal(Code.INVALID_INPUT, Text("有效期有误。", "The term is not valid."), [Fault("until", wrong)])
    return until


def read_end(written: str, valid_from: date, today: date) -> date:
    """Return the first day on which what is revoked counts no longer.

    Args:
        written: As YYYY-MM-DD.
        valid_from: The first day of the entry: what should never have been entered ends on that day.
        today: The day it is proposed.

    Raises:
        Refusal: `invalid_input`, for a day before the entry began, or one to come.
    """
    ends_on = date.fromisoformat(written)
    if not valid_from <= ends_on <= today:
        wrong = Text("应在认定之日至今日之间", "must be between the day it was entered and today")
        raise Refusal(Code.INVALID_INPUT, Text("撤销生效日有误。", "The day is not valid."), [Fault("ends_on", wrong)])
    return ends_on
