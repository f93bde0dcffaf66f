"""三种读法。Three readers of one clause: the amount alone, the letter's tree, and a million rows.

A clause is a function of facts `f`, figures of the law `law`, and a reader `x`; it has no `if`, so the same words serve one
application and a column of a million. `Reader` keeps only the outcome, `LetterReader` also remembers every
condition and figure, and `ColumnsReader` does the same arithmetic on numpy int64 columns. A property test holds the three equal to the fen.

numpy is imported when the first `ColumnsReader` is made: deciding one application does not need it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from importlib import import_module
from operator import and_, or_
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from policy.facts import ABSENT, Json
from policy.items import OUTCOMES, Outcome
from policy.money import Rate, grown_by, share_of
from policy.parameters import Setting, Unset

if TYPE_CHECKING:
    import numpy as np

Value: TypeAlias = Any
"""A number, a yes or no, a word, or a column of them: a clause can't tell, and that is the point."""

LARGEST: Final = 2**63 - 1
"""The largest number a column of int64 holds."""


class Values:
    """Named values read as attributes: the facts `f` of a row, the figures `law` of a clause."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        """Hold `values` as attributes."""
        self.__dict__.update(values)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Value:
            """Tell the type checker that any name may be read."""


class Claim(NamedTuple):
    """What a clause's formula yields before the general terms.

    Attributes:
        full: The formula's amount in fen, rounded down, before any cap.
        amount: The same after a cap on this subject alone.
        ceiling: The most the cap's scope allows, in fen.
    """

    full: Value
    amount: Value
    ceiling: Value


class Settlement(NamedTuple):
    """What is due after the general terms: fen, and whether a cap made it less."""

    award: Value
    capped: Value


class Entry(NamedTuple):
    """One line of the letter: a condition when `holds` is not None, else a figure."""

    section: str
    code: str
    holds: bool | None
    figure: Value
    limit: Value
    unit: str


class Reader:
    """Reads one row for its outcome alone; the base of the other two.

    Attributes:
        refused: Whether some condition failed.
        referred: Whether a person has to decide.
        missing: The left-open parameters that were needed and have no rule in force.
    """

    __slots__ = ("missing", "referred", "refused")

    def __init__(self) -> None:
        """Start with nothing refused, referred or missing."""
        self.refused: Value = False
        self.referred: Value = False
        self.missing: dict[str, Value] = {}

    def section(self, name: str) -> None:
        """Say which part of the document the next conditions come from."""

    def need(self, code: str, condition: Value, figure: Value = None, limit: Value = None, unit: str = "fen") -> None:  # noqa: ARG002
        """Require `condition`; `figure` and `limit` are the numbers it compared."""
        self.refused = self.refused or not condition

    def refer_unless(self, code: str, condition: Value, figure: Value = None, limit: Value = None) -> None:  # noqa: ARG002
        """Leave the decision to a person unless `condition` holds."""
        self.referred = self.referred or not condition

    def figure(self, code: str, value: Value, unit: str = "fen") -> Value:  # noqa: ARG002
        """Name a number for the letter, and return it."""
        return value

    def both(self, *conditions: Value) -> Value:
        """Whether all of the conditions hold."""
        return reduce(and_, conditions)

    def either(self, *conditions: Value) -> Value:
        """Whether any of the conditions holds."""
        return reduce(or_, conditions)

    def unless(self, exception: Value, condition: Value) -> Value:
        """Whether the condition holds and the exception doesn't."""
        return condition and not exception

    def one_of(self, fact: Value, *words: str) -> Value:
        """Whether a choice is among `words`."""
        return fact in words

    def least(self, one: Value, other: Value) -> Value:
        """Return the smaller amount."""
        return min(one, other)

    def above(self, amount: Value, floor: Value) -> Value:
        """Return the part of `amount` above `floor`, or zero."""
        return max(amount - floor, 0)

    def share(self, amount: Value, rate: Rate | Unset) -> Value:
        """Return `rate` of `amount`, rounded down to the fen."""
        return share_of(amount, self.setting(rate))

    def grown(self, amount: Value, rate: Rate | Unset) -> Value:
        """Return `amount` grown by `rate`, rounded up to the fen."""
        return grown_by(amount, self.setting(rate))

    def each(self, number: Value, amount: int | Unset) -> Value:
        """Return `amount` fen for each of `number`."""
        return number * self.setting(amount)

    def total(self, *amounts: Value) -> Value:
        """Return the sum of the amounts."""
        return sum(amounts)

    def lookup(self, table: Mapping[tuple[str, ...], int], *facts: Value) -> Value:
        """Return the amount a table gives for these choices, or zero where it names none."""
        return table.get(facts, 0)

    def given(self, fact: Value, otherwise: Callable[[], Value]) -> Value:
        """Return an optional amount, or what `otherwise` works out where it was not given."""
        return otherwise() if fact == ABSENT else fact

    def setting(self, setting: Setting | Unset) -> Setting:
        """Return a figure of the law; a left-open one without a rule is noted and read at its most generous."""
        if isinstance(setting, Unset):
            self.missing[setting.name] = True
            return setting.generous
        return setting

    def cap(self, amount: Value, ceiling: Value, *, within: int | Unset | None = None) -> Claim:
        """Return the claim to `amount`, at most `ceiling` in the cap's scope and at most `within` for this subject."""
        limited = amount if within is None else self.least(amount, self.setting(within))
        return Claim(amount, limited, ceiling)

    def fixed(self, amount: Value) -> Claim:
        """Return the claim to an amount the law states: it is its own ceiling."""
        return Claim(amount, amount, amount)


class LetterReader(Reader):
    """Reads one row and remembers every condition and figure, in order.

    Attributes:
        entries: The lines of the letter.
    """

    __slots__ = ("_section", "entries")

    def __init__(self) -> None:
        """Start an empty letter."""
        super().__init__()
        self.entries: list[Entry] = []
        self._section = ""

    def section(self, name: str) -> None:
        """Head the next lines with `name`."""
        self._section = name

    def need(self, code: str, condition: Value, figure: Value = None, limit: Value = None, unit: str = "fen") -> None:
        """Require `condition`, and write it down whether it holds or not."""
        self.refused = self.refused or not condition
        self.entries.append(Entry(self._section, code, bool(condition), figure, limit, unit))

    def refer_unless(self, code: str, condition: Value, figure: Value = None, limit: Value = None) -> None:
        """Leave the decision to a person unless `condition` holds, and write it down."""
        self.referred = self.referred or not condition
        self.entries.append(Entry(self._section, code, bool(condition), figure, limit, "fen"))

    def figure(self, code: str, value: Value, unit: str = "fen") -> Value:
        """Write a number down, and return it."""
        self.entries.append(Entry(self._section, code, None, value, None, unit))
        return value


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
        self.refused = self.refused | self._np.logical_not(condition)

    def refer_unless(self, code: str, condition: Value, figure: Value = None, limit: Value = None) -> None:  # noqa: ARG002
        """Refer the rows where `condition` fails."""
        self.referred = self.referred | self._np.logical_not(condition)

    def unless(self, exception: Value, condition: Value) -> Value:
        """Whether, row by row, the condition holds and the exception doesn't."""
        return condition & self._np.logical_not(exception)

    def one_of(self, fact: Value, *words: str) -> Value:
        """Whether each row's choice is among `words`."""
        if not isinstance(fact, ChoiceColumn):
            return fact in words
        return reduce(or_, (fact.positions == fact.options.index(word) for word in words if word in fact.options), self._np.False_)

    def least(self, one: Value, other: Value) -> Value:
        """Return the smaller amount of each row."""
        return self._np.minimum(one, other)

    def above(self, amount: Value, floor: Value) -> Value:
        """Return the part above `floor` of each row."""
        return self._np.maximum(amount - floor, 0)

    def share(self, amount: Value, rate: Rate | Unset) -> Value:
        """Return `rate` of each row, rounded down."""
        exact: Rate = self.setting(rate)
        top, bottom = exact.numerator, exact.denominator
        # a*n//d == (a//d)*n + (a%d)*n//d, and neither product grows as large as a*n
        safe = self._exact(amount, (self._largest(amount) // bottom + 1) * top + bottom * top)
        return safe // bottom * top + safe % bottom * top // bottom

    def grown(self, amount: Value, rate: Rate | Unset) -> Value:
        """Return each row grown by `rate`, rounded up."""
        exact: Rate = self.setting(rate)
        top, bottom = exact.numerator, exact.denominator
        safe = self._exact(amount, self._largest(amount) * (top // bottom + 2) + bottom * (top + 1))
        return safe + safe // bottom * top + (safe % bottom * top + bottom - 1) // bottom

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
        found: Value = self._np.int64(0)
        for words, fen in table.items():
            matches = reduce(and_, (self.one_of(fact, word) for fact, word in zip(facts, words, strict=True)))
            found = self._np.where(matches, fen, found)
        return found

    def given(self, fact: Value, otherwise: Callable[[], Value]) -> Value:
        """Return each row's optional amount, or what `otherwise` works out for the rows without."""
        absent = self._np.equal(fact, ABSENT)
        if not absent.any():
            return fact
        outer, self._rows = self._rows, self._rows & absent
        filled = self._np.where(absent, otherwise(), fact)
        self._rows = outer
        return filled

    def setting(self, setting: Setting | Unset) -> Setting:
        """Return a figure of the law, noting which rows needed one that is missing."""
        if isinstance(setting, Unset):
            self.missing[setting.name] = self.missing.get(setting.name, False) | self._rows
            return setting.generous
        return setting

    def columns(self, held: Outcome, settlement: Settlement | None, rows: int) -> Columns:
        """Return the outcome of every row once the clause has been read.

        Args:
            held: The item's outcome where every condition holds.
            settlement: What is due, for an item with a formula.
            rows: How many rows were read.
        """
        due = settlement or Settlement(0, capped=False)
        missing = reduce(or_, self.missing.values(), self._np.False_)
        outcome = self._np.select(
            [self._np.broadcast_to(flag, rows) for flag in (self.refused, missing, self.referred)],
            [OUTCOMES.index(one) for one in (Outcome.REJECT, Outcome.NEEDS_PARAMETER, Outcome.REFER)],
            OUTCOMES.index(held),
        ).astype("int8")
        awarded = outcome == OUTCOMES.index(Outcome.AWARD)
        settled = awarded | (outcome == OUTCOMES.index(Outcome.REJECT))
        return Columns(self._np.where(awarded, due.award, 0).astype("int64"), outcome, (settled & due.capped).astype("bool"))

    def _largest(self, amount: Value) -> int:
        return int(self._np.max(amount, initial=0))

    def _exact(self, amount: Value, largest: int) -> Value:
        """Return `amount` as it is when `largest`, the biggest number the step can reach, fits int64, else as Python integers."""
        return amount if largest <= LARGEST else self._np.asarray(amount, dtype=object)


class Columns(NamedTuple):
    """The outcome of many rows.

    Attributes:
        award_fen: int64; zero unless the outcome is an award.
        outcome: int8 positions in `policy.items.OUTCOMES`.
        capped: bool; whether a cap made the award less.
    """

    award_fen: np.ndarray[Any, np.dtype[np.int64]]
    outcome: np.ndarray[Any, np.dtype[np.int8]]
    capped: np.ndarray[Any, np.dtype[np.bool_]]


def column_of(values: Sequence[Json], options: Sequence[str] = ()) -> Value:
    """Return a column for `ColumnsReader`: choices as positions among `options`, anything else as int64 or bool."""
    numpy = import_module("numpy")
    if options:
        position = {word: index for index, word in enumerate(options)}
        return ChoiceColumn(numpy.array([position[word] for word in values], dtype="int64"), tuple(options))
    return numpy.array(values, dtype="bool" if isinstance(values[0], bool) else "int64")
