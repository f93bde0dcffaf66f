"""比对。The form in which an officer says of each case that looks alike whether it is the same subject, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.language.facts import MISSING, Json
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.application.events import Event
from policy.processes.kernel.task_kind import line
from policy.text import Text

SAME: Final = "same"
ANSWERS: Final[Mapping[str, Text]] = {
    SAME: Text("同一支持对象，已支付的予以扣除", "The same subject: what was paid is deducted"),
    "different": Text("不同的支持对象", "Different subjects"),
}
_MOST_REASON: Final = 500


def comparing_form(cases: Mapping[str, Mapping[str, Json]]) -> dict[str, Any]:
    """Return what the form asks about each case that looks alike, by its number, as JSON Schema."""
    asked = {
        "type": "object",
        "title": "疑似相同的案件",
        "description": "The cases that look alike: say of each whether it is the same, and why",
        "properties": {number: _comparison(number, case["why"]) for number, case in cases.items()},
        "required": list(cases),
        "additionalProperties": False,
    }
    needed = {"if": {"properties": {"decision": {"const": Event.COMPARED}}}, "then": {"required": ["cases"]}}
    return {"properties": {"cases": asked}, "allOf": [needed]}


def _comparison(number: str, why: Mapping[str, str]) -> dict[str, Any]:
    options = [{"const": code, "title": words.zh, "description": words.en} for code, words in ANSWERS.items()]
    return {
        "type": "object",
        "title": f"{number}：{why['zh']}",
        "description": f"{number}: {why['en']}",
        "properties": {
            "answer": {"title": "是否同一支持对象", "description": "Whether it is the same subject", "oneOf": options},
            "reason": line("理由", "Why", _MOST_REASON),
        },
        "required": ["answer", "reason"],
        "additionalProperties": False,
    }


def read_comparisons(asked: Mapping[str, Json], given: object) -> dict[str, tuple[bool, str]]:
    """Check what an officer said of each case.

    Args:
        asked: The cases that look alike, by their numbers.
        given: The form's `cases`.

    Returns:
        By number: whether it is the same, and why.

    Raises:
        Refusal: `invalid_input`, with a fault for every case without an answer or a reason.
    """
    answers = given if isinstance(given, Mapping) else {}
    faults = [Fault(f"cases.{number}", MISSING, CITATION) for number in asked if not _is_answer(answers.get(number))]
    if faults:
        detail = Text("请逐件说明是否同一支持对象，并写明理由。", "Say of each case whether it is the same subject, and why.")
        raise Refusal(Code.INVALID_INPUT, detail, faults, clause=CITATION)
    return {number: (answers[number]["answer"] == SAME, answers[number]["reason"]) for number in asked}


def _is_answer(answer: object) -> bool:
    if not isinstance(answer, Mapping) or answer.get("answer") not in ANSWERS:
        return False
    reason = answer.get("reason")
    return isinstance(reason, str) and bool(reason.strip())
