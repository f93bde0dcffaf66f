"""合成企业群。As many invented enterprises as a test asks for, computed when they are looked at and kept nowhere.

Everything about an enterprise follows from the seed and its ordinal, and credit codes ascend with ordinals: a page is a range.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from typing import Literal

from sandbox.credit_code import numbered_code
from sandbox.enterprises import Enterprise, Record, SourceName
from sandbox.figures import FEN_IN_WAN, YearFigures

LARGEST_SIZE = 1_000_000
IN_A_HUNDRED = 100
IN_A_HUNDRED_THOUSAND = 100_000

Size = Literal["large", "medium", "small", "micro"]
# Beside the size: how many of a hundred have it, and the smallest and largest usual R&D expense in 万元.
SIZES: tuple[tuple[Size, int, int, int], ...] = (
    ("large", 10, 2_000, 50_000),
    ("medium", 40, 200, 8_000),
    ("small", 35, 20, 1_000),
    ("micro", 15, 1, 100),
)
SECTORS: tuple[Literal["industry", "services", "other"], ...] = ("industry", "industry", "services", "services", "other")
SOURCES: tuple[SourceName, ...] = ("finance", "market", "tax", "customs")
LITTLE_GIANTS = 14
KEY_ENTERPRISES = 60

# An ordinary year stays within ±3 %, so only a leap passes a target of 110 %: one in two hundred of those clause 6 addresses.
ORDINARY_PERMILLE = (970, 1_030)
LEAP_PERMILLE = (1_250, 1_800)
LEAPS_OF_ADDRESSED = 500
LEAPS_OF_OTHERS = 20

SERIOUS_RECORDS = 300
FIRST_RECORD_ON = date(2022, 1, 1)
RECORD_DAYS = 1_760


class _Draws:
    """Numbers that look independent, drawn from one digest: cheaper than a generator seeded for each enterprise."""

    def __init__(self, *of: int | str) -> None:
        self._left = int.from_bytes(blake2b(repr(of).encode()).digest(), "big")

    def below(self, bound: int) -> int:
        self._left, drawn = divmod(self._left, bound)
        return drawn

    def between(self, lowest: int, highest: int) -> int:
        return lowest + self.below(highest - lowest + 1)

    def percent(self, share: int) -> bool:
        return self.below(IN_A_HUNDRED) < share


@dataclass(frozen=True, slots=True)
class _Traits:
    """What stays the same from year to year."""

    size: Size
    usual_expense_fen: int
    little_giant: bool
    on_key_list: bool
    comparable: bool

    @property
    def addressed(self) -> bool:
        return self.little_giant or (self.on_key_list and self.size in {"large", "medium"})


@dataclass(frozen=True, slots=True)
class Population:
    """Synthetic enterprises.

    Attributes:
        size: How many; 0 is none.
        seed: What their figures follow from. Credit codes are the same under any seed.
    """

    size: int = 0
    seed: int = 1

    def after(self, uscc: str | None) -> range:
        """Return the ordinals of those with a greater credit code; None returns all."""
        return range(0 if uscc is None else bisect_right(range(self.size), uscc, key=numbered_code), self.size)

    def ordinal_of(self, uscc: str) -> int | None:
        """Return the ordinal of a credit code, or None if it is nobody's here."""
        ordinal = bisect_left(range(self.size), uscc, key=numbered_code)
        return ordinal if ordinal < self.size and numbered_code(ordinal) == uscc else None

    def enterprise(self, ordinal: int, year: int | None = None) -> Enterprise:
        """Return an enterprise, with its figures of one year if asked for."""
        draws = _Draws(self.seed, ordinal, "enterprise")
        traits = self._traits(ordinal)
        return Enterprise(
            name=f"演示合成企业{ordinal:06d}号有限公司",
            legal_representative=f"演示法人{ordinal:06d}",
            established_on=date(draws.between(2000, 2019), draws.between(1, 12), draws.between(1, 28)),
            address=f"北京经济技术开发区演示合成路{ordinal}号",
            status="active" if draws.percent(98) else "deregistered",
            registered_in_area=draws.percent(98),
            taxed_in_area=draws.percent(98),
            statistics_in_area=draws.percent(98),
            size=traits.size,
            sector=SECTORS[draws.below(len(SECTORS))],
            records=self._records(ordinal),
            figures={} if year is None else {year: self._figures(ordinal, traits, year)},
        )

    def with_records(self, uscc: str | None) -> Iterator[tuple[str, tuple[Record, ...]]]:
        """Yield those with a greater credit code that have credit records, without computing anybody else."""
        for ordinal in self.after(uscc):
            if records := self._records(ordinal):
                yield numbered_code(ordinal), records

    def _traits(self, ordinal: int) -> _Traits:
        draws = _Draws(self.seed, ordinal, "traits")
        place = draws.below(IN_A_HUNDRED)
        for size, share, lowest, highest in SIZES:  # noqa: B007 - the one it stops at is used
            if place < share:
                break
            place -= share
        return _Traits(
            size=size,
            usual_expense_fen=draws.between(lowest * FEN_IN_WAN, highest * FEN_IN_WAN),
            little_giant=draws.percent(LITTLE_GIANTS),
            on_key_list=draws.percent(KEY_ENTERPRISES),
            comparable=draws.percent(99),
        )

    def _figures(self, ordinal: int, traits: _Traits, year: int) -> YearFigures:
        draws = _Draws(self.seed, ordinal, "figures", year)
        expense_fen = self._expense_fen(ordinal, traits, year)
        return YearFigures(
            rd_expense_fen=expense_fen,
            prior_rd_expense_fen=self._expense_fen(ordinal, traits, year - 1) if traits.comparable else None,
            little_giant=traits.little_giant,
            on_key_list=traits.on_key_list,
            first_above_scale=draws.below(200) == 0,
            retained_contribution_fen=expense_fen * draws.between(1, 30) // IN_A_HUNDRED,
        )

    def _expense_fen(self, ordinal: int, traits: _Traits, year: int) -> int:
        draws = _Draws(self.seed, ordinal, "expense", year)
        leaps = draws.below(IN_A_HUNDRED_THOUSAND) < (LEAPS_OF_ADDRESSED if traits.addressed else LEAPS_OF_OTHERS)
        return traits.usual_expense_fen * draws.between(*(LEAP_PERMILLE if leaps else ORDINARY_PERMILLE)) // 1_000

    def _records(self, ordinal: int) -> tuple[Record, ...]:
        draws = _Draws(self.seed, ordinal, "records")
        if draws.below(IN_A_HUNDRED_THOUSAND) >= SERIOUS_RECORDS:
            return ()
        on = FIRST_RECORD_ON + timedelta(days=draws.below(RECORD_DAYS))
        return (Record(source=SOURCES[draws.below(4)], on=on, serious=True, description="演示严重失信 Serious record, invented"),)
