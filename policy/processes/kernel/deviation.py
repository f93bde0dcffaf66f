"""偏差。How far a value may be from the one that was approved or counted before, until whoever decides has to say why.

A tenth of it: less is what plans and counts differ by in any case. What is no amount, such as a size, differs or it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policy.judging.provenance import Provenance
from policy.language.facts import Json, is_integer


def is_far(before: Json, after: Json) -> bool:
    """Tell whether a value is further from the one before than a tenth of that.

    Args:
        before: What was planned, approved or counted: fen, or any other value; None where there was nothing.
        after: What it is now.
    """
    if not (is_integer(before) and is_integer(after)):
        return bool(before != after)
    least, most = _near(int(str(before)))
    return not least <= int(str(after)) <= most


def is_any_far(values: Mapping[str, Json], provenance: Provenance) -> bool:
    """Tell whether one of some facts is far from what was planned, approved or counted before."""
    return any(is_far(where["before"], values.get(code)) for code, where in provenance.items() if "before" in where)


def reason_for(decision: str) -> dict[str, Any]:
    """Return the condition of a form that a decision needs a reason, as JSON Schema."""
    return {"if": {"properties": {"decision": {"const": decision}}}, "then": {"required": ["reason"]}}


def reason_where_far(decision: str, field: str, before_fen: int) -> dict[str, Any]:
    """Return the condition of a form that a decision needs a reason if it names an amount that is far from the one before.

    Args:
        decision: Which decision.
        field: The field that takes the amount.
        before_fen: What was planned or approved, in fen.
    """
    least, most = _near(before_fen)
    named = {"decision": {"const": decision}, field: {"not": {"minimum": least, "maximum": most}}}
    return {"if": {"properties": named, "required": [field]}, "then": {"required": ["reason"]}}


def reason_where_corrected(decision: str, fact: str, before: Json, stood: Json) -> dict[str, Any]:
    """Return the condition of a form that a decision needs a reason if it states a fact far from the one before, and not as it stood.

    Args:
        decision: Which decision.
        fact: The fact, whose value the field `facts` takes.
        before: What its source said.
        stood: What it was corrected to, for which a reason was given.
    """
    near: dict[str, Any] = {"const": before}
    if is_integer(before):
        least, most = _near(int(str(before)))
        near = {"minimum": least, "maximum": most}
    value = {"properties": {"value": {"not": {"anyOf": [near, {"const": stood}]}}}, "required": ["value"]}
    stated = {"properties": {fact: value}, "required": [fact]}
    return {
        "if": {"properties": {"decision": {"const": decision}, "facts": stated}, "required": ["facts"]},
        "then": {"required": ["reason"]},
    }


def _near(before: int) -> tuple[int, int]:
    tenth = abs(before) // 10
    return before - tenth, before + tenth
