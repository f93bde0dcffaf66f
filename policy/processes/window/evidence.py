"""批次材料。What the guide of a window asks for besides the evidence of its item, and what an application has to hold in the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from policy.errors import Fault
from policy.language.items import Item
from policy.text import Text

MOST: Final = 20
"""How many pieces of evidence a guide may add."""


def titles_of(asked: Iterable[Mapping[str, Any]]) -> dict[str, Text]:
    """Return what is asked for besides, by code."""
    return {str(one["code"]): Text(one["title"]["zh"], one["title"]["en"]) for one in asked}


def together(*lists: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what several lists ask for, each code once: it is required where one of them requires it."""
    asked: dict[str, dict[str, Any]] = {}
    for one in (one for listed in lists for one in listed):
        before = asked.get(one["code"])
        asked[one["code"]] = {**(before or one), "required": one["required"] or bool(before and before["required"])}
    return list(asked.values())


def faults_in(item: Item, codes: Iterable[str]) -> list[Fault]:
    """Return a fault for each code of a piece of evidence that is that of a fact already: no code names two things."""
    taken = Text("与申报信息的代码重复", "is the code of a fact of the item")
    return [Fault("evidence", Text(f"{code}{taken.zh}", f"{code} {taken.en}"), item.citation) for code in codes if code in item.fact_codes]


def missing(item: Item, asked: Iterable[Mapping[str, Any]], there: Iterable[str]) -> list[Fault]:
    """Return a fault for each required piece of evidence that is asked for besides and not there."""
    known, held = {one.code for one in item.evidence if one.required}, set(there)
    return [
        Fault(
            f"evidence.{one['code']}",
            Text(f"缺少材料：{one['title']['zh']}", f"Missing evidence: {one['title']['en']}"),
            item.citation,
        )
        for one in asked
        if one["required"] and one["code"] not in known and one["code"] not in held
    ]
