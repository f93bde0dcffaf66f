"""支持对象。What may not be supported twice, as a typed identifier: the kind of number, who issued it, the number itself.

A number says nothing without its issuer: two banks count their loans alike, and so do two enterprises their projects. Spellings are folded
(`policy.folding`), so that nobody is paid twice for a bracket or a dash.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from policy.folding import fold_number
from policy.language.facts import Fact, Json

BENEFICIARY: Final = "uscc"
"""The name that stands for the applicant, among the facts that make a subject or its issuer."""


class Across(StrEnum):
    """What the same number means under another item: nothing, the same costs, or a question to an officer."""

    APART = "apart"
    COUNTED = "counted"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Identifier:
    """How an item's number is read.

    Attributes:
        kind: What the number is of, such as "loan": numbers of different kinds are never compared.
        number: The fact that holds it.
        register: The one list that all its numbers come from, where there is but one.
        issued_by: The facts (and `BENEFICIARY`) that say who issued it.
        asked: Its issuer, where that is no fact of the item: an officer reads it off the papers.
        across: What the same number under another item means.
        typed: Whether a person types it; a number that we carry over ourselves is never misspelt.
        recorded: Whether a source of record says whose it is, so that an equal number is the same whoever applies.
    """

    kind: str
    number: str
    register: str = ""
    issued_by: tuple[str, ...] = ()
    asked: Fact | None = None
    across: Across = Across.APART
    typed: bool = True
    recorded: bool = False

    @property
    def proves_others(self) -> bool:
        """Whether an equal number of another beneficiary is the same: not if it is but what each has typed."""
        return self.recorded or not self.typed

    def issuer_in(self, facts: Mapping[str, Json], uscc: str) -> tuple[str | None, str | None]:
        """Return who issued a number: as register, facts or beneficiary say, and as an officer read it; None for what is not known yet."""
        named = [uscc if name == BENEFICIARY else facts.get(name) for name in self.issued_by]
        known = None if None in named else joined((self.register, *named) if self.register else named)
        return known, fold_number(facts[self.asked.code]) if self.asked and self.asked.code in facts else None


@dataclass(frozen=True, slots=True)
class Identity:
    """One number of one application, folded.

    Attributes:
        item: The item it is applied for under.
        uscc: The beneficiary.
        identifier: How the number is read.
        issuer: Who issued it by register, facts or beneficiary; None as long as that is not known.
        named: Its issuer as an officer read it; None where nobody is asked, or nobody has said yet.
        number: The number.
        beside: What else makes the subject, such as the year.
        days: The first and last day it is applied for, where the subject has a period.
    """

    item: str
    uscc: str
    identifier: Identifier
    issuer: str | None
    named: str | None
    number: str
    beside: tuple[str, ...]
    days: tuple[date, date] | None

    @property
    def is_known(self) -> bool:
        """Whether its issuer is known in every part."""
        return self.issuer is not None and (self.named is not None or self.identifier.asked is None)

    @property
    def counts_across(self) -> bool:
        """Whether the same under another item is the same costs."""
        return self.identifier.across is Across.COUNTED

    @property
    def key(self) -> str:
        """The subject as a key: equal where kind, issuer, number and what else makes it are. Its days are compared apart."""
        return joined(
            (self.identifier.kind, self.issuer or "", *([self.named or ""] if self.identifier.asked else ()), self.number, *self.beside)
        )

    def shares_days_with(self, other: Identity) -> bool:
        """Tell whether both are about a common day; what has no period is about any."""
        if self.days is None or other.days is None:
            return True
        return self.days[0] <= other.days[1] and other.days[0] <= self.days[1]


def joined(parts: Iterable[Json]) -> str:
    """Return folded parts as one key. "%" and "/" are escaped, so that no two different subjects share a key."""
    return "/".join(_part(one) for one in parts)


def _part(value: Json) -> str:
    written = "+".join(sorted(value)) if isinstance(value, (list, tuple)) else str(value)
    return fold_number(written).replace("%", "%25").replace("/", "%2f")
