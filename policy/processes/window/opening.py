"""申报期。When an item that has windows may be applied for, and what is said to whoever comes too early or too late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from policy.days import minute, moment
from policy.errors import Code, Refusal
from policy.language.items import Item
from policy.text import Text


@dataclass(frozen=True, slots=True)
class Span:
    """The time of one published window.

    Attributes:
        number: Its number.
        opens_at: From when on it takes applications.
        closes_at: From when on it takes none: at this instant it is closed, to the second.
    """

    number: str
    opens_at: datetime
    closes_at: datetime

    def holds(self, at: datetime) -> bool:
        """Tell whether it is open at a time."""
        return self.opens_at <= at < self.closes_at


def require_within(item: Item, spans: Sequence[Span], at: datetime) -> Span:
    """Return the window that is open at a time.

    Args:
        item: What is applied for.
        spans: Its published windows.
        at: When something is handed in.

    Raises:
        Refusal: `window_closed`, naming the clause: when the next one opens, or else when the last one closed.
    """
    if open_now := next((span for span in spans if span.holds(at)), None):
        return open_now
    ahead = min((span for span in spans if span.opens_at > at), key=lambda span: span.opens_at, default=None)
    behind = max((span for span in spans if span.closes_at <= at), key=lambda span: span.closes_at, default=None)
    raise Refusal(Code.WINDOW_CLOSED, _why(ahead, behind), clause=item.citation)


def _why(ahead: Span | None, behind: Span | None) -> Text:
    if ahead is not None:
        return Text(
            f"该事项按申报批次受理，批次{ahead.number}的申报期自{minute(ahead.opens_at)}开始。",
            f"This item is applied for in windows; {ahead.number} opens on {moment(ahead.opens_at)}.",
        )
    if behind is not None:
        return Text(
            f"申报批次{behind.number}已于{minute(behind.closes_at)}截止，逾期不予受理，请留意下一批次。",
            f"The window {behind.number} closed on {moment(behind.closes_at)}; what comes later is not taken. Please await the next one.",
        )
    return Text(
        "该事项设有总额，按申报批次受理，目前尚未发布申报批次。",
        "This item has a ceiling for everybody and is applied for in windows; none is published yet.",
    )
