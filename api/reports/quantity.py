"""数值。A number of a report: as it is read, and as a workbook reckons with it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Self

from policy.money import in_yuan
from policy.processes.evaluation.figures import in_days
from policy.working_days import BEIJING


class Unit(StrEnum):
    """What a number counts."""

    COUNT = "count"
    YUAN = "yuan"
    DAYS = "days"
    SHARE = "share"
    MOMENT = "moment"


class Quantity(str):
    """A number in words, with the number itself.

    Attributes:
        number: The number: money in yuan, a share as a part of one, a moment by Beijing's clock.
        unit: What it counts.
    """

    __slots__ = ("number", "unit")

    number: Decimal | datetime
    unit: Unit

    def __new__(cls, said: str, number: Decimal | datetime, unit: Unit) -> Self:
        """Return a number as it is read."""
        made = super().__new__(cls, said)
        made.number, made.unit = number, unit
        return made

    def __deepcopy__(self, _: object) -> Self:
        """Return it: it never changes."""
        return self


def count(number: int) -> Quantity:
    """Return how many there are."""
    return Quantity(f"{number:,}", Decimal(number), Unit.COUNT)


def money(fen: int, language: str) -> Quantity:
    """Return an amount."""
    return Quantity(in_yuan(fen).in_language(language), Decimal(fen).scaleb(-2), Unit.YUAN)


def days(tenths: int | None) -> str:
    """Return days, with one decimal."""
    return "—" if tenths is None else Quantity(in_days(tenths), Decimal(tenths).scaleb(-1), Unit.DAYS)


def share(part: int, total: int) -> str:
    """Return a share in percent with one decimal, rounded half up."""
    if not total:
        return "—"
    return Quantity(f"{in_days((part * 2000 + total) // (2 * total))}%", Decimal(part) / total, Unit.SHARE)


def moment(at: datetime) -> Quantity:
    """Return a moment by Beijing's clock, to the minute."""
    here = at.astimezone(BEIJING)
    return Quantity(here.strftime("%Y-%m-%d %H:%M"), here.replace(tzinfo=None), Unit.MOMENT)
