"""三种读法。Readers of one clause: the amount alone, the letter's tree, and, in `policy.language.columns`, a million rows.

A clause is a function of facts `f`, figures of the law `law`, and a reader `x`; it has no `if`, so the same words serve one
application and a column of a million. `Reader` keeps only the outcome, `LetterReader` also remembers every
condition and figure, and `policy.language.columns.ColumnsReader` does the same arithmetic on numpy int64 columns. A property test holds
the three equal to the fen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from policy.language.facts import ABSENT
from policy.language.parameters import Setting, Unset
from policy.money import Rate, Tiers, grown_by, share_of

if TYPE_CHECKING:
    pass

Value: TypeAlias = Any
"""A number, a yes or no, a word, or a column of them: a clause can't tell, and that is the point."""


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
    """What is due after the general terms: fen, whether a cap made it less, and the claim it comes from."""

    award: Value
    capped: Value
    claim: Claim | None = None


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
        """Tell whether all of the conditions hold."""
        return reduce(and_, conditions)

    def either(self, *conditions: Value) -> Value:
        """Tell whether any of the conditions holds."""
        return reduce(or_, conditions)

    def unless(self, exception: Value, condition: Value) -> Value:
        """Tell whether the condition holds and the exception doesn't."""
        return condition and not exception

    def one_of(self, fact: Value, *words: str) -> Value:
        """Tell whether a choice is among `words`."""
        return fact in words

    def least(self, one: Value, other: Value) -> Value:
        """Return the smaller amount."""
        return min(one, other)

    def above(self, amount: Value, floor: Value) -> Value:
        """Return the part of `amount` above `floor`, or zero."""
        return max(amount - floor, 0)

    def chosen(self, condition: Value, one: Value, other: Value) -> Value:
        """Return one amount where the condition holds, and the other where it does not."""
        return one if condition else other

    def share(self, amount: Value, rate: Rate | Tiers | Unset) -> Value:
        """Return `rate` of `amount`, rounded down to the fen."""
        exact: Rate | Tiers = self.setting(rate)
        return exact.share_of(amount) if isinstance(exact, Tiers) else share_of(amount, exact)

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
