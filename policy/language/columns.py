"""一百万行。The reader of a million rows: a clause read on columns of numpy int64, exact to the fen.

The rows are read some thousands at a time, so that the columns in between stay in the processor's cache: fetching them from memory for each
step takes longer than the step. Every step knows the largest number it can reach, and none wraps around.

numpy is imported when it is first needed: deciding one application does not need it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from importlib import import_module
from itertools import product
from math import lcm
from operator import or_
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from policy.language.facts import ABSENT, Json
from policy.language.items import OUTCOMES, Outcome
from policy.language.parameters import Setting, Unset
from policy.language.readers import Reader, Settlement, Value, Values
from policy.money import Rate, Tiers

if TYPE_CHECKING:
    import numpy as np

LARGEST: Final = 2**63 - 1
"""The largest number a column of int64 holds."""

CHUNK: Final = 32_768
"""How many rows are read at a time: as many as leave the columns in between in the processor's cache."""


@dataclass(frozen=True, slots=True)
class ChoiceColumn:
    """A column of choices as the positions of their words in `options`."""

    positions: Value
    options: tuple[str, ...]


class ColumnsReader(Reader):
    """Reads columns of numpy int64, a million rows at once.

    A step whose result might pass 64 bits is done with Python integers instead (slower, still exact): no sum here ever wraps around.
    """

    __slots__ = ("_np", "_rows")

    def __init__(self) -> None:
        """Start with no row refused."""
        super().__init__()
        self._np: Value = import_module("numpy")
        self._rows: Value = True

    def need(self, code: str, condition: Value, figure: Value = None, limit: Value = None, unit: str = "fen") -> None:  # noqa: ARG002
        """Refuse the rows where `condition` fails."""
        self.refused = self.either(self.refused, self._np.logical_not(condition))

    def refer_unless(self, code: str, condition: Value, figure: Value = None, limit: Value = None) -> None:  # noqa: ARG002
        """Refer the rows where `condition` fails."""
        self.referred = self.either(self.referred, self._np.logical_not(condition))

    def either(self, *conditions: Value) -> Value:
        """Tell, row by row, whether any of the conditions holds."""
        # What holds for no row is not laid over every row.
        held = [one for one in conditions if one is not False]
        return reduce(or_, held) if held else False

    def unless(self, exception: Value, condition: Value) -> Value:
        """Tell, row by row, whether the condition holds and the exception doesn't."""
        return condition & self._np.logical_not(exception)

    def one_of(self, fact: Value, *words: str) -> Value:
        """Tell, row by row, whether the choice is among `words`."""
        if not isinstance(fact, ChoiceColumn):
            return fact in words
        return self.either(*(fact.positions == fact.options.index(word) for word in words if word in fact.options))

    def least(self, one: Value, other: Value) -> Value:
        """Return the smaller amount of each row."""
        return one if one is other else self._np.minimum(one, other)

    def above(self, amount: Value, floor: Value) -> Value:
        """Return the part above `floor` of each row."""
        part = amount - floor
        return self._np.maximum(part, 0, out=part if isinstance(part, self._np.ndarray) else None)

    def chosen(self, condition: Value, one: Value, other: Value) -> Value:
        """Return, row by row, one amount where the condition holds, and the other where it does not."""
        return self._np.where(condition, one, other)

    def share(self, amount: Value, rate: Rate | Tiers | Unset) -> Value:
        """Return `rate` of each row, rounded down."""
        exact: Rate | Tiers = self.setting(rate)
        if isinstance(exact, Tiers):
            return self._tiered(amount, exact)
        top, bottom = exact.numerator, exact.denominator
        largest = self._largest(amount)
        if largest * top <= LARGEST:
            return self._divided(self._times(amount, top), bottom)
        # a*n//d == (a//d)*n + (a%d)*n//d, and neither product grows as large as a*n
        safe = self._exact(amount, (largest // bottom + 1) * top + bottom * top)
        whole = safe // bottom
        return whole * top + (safe - whole * bottom) * top // bottom

    def _tiered(self, amount: Value, tiers: Tiers) -> Value:
        """Return what is due of each row by brackets: over one denominator, so that it is rounded down once."""
        bottom = lcm(*(rate.denominator for _, _, rate in tiers.parts()))
        tops = [(floor, up_to, rate.numerator * (bottom // rate.denominator)) for floor, up_to, rate in tiers.parts()]
        safe = self._exact(amount, self._largest(amount) * max(top for _, _, top in tops))
        parts = (self.above(self.least(safe, safe if up_to is None else up_to), floor) * top for floor, up_to, top in tops)
        return sum(parts) // bottom

    def grown(self, amount: Value, rate: Rate | Unset) -> Value:
        """Return each row grown by `rate`, rounded up."""
        exact: Rate = self.setting(rate)
        top, bottom = exact.numerator, exact.denominator
        largest = self._largest(amount)
        if largest * (top + 1) + bottom <= LARGEST:
            return amount + self._divided(self._times(amount, top) + (bottom - 1), bottom)
        safe = self._exact(amount, largest * (top // bottom + 2) + bottom * (top + 1))
        whole = safe // bottom
        return safe + whole * top + ((safe - whole * bottom) * top + bottom - 1) // bottom

    def each(self, number: Value, amount: int | Unset) -> Value:
        """Return `amount` fen for each of the number in each row."""
        single: int = self.setting(amount)
        return self._exact(number, self._largest(number) * single) * single

    def total(self, *amounts: Value) -> Value:
        """Return the sum of the amounts of each row."""
        largest = sum(self._largest(amount) for amount in amounts)
        return sum(self._exact(amount, largest) for amount in amounts)

    def lookup(self, table: Mapping[tuple[str, ...], int], *facts: Value) -> Value:
        """Return what the table gives for each row's choices, or zero."""
        # One look into a flat table, where a comparison for every line of it would read each column as many times.
        options = [fact.options if isinstance(fact, ChoiceColumn) else (fact,) for fact in facts]
        flat = self._np.array([table.get(words, 0) for words in product(*options)], dtype="int64")
        position: Value = self._np.intp(0)
        for fact, words in zip(facts, options, strict=True):
            of_fact = fact.positions if isinstance(fact, ChoiceColumn) else 0
            position = position * len(words) + of_fact
        return flat.take(position)

    def given(self, fact: Value, otherwise: Callable[[], Value]) -> Value:
        """Return each row's optional amount, or what `otherwise` works out for the rows without."""
        absent = self._np.equal(fact, ABSENT)
        if not absent.any():
            return fact
        if absent.all():
            return otherwise()
        outer, self._rows = self._rows, absent if self._rows is True else self._rows & absent
        filled = self._np.where(absent, otherwise(), fact)
        self._rows = outer
        return filled

    def setting(self, setting: Setting | Unset) -> Setting:
        """Return a figure of the law, noting which rows needed one that is missing."""
        if isinstance(setting, Unset):
            self.missing[setting.name] = self.missing.get(setting.name, False) | self._rows
            return setting.generous
        return setting

    def columns(self, held: Outcome, settlement: Settlement | None, into: Columns) -> None:
        """Write down the outcome of every row once the clause has been read.

        Args:
            held: The item's outcome where every condition holds.
            settlement: What is due, for an item with a formula.
            into: Where to.
        """
        due, outcome = settlement or Settlement(0, capped=False), into.outcome
        outcome.fill(OUTCOMES.index(held))
        # What comes last stands.
        flags = (
            (self.referred, Outcome.REFER),
            (self.either(*self.missing.values()), Outcome.NEEDS_PARAMETER),
            (self.refused, Outcome.REJECT),
        )
        for flag, ending in flags:
            if flag is not False:
                self._np.putmask(outcome, self._np.broadcast_to(flag, outcome.shape), OUTCOMES.index(ending))
        awarded = outcome == OUTCOMES.index(Outcome.AWARD)
        self._np.multiply(due.award, awarded, out=into.award_fen, casting="unsafe")
        self._np.logical_and(self.either(awarded, self.refused), due.capped, out=into.capped)

    @staticmethod
    def _times(amount: Value, factor: int) -> Value:
        return amount if factor == 1 else amount * factor

    @staticmethod
    def _divided(amount: Value, divisor: int) -> Value:
        return amount if divisor == 1 else amount // divisor

    def _largest(self, amount: Value) -> int:
        return int(self._np.max(amount, initial=0))

    def _exact(self, amount: Value, largest: int) -> Value:
        """Return `amount` as it is when `largest`, the biggest number the step can reach, fits int64, else as Python integers."""
        return amount if largest <= LARGEST else self._np.asarray(amount, dtype=object)


class Columns(NamedTuple):
    """The outcome of many rows.

    Attributes:
        award_fen: int64; zero unless the outcome is an award.
        outcome: int8 positions in `policy.language.items.OUTCOMES`.
        capped: bool; whether a cap made the award less.
    """

    award_fen: np.ndarray[Any, np.dtype[np.int64]]
    outcome: np.ndarray[Any, np.dtype[np.int8]]
    capped: np.ndarray[Any, np.dtype[np.bool_]]

    @classmethod
    def of(cls, rows: int) -> Columns:
        """Return columns for so many rows, with nothing awarded yet."""
        numpy = import_module("numpy")
        return cls(numpy.zeros(rows, dtype="int64"), numpy.zeros(rows, dtype="int8"), numpy.zeros(rows, dtype="bool"))

    def part(self, rows: slice) -> Columns:
        """Return some of the rows; what is written there is written here."""
        return Columns(self.award_fen[rows], self.outcome[rows], self.capped[rows])


def part_of(columns: Values, part: slice, rows: int) -> Values:
    """Return some of the rows of columns; what holds for every row is left as it is."""
    return Values({name: _part_of(column, part, rows) for name, column in vars(columns).items()})


def _part_of(column: Value, part: slice, rows: int) -> Value:
    if isinstance(column, ChoiceColumn):
        return ChoiceColumn(_part_of(column.positions, part, rows), column.options)
    return column[part] if getattr(column, "shape", None) == (rows,) else column


def column_of(values: Sequence[Json], options: Sequence[str] = ()) -> Value:
    """Return a column for `ColumnsReader`: choices as positions among `options`, anything else as int64 or bool."""
    numpy = import_module("numpy")
    if options:
        position = {word: index for index, word in enumerate(options)}
        return ChoiceColumn(numpy.array([position[word] for word in values], dtype=numpy.min_scalar_type(len(options))), tuple(options))
    return numpy.array(values, dtype="bool" if isinstance(values[0], bool) else "int64")
