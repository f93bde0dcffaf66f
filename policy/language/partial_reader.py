"""未知。The partial reader: reads a clause while some facts are unknown, and tells what is certain already.

An unknown number is every number it could be, an unknown choice every option. The same bodies of the clauses work on these: a comparison
then holds, fails, or is open, and whatever is open remembers the facts it hangs on. A verdict that is not open is right whatever the
unknown facts turn out to be. The converse is not promised: two unknowns are taken to be independent, so a verdict may stay open although
every completion would agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Final, NamedTuple

from policy.language.facts import EARLIEST_YEAR, LATEST_YEAR, MAX_COUNT, Fact, Kind
from policy.language.parameters import Unset
from policy.language.readers import Reader, Value
from policy.money import MAX_FEN, Rate, Tiers

LAST_DAY: Final = date.max.toordinal()
"""The last day of the calendar, as an ordinal."""


@dataclass(frozen=True, slots=True, eq=False)
class Range:
    """A number (or a yes or no) that is not known exactly.

    Attributes:
        low: The least it can be; False for a yes or no.
        high: The most it can be.
        because: The facts that would have to be known.
    """

    low: int
    high: int
    because: frozenset[str]

    __hash__ = None  # type: ignore[assignment] # what equals something only perhaps cannot be looked up

    def __bool__(self) -> bool:
        """Refuse to be taken for a yes or a no."""
        message = "an unknown is neither true nor false"
        raise TypeError(message)

    def __gt__(self, other: Value) -> Value:
        return _span(self.low > most(other), self.high > least(other), self, other)

    def __ge__(self, other: Value) -> Value:
        return _span(self.low >= most(other), self.high >= least(other), self, other)

    def __lt__(self, other: Value) -> Value:
        return _span(self.high < least(other), self.low < most(other), self, other)

    def __le__(self, other: Value) -> Value:
        return _span(self.high <= least(other), self.low <= most(other), self, other)

    def __eq__(self, other: object) -> Value:
        return _span(False, self.low <= most(other) and least(other) <= self.high, self, other)  # noqa: FBT003

    def __add__(self, other: Value) -> Value:
        return _span(self.low + least(other), self.high + most(other), self, other)

    def __and__(self, other: Value) -> Value:
        return _span(self.low & least(other), self.high & most(other), self, other)

    def __or__(self, other: Value) -> Value:
        return _span(self.low | least(other), self.high | most(other), self, other)

    __radd__, __rand__, __ror__ = __add__, __and__, __or__


@dataclass(frozen=True, slots=True)
class Choices:
    """A choice that is not known, of these options."""

    options: tuple[str, ...]
    because: frozenset[str]


class Finding(NamedTuple):
    """A condition that holds, fails, or is open (a `Range`)."""

    section: str
    code: str
    holds: Value
    figure: Value
    limit: Value
    unit: str


def least(value: Value) -> Value:
    """Return the least a number can be."""
    return value.low if isinstance(value, Range) else value


def most(value: Value) -> Value:
    """Return the most a number can be."""
    return value.high if isinstance(value, Range) else value


def because_of(values: Iterable[Value]) -> frozenset[str]:
    """Return the facts that would have to be known for the values to be."""
    return frozenset().union(*(value.because for value in values if isinstance(value, (Range, Choices))))


def unknown(fact: Fact, name: str) -> Value:
    """Return every value a fact could have."""
    because = frozenset({name})
    if fact.kind in _EXTENT:
        return Range(*_EXTENT[fact.kind], because)
    return Choices(tuple(fact.options), because)


_EXTENT: Final[Mapping[Kind, tuple[int, int]]] = {
    Kind.FLAG: (False, True),
    Kind.AMOUNT: (0, MAX_FEN),
    Kind.COUNT: (0, MAX_COUNT),
    Kind.YEAR: (EARLIEST_YEAR, LATEST_YEAR),
    Kind.DAY: (1, LAST_DAY),
}


def _span(low: Value, high: Value, *of: Value) -> Value:
    """Return the number between two bounds: the plain number when they meet."""
    return low if low == high else Range(low, high, because_of(of))


def _not(condition: Value) -> Value:
    return _span(not most(condition), not least(condition), condition)


class OpenReader(Reader):
    """Reads a row in which some values are unknown.

    Attributes:
        findings: Every condition, in order.
    """

    __slots__ = ("_section", "findings")

    def __init__(self) -> None:
        """Start with nothing found."""
        super().__init__()
        self.findings: list[Finding] = []
        self._section = ""

    def section(self, name: str) -> None:
        """Head the next conditions with `name`."""
        self._section = name

    def need(self, code: str, condition: Value, figure: Value = None, limit: Value = None, unit: str = "fen") -> None:
        """Require `condition`, and note how certain it is."""
        self.refused = self.refused | _not(condition)
        self.findings.append(Finding(self._section, code, condition, figure, limit, unit))

    def refer_unless(self, code: str, condition: Value, figure: Value = None, limit: Value = None) -> None:  # noqa: ARG002
        """Leave the decision to a person unless `condition` holds."""
        self.referred = self.referred | _not(condition)

    def unless(self, exception: Value, condition: Value) -> Value:
        """Tell whether the condition holds and the exception doesn't."""
        return condition & _not(exception)

    def one_of(self, fact: Value, *words: str) -> Value:
        """Tell whether a choice is among `words`."""
        if not isinstance(fact, Choices):
            return fact in words
        among = [option in words for option in fact.options]
        return _span(all(among), any(among), fact)

    def least(self, one: Value, other: Value) -> Value:
        """Return the smaller amount."""
        return _span(min(least(one), least(other)), min(most(one), most(other)), one, other)

    def above(self, amount: Value, floor: Value) -> Value:
        """Return the part of `amount` above `floor`, or zero."""
        return _span(max(least(amount) - most(floor), 0), max(most(amount) - least(floor), 0), amount, floor)

    def chosen(self, condition: Value, one: Value, other: Value) -> Value:
        """Return one amount or the other; both ends of the two where it is open which."""
        if not isinstance(condition, Range):
            return super().chosen(condition, one, other)
        return _span(min(least(one), least(other)), max(most(one), most(other)), condition, one, other)

    def share(self, amount: Value, rate: Rate | Tiers | Unset) -> Value:
        """Return `rate` of `amount`, rounded down."""
        return self._rising(super().share, amount, rate)

    def grown(self, amount: Value, rate: Rate | Unset) -> Value:
        """Return `amount` grown by `rate`, rounded up."""
        return self._rising(super().grown, amount, rate)

    def each(self, number: Value, amount: int | Unset) -> Value:
        """Return `amount` fen for each of `number`."""
        return self._rising(super().each, number, amount)

    def lookup(self, table: Mapping[tuple[str, ...], int], *facts: Value) -> Value:
        """Return what a table gives: the least and the most over every combination that is possible."""
        options = [fact.options if isinstance(fact, Choices) else (fact,) for fact in facts]
        found = [table.get(words, 0) for words in product(*options)]
        return _span(min(found), max(found), *facts)

    def _rising(self, step: Callable[[Value, Value], Value], amount: Value, setting: Value) -> Value:
        """Return a step that never falls when its amount rises, at both ends."""
        return _span(step(least(amount), setting), step(most(amount), setting), amount)
