"""算式。The formula of a clause: from what its amount is calculated, and at what each condition looks, read from the clause itself.

A clause's body has no `if`, so it can be read with names in place of numbers: what comes out is not an amount but how one is calculated. A
letter says it in a sentence, with the figures of the case, and no clause has to say the same thing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, cast

from policy.language.readers import Reader, Value, Values
from policy.opinions_2022_8.general_terms import judge

if TYPE_CHECKING:
    from policy.language.items import Item
    from policy.language.parameters import Setting, Unset
    from policy.money import Rate, Tiers


class Step(StrEnum):
    """How a term comes about."""

    FACT = "fact"
    LAW = "law"
    FIGURE = "figure"
    SHARE = "share"
    GROWN = "grown"
    EACH = "each"
    ABOVE = "above"
    LEAST = "least"
    TOTAL = "total"
    LOOKUP = "lookup"
    GIVEN = "given"
    COMPARED = "compared"
    JOINED = "joined"


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """A value by where it comes from.

    Attributes:
        step: How it comes about.
        name: Of a fact, of a figure of the law, or of a figure the clause names.
        parts: What it is made of: terms, or plain numbers of the law.
    """

    step: Step
    name: str = ""
    parts: tuple[Value, ...] = ()

    __hash__ = None  # type: ignore[assignment] # comparing two terms makes a third

    def __iter__(self) -> Iterator[str]:
        """Yield nothing: words that rules add to a list are no part of the form."""
        return iter(())

    def __gt__(self, other: Value) -> Term:
        return Term(Step.COMPARED, ">", (self, other))

    def __ge__(self, other: Value) -> Term:
        return Term(Step.COMPARED, ">=", (self, other))

    def __lt__(self, other: Value) -> Term:
        return Term(Step.COMPARED, "<", (self, other))

    def __le__(self, other: Value) -> Term:
        return Term(Step.COMPARED, "<=", (self, other))

    def __eq__(self, other: object) -> Term:  # type: ignore[override] # as above
        return Term(Step.COMPARED, "==", (self, other))

    def __add__(self, other: Value) -> Term:
        return Term(Step.TOTAL, "", (self, other))

    def facts(self) -> Iterator[str]:
        """Yield the names of the facts it hangs on, each once, in the order the clause reads them."""
        yield from dict.fromkeys(self._facts())

    def _facts(self) -> Iterator[str]:
        if self.step is Step.FACT:
            yield self.name
        for part in self.parts:
            if isinstance(part, Term):
                yield from part._facts()  # noqa: SLF001 - of its own kind


@dataclass(frozen=True)
class Formula:
    """A clause under the general terms, in terms.

    Attributes:
        conditions: What each condition looks at, by its code.
        figures: What each named figure is made of, by its code.
    """

    conditions: Mapping[str, Value] = field(default_factory=dict)
    figures: Mapping[str, Value] = field(default_factory=dict)


class _Names(Values):
    """Gives any name as a term."""

    def __init__(self, step: Step) -> None:
        self._step = step

    def __getattr__(self, name: str) -> Term:
        return Term(self._step, name)


class FormulaReader(Reader):
    """Reads names and remembers what is made of what."""

    __slots__ = ("conditions", "figures")

    def __init__(self) -> None:
        """Start with nothing read."""
        super().__init__()
        self.conditions: dict[str, Value] = {}
        self.figures: dict[str, Value] = {}

    def need(self, code: str, condition: Value, figure: Value = None, limit: Value = None, unit: str = "fen") -> None:  # noqa: ARG002
        """Note what a condition looks at."""
        self.conditions[code] = condition

    def refer_unless(self, code: str, condition: Value, figure: Value = None, limit: Value = None) -> None:  # noqa: ARG002
        """Note what a condition looks at."""
        self.conditions[code] = condition

    def figure(self, code: str, value: Value, unit: str = "fen") -> Value:  # noqa: ARG002
        """Note what a figure is made of; whatever is made of it says its name."""
        self.figures[code] = value
        return Term(Step.FIGURE, code, (value,))

    def both(self, *conditions: Value) -> Value:
        """Join conditions."""
        return Term(Step.JOINED, "", conditions)

    either = both

    def unless(self, exception: Value, condition: Value) -> Value:
        """Join a condition and its exception."""
        return Term(Step.JOINED, "", (condition, exception))

    def one_of(self, fact: Value, *words: str) -> Value:  # noqa: ARG002
        """Look at a choice."""
        return Term(Step.JOINED, "", (fact,))

    def least(self, one: Value, other: Value) -> Value:
        """Note the smaller of two."""
        return Term(Step.LEAST, "", (one, other))

    def chosen(self, condition: Value, one: Value, other: Value) -> Value:
        """Note two amounts, and what decides between them."""
        return Term(Step.JOINED, "", (condition, one, other))

    def above(self, amount: Value, floor: Value) -> Value:
        """Note the part above a floor."""
        return Term(Step.ABOVE, "", (amount, floor))

    def share(self, amount: Value, rate: Rate | Tiers | Unset) -> Value:
        """Note a share."""
        return Term(Step.SHARE, "", (amount, rate))

    def grown(self, amount: Value, rate: Rate | Unset) -> Value:
        """Note a growth."""
        return Term(Step.GROWN, "", (amount, rate))

    def each(self, number: Value, amount: int | Unset) -> Value:
        """Note an amount for each."""
        return Term(Step.EACH, "", (number, amount))

    def total(self, *amounts: Value) -> Value:
        """Note a sum."""
        return Term(Step.TOTAL, "", amounts)

    def lookup(self, table: Mapping[tuple[str, ...], int], *facts: Value) -> Value:  # noqa: ARG002
        """Note an amount that choices decide."""
        return Term(Step.LOOKUP, "", facts)

    def given(self, fact: Value, otherwise: Callable[[], Value]) -> Value:
        """Note an optional amount, and what stands in for it."""
        return Term(Step.GIVEN, "", (fact, otherwise()))

    def setting(self, setting: Setting | Unset) -> Setting:
        """Leave a figure of the law the name it is."""
        return setting


@cache
def formula_of(item: Item) -> Formula:
    """Return the form of an item's clause under the general terms; an item without a rule has an empty one."""
    reader = FormulaReader()
    judge(item, cast("Values", _Names(Step.FACT)), cast("Values", _Names(Step.LAW)), reader)
    return Formula(reader.conditions, reader.figures)
