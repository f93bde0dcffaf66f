"""公开的支持。What is published of an award: an organisation, an item, amounts and days; nothing of a person, an account or a contact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from policy.text import Text


@dataclass(frozen=True, slots=True)
class Paid:
    """Money that was paid of it.

    Attributes:
        fen: How much, in fen.
        instructed_on: When the treasury was told to pay it.
        paid_on: When it was paid.
    """

    fen: int
    instructed_on: date
    paid_on: date


@dataclass(frozen=True, slots=True)
class CameBack:
    """Money that came back of it.

    Attributes:
        fen: How much, in fen, without interest.
        on: When it came in.
        cause: Why: what it was demanded for, or how a share that was held was given up.
    """

    fen: int
    on: date
    cause: Text


@dataclass(frozen=True, slots=True)
class PublishedAward:
    """One award, with what was paid in addition as it was decided anew.

    Attributes:
        number: The number of its case.
        item_code: What was given.
        department: Who decided.
        uscc: Whom the notice named, by credit code.
        name: The name the notice had.
        awarded_on: The day on which the decision was published.
        awarded_fen: How much was awarded, in fen.
        paid: What was paid of it, oldest first; never empty.
        came_back: What came back of it, oldest first.
        changed_at: When money of it moved last.
    """

    number: str
    item_code: str
    department: str
    uscc: str
    name: str
    awarded_on: date
    awarded_fen: int
    paid: Sequence[Paid]
    came_back: Sequence[CameBack]
    changed_at: datetime

    @property
    def paid_fen(self) -> int:
        """What was paid, in fen; what came back of it is counted beside it."""
        return sum(one.fen for one in self.paid)

    @property
    def came_back_fen(self) -> int:
        """What came back, in fen."""
        return sum(one.fen for one in self.came_back)
