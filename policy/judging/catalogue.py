"""事项目录。The catalogue: every item by its code. A further clause is its file, its test, and one line here."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from policy.errors import Code, Refusal
from policy.language.caps import cap_words
from policy.text import Text

if TYPE_CHECKING:
    from policy.language.items import Item

CLAUSES: Final = (
    "c01_national_missions",
    "c02_major_projects",
    "c03_open_challenges",
    "c04_science_awards",
    "c05_innovation_centres",
    "c06_rd_growth",
    "c07_innovative_enterprises",
    "c08_digital_upgrade",
    "c09_first_above_scale",
    "c10_innovation_plans",
    "c11_university_research",
    "c12_common_platforms",
    "c13_first_sets",
    "c14_city_scenarios",
    "c15_startups_and_equity",
    "c16_technology_finance",
    "c17_talent",
    "c18_intellectual_property",
    "c19_global_network",
    "c20_regional_community",
)
"""The clause files of the document, in the order of the clauses."""


def _catalogue() -> Mapping[str, Item]:
    modules = [import_module(f"policy.opinions_2022_8.{name}") for name in CLAUSES]
    return MappingProxyType({item.code: item for module in modules for item in module.ITEMS})


ITEMS: Final[Mapping[str, Item]] = _catalogue()
"""Every item, in the order of the clauses."""


def item(code: str) -> Item:
    """Return the item called `code`.

    Raises:
        Refusal: `unknown_item` when the catalogue has none of that name.
    """
    if code not in ITEMS:
        raise Refusal(code=Code.UNKNOWN_ITEM, detail=Text("目录中没有这个事项", "The catalogue has no item of that name"))
    return ITEMS[code]


def cap_text(item: Item, scope: str, period: str) -> Text:
    """Return in words what counts towards the cap of `item`, as its parameters have the cap's scope and period."""
    return cap_words(scope, period, sum(one.cap_name == item.cap_name for one in ITEMS.values()))


def codes_of_departments(departments: Collection[str]) -> tuple[str, ...]:
    """Return the codes of the items that any of `departments` has a part in."""
    return tuple(one.code for one in ITEMS.values() if set(one.departments) & set(departments))


def items_of_clause(clause: int) -> tuple[Item, ...]:
    """Return the items of a clause, 1 to 20.

    Raises:
        Refusal: `not_found` when the document has no such clause.
    """
    found = tuple(one for one in ITEMS.values() if one.clause == clause)
    if not found:
        raise Refusal(code=Code.NOT_FOUND, detail=Text("没有这一条", "The document has no such clause"))
    return found


def page_of_clause(clause: int) -> str:
    """Return the docstring of a clause's file: what it promises, in our words, cited as a Chinese page cites it.

    Raises:
        Refusal: `not_found` when the document has no such clause.
    """
    first = items_of_clause(clause)[0]
    module = import_module(f"policy.opinions_2022_8.{CLAUSES[clause - 1]}")
    return (module.__doc__ or "").replace(first.citation, first.cited)


@cache
def hash_of_clause(clause: int) -> str:
    """Return the SHA-256, in lower-case hexadecimal, of what a clause is read by: its file, the general terms, and whose its numbers are.

    An assessment keeps it: one made under another hash was made under an earlier reading of the law.
    """
    modules = [import_module(f"policy.opinions_2022_8.{name}") for name in (CLAUSES[clause - 1], "general_terms")]
    # Who issues a number says what is the same subject; the file that says so is about the numbers of other clauses too.
    identifiers = [asdict(item.identifier) for item in items_of_clause(clause) if item.identifier]
    read_by = [*map(inspect.getsource, modules), json.dumps(identifiers, ensure_ascii=False, sort_keys=True)]
    return hashlib.sha256("".join(read_by).encode()).hexdigest()
