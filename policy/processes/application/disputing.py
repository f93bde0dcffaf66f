"""数据异议。Which figures of an award that nobody applied for may be disputed, and the form in which its enterprise names them.

What is disputed is what a source counted. A target is set by an approved batch, and changes with the next; a year is what the run is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.language.facts import Fact, Json
from policy.language.items import Item
from policy.processes.application.drafting import declarable
from policy.processes.application.events import Event
from policy.text import Text

_SET_BY_BATCH: Final = frozenset({"target_fen"})
DISPUTED: Final = "disputed"
"""The field that names the facts, and what a task says of them."""


def disputable(item: Item) -> dict[str, Fact]:
    """Return the facts of an offer that may be disputed, by code."""
    settled = declarable(item) | _SET_BY_BATCH
    return {fact.code: fact for fact in item.facts if fact.code not in settled}


def disputing_form(item: Item) -> dict[str, Any]:
    """Return what the form of an offer asks of whoever disputes it, as JSON Schema."""
    facts = disputable(item)
    named = {
        "type": "array",
        "title": "有异议的数据",
        "description": "The figures that are disputed. A target is changed by an approved batch only",
        "items": {
            "title": "数据",
            "description": "Figure",
            "oneOf": [{"const": code, "title": fact.title.zh, "description": fact.title.en} for code, fact in facts.items()],
        },
        "minItems": 1,
        "uniqueItems": True,
    }
    needed = {"if": {"properties": {"decision": {"const": Event.OFFER_DISPUTED}}}, "then": {"required": [DISPUTED]}}
    return {"properties": {DISPUTED: named}, "allOf": [needed]}


def read_disputed(item: Item, named: object, facts: Mapping[str, Json]) -> list[dict[str, Json]]:
    """Return the disputed facts for whoever looks into them, each with its title and the value that was offered.

    Raises:
        Refusal: `invalid_input`, naming what is no figure of a source; or when none is named.
    """
    known = disputable(item)
    codes = list(dict.fromkeys(named)) if isinstance(named, list) else []
    wrong = Text("不属于可提出异议的数据，年度目标值由经批准的批次调整", "cannot be disputed; a target changes by an approved batch")
    faults = [Fault(DISPUTED, wrong, item.citation) for code in codes if code not in known]
    if not codes:
        faults = [Fault(DISPUTED, Text("请写明对哪些数据有异议", "name the figures that are disputed"), item.citation)]
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text("异议的数据有误。", "The disputed figures are not valid."), faults, clause=item.citation)
    return [{"fact": code, "title": known[code].title.as_dict(), "value": facts.get(code)} for code in codes]


def faults_in_correction(item: Item, corrected: Mapping[str, Json], facts: Mapping[str, Json], disputed: Iterable[str]) -> list[Fault]:
    """Return what is wrong with a correction besides its values: what nobody disputed stays, and something has to change.

    Args:
        item: What is offered.
        corrected: The values an officer states, by fact.
        facts: The values offered.
        disputed: The facts that are disputed.
    """
    unasked = Text("未被提出异议，不能更正", "was not disputed and is not to be corrected")
    faults = [Fault(f"facts.{code}", unasked, item.citation) for code in sorted(corrected.keys() - set(disputed))]
    if all(facts.get(code) == value for code, value in corrected.items()):
        faults.append(Fault("facts", Text("未更正任何数据", "change nothing"), item.citation))
    return faults
