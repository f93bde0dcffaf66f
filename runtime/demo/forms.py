"""演示:确认事实。How a demonstration fills in what a review's form asks about facts: off the first paper, as claimed unless said so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def proofs(form: Mapping[str, Any], answer: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts that an answer to a form needs and does not give: an officer's statements, or an expert's assessment.

    Args:
        form: The task's form, or the part of it that depends on its case.
        answer: What is answered otherwise.
        known: The facts as whoever answers finds them; one that is not among them is as it was claimed.
    """
    needed = {
        name for condition in form.get("allOf", ()) if _holds(condition["if"], answer) for name in condition["then"].get("required", ())
    }
    asked = {
        name: form["properties"][name]["properties"] for name in ("facts", "figures", "assessed") if name in needed and name not in answer
    }
    filled: dict[str, Any] = {}
    for name in ("facts", "figures"):
        if name in asked:
            filled[name] = {code: _statement(code, fact["properties"], known) for code, fact in asked[name].items()}
    if "older_policy" in needed and "older_policy" not in answer:
        filled["older_policy"] = {"fen": known.get("older_policy_fen", 0), "ground": "经检索本区同类政策，未见更优的支持"}
    if "assessed" in asked:
        filled["assessed"] = {code: _assessment(code, fact, answer, known) for code, fact in asked["assessed"].items()}
    return filled


def _holds(condition: Mapping[str, Any], answer: Mapping[str, Any]) -> bool:
    return all(name in answer and answer[name] == one.get("const") for name, one in condition["properties"].items())


def _statement(code: str, fact: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    # Whoever issued a number is nothing that was claimed.
    value = known[code] if code in known else fact["value"].get("default", fact["value"]["examples"][0])
    if "reference" in fact:
        return {"value": value, "reference": "演示文件1号"}
    return {"value": value, "evidence": fact["evidence"]["oneOf"][0]["const"], "page": 1}


def _assessment(code: str, fact: Mapping[str, Any], answer: Mapping[str, Any], known: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    if fact["type"] == "boolean":
        return known.get(code, answer["recommend"])
    return min(known.get(code, fact["maximum"]), fact["maximum"]) if answer["recommend"] else 0
