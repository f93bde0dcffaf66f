"""优惠事项。Which benefits there are, as the clause lists them, who delivers each, and what they are asked for by."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import ITEMS
from policy.language.facts import Json
from policy.language.items import DEPARTMENT_NAMES, Item
from policy.processes.acceptance.submission import Form
from policy.text import Text

ITEM: Final[Item] = ITEMS["talent-benefits"]
TALENT_NO, WANTED = "talent_no", "benefits"
_FACTS: Final = {fact.code: fact for fact in ITEM.facts}
BENEFITS: Final[Mapping[str, Text]] = _FACTS[WANTED].options
DELIVERED_BY: Final[Mapping[str, str]] = {"start_up": "sti"}
"""The department that delivers a benefit where whoever checks names no other; what is not here the item's own does."""
FORM: Final = Form(
    facts={
        TALENT_NO: _FACTS[TALENT_NO].title,
        WANTED: _FACTS[WANTED].title,
        "statement": Text("具体需求", "What is needed"),
    },
    evidence={one.code: one.title for one in ITEM.evidence},
)


def named(benefits: Collection[str]) -> Text:
    """Return benefits as a sentence names them, in the clause's order."""
    titles = [title for code, title in BENEFITS.items() if code in benefits]
    return Text("、".join(title.zh for title in titles), ", ".join(title.en.lower() for title in titles))


def delivering_form(benefits: Collection[str]) -> dict[str, Any]:
    """Return what a check asks besides: who delivers each benefit that is asked for, as JSON Schema properties."""
    departments = [{"const": code, "title": name.zh, "description": name.en} for code, name in DEPARTMENT_NAMES.items()]
    return {
        _field(code): {
            "type": "string",
            "title": f"“{title.zh}”的落实部门",
            "description": f"Who delivers: {title.en.lower()}",
            "oneOf": departments,
            "default": _usually(code),
        }
        for code, title in BENEFITS.items()
        if code in benefits
    }


def deliverers(benefits: Collection[str], answer: Mapping[str, Json]) -> dict[str, str]:
    """Return the department that delivers each benefit: the one that was named, or the one that usually does."""
    return {code: str(answer.get(_field(code)) or _usually(code)) for code in BENEFITS if code in benefits}


def not_recognised() -> Refusal:
    """Return why somebody has no benefits whom the register does not name."""
    said = Text("认定登记册中没有以您的名义、现行有效的该人才认定", "is in the register for nobody of your name, or not any more")
    detail = Text("只有登记册中经认定的高端人才可以享受。", "They are for whom the register has as high-end talent.")
    return Refusal(Code.INCOMPLETE, detail, [Fault(TALENT_NO, said)], clause=ITEM.citation)


def _field(code: str) -> str:
    return f"{code}_by"


def _usually(code: str) -> str:
    return DELIVERED_BY.get(code, ITEM.departments[0])
