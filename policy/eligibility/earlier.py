"""此前支持。What an enterprise was awarded before, as far as it leaves less of a maximum that its own awards count towards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from policy.judging.catalogue import ITEMS
from policy.judging.implementing_rules import RuleBook
from policy.language.caps import CapPeriod, CapScope
from policy.language.facts import Json
from policy.language.items import Item


@dataclass(frozen=True, slots=True)
class Earlier:
    """What stands of awards of one kind and time.

    Attributes:
        item_code: Of which item.
        programme_year: The year whose budget pays.
        year: The year they are about; None where there is none.
        awards: How many there are.
        fen: What stands of them, in fen.
    """

    item_code: str
    programme_year: int | None
    year: int | None
    awards: int
    fen: int


def cap_used_fen(item: Item, earlier: Iterable[Earlier], book: RuleBook, matter_on: date, applied_on: date, year: Json) -> int:
    """Return what earlier awards of an enterprise have used of what an item gives it at most, in fen.

    A maximum of one subject is that subject's, and one that everybody shares says nothing of a single enterprise: of these nothing is used.

    Args:
        item: The item.
        earlier: What stands of its awards, and of all that count as one with it.
        book: The rules known.
        matter_on: By the rules of which day.
        applied_on: When it would be applied for: the year whose budget would pay.
        year: The year it would be about, where it is about one and that is known.
    """
    scope, period = item.cap_scope, item.cap_period
    if item.cap_is_narrowable:
        law = book.figures(item, matter_on).law
        scope, period = CapScope(law.cap_scope), CapPeriod(law.cap_period)
    if scope is not CapScope.BENEFICIARY:
        return 0
    counts = [one for one in earlier if ITEMS[one.item_code].cap_name == item.cap_name]
    if period is CapPeriod.PROGRAMME_YEAR:
        counts = [one for one in counts if one.programme_year == applied_on.year]
    elif period is CapPeriod.YEAR:
        counts = [one for one in counts if one.year == year]
    return sum(one.fen for one in counts)
