"""牵头与参与。Whether an applicant led its project: asked only where rules in force give who took part a share of what the lead gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from policy.language.facts import flag
from policy.language.parameters import WHOLE, FigureForm, Parameter, Standing
from policy.language.subjects import BENEFICIARY
from policy.text import Text

if TYPE_CHECKING:
    from policy.language.items import Item
    from policy.language.readers import Values

LED: Final = flag(
    "led",
    "牵头承担该项目",
    "Leads the project",
    help=Text("牵头承担的选“是”，仅参与的选“否”", "Yes for whoever leads it, no for who only takes part"),
)


PARTICIPATION: Final[Mapping[str, Parameter]] = {
    "participant_share": Parameter(
        Text("参与单位支持金额占牵头单位的比例", "Share of what the lead gets for who took part"),
        FigureForm.RATE,
        Standing.UP_TO,
        WHOLE,
        WHOLE,
    )
}
"""What rules give of the lead's amount to whoever took part in a project and did not lead it; all of it while no rule says."""


def has_participants(item: Item) -> bool:
    """Tell whether several may carry out together what a formula is about: a project, and none that each numbers for itself."""
    of = item.identifier
    return item.outcome == "award" and of is not None and of.kind == "project" and BENEFICIARY not in of.issued_by


def participation(item: Item) -> Mapping[str, Parameter]:
    """Return what rules may say of who took part in what an item is about; nothing where that is no project of several."""
    return PARTICIPATION if has_participants(item) else {}


def asks_lead(item: Item) -> bool:
    """Tell whether an item asks who led."""
    return LED.code in item.fact_codes


def is_shared(law: Values) -> bool:
    """Tell whether the figures in force give who took part less than the lead, so that it matters who led."""
    return bool(getattr(law, "participant_share", WHOLE) != WHOLE)


def asked_under(item: Item, law: Values) -> Item:
    """Return an item with what the figures in force have it ask: the item itself, or with whether the applicant led."""
    return with_lead(item) if is_shared(law) else item


def asked_in(item: Item, facts: object) -> Item:
    """Return an item with what it asked whoever stated these facts."""
    return with_lead(item) if isinstance(facts, Mapping) and LED.code in facts else item


@cache
def with_lead(item: Item) -> Item:
    """Return an item that asks whether the applicant led."""
    return item if asks_lead(item) else replace(item, facts=(*item.facts, LED))
