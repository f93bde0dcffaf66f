"""比对。The form in which an officer says of each case that looks alike whether it is the same subject, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from policy.errors import Code, Fault, Refusal
from policy.language.facts import MISSING, Json
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.application.events import Event
from policy.processes.kernel.task_kind import line
from policy.text import Text

SAME: Final = "same"
_DIFFERENT: Final = "different"
ANSWERS: Final[Mapping[str, Text]] = {
    SAME: Text(
        "同一支持对象，已核定支持的予以扣除，曾骗取支持资金的不再支持",
        "The same subject: what was awarded is deducted; where support was got by fraud there is no more",
    ),
    _DIFFERENT: Text("不同的支持对象", "Different subjects"),
}
_ACROSS: Final[Mapping[str, Text]] = {
    SAME: Text("同一费用，已核定支持的予以扣除", "The same costs: what was awarded is deducted"),
    _DIFFERENT: Text("不同的费用", "Different costs"),
}
"""What is answered of a case under another item: whether the one is supported for the same costs as the other."""
ANSWERED: Final = "answered"
"""Under what a case that looks alike shows what was said of it: in the other case, or before this one was taken up again."""
_MOST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class Said:
    """What an officer said of two cases that look alike: one pair has one answer, whichever of the two it was given in.

    Attributes:
        same: Whether they are the same.
        reason: Why.
        by: Who said so.
        at: When, as ISO 8601.
    """

    same: bool
    reason: str
    by: str
    at: str

    def as_dict(self) -> dict[str, Json]:
        """Return it as people read it."""
        return asdict(self)


def comparing_form(this: Mapping[str, Any], cases: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what the form asks about each case that looks alike, by its number, as JSON Schema.

    What was answered already need not be answered again; it may be corrected. Of a case under another item it asks about the costs.
    """
    unanswered = [number for number, case in cases.items() if ANSWERED not in case]
    asked = {
        "type": "object",
        "title": "疑似相同的案件",
        "description": "The cases that look alike: say of each whether it is the same, and why",
        "properties": {
            number: _comparison(number, case["why"], case.get(ANSWERED), across=case["item"] != this["item"])
            for number, case in cases.items()
        },
        "required": unanswered,
        "additionalProperties": False,
    }
    needed = {"if": {"properties": {"decision": {"const": Event.COMPARED}}}, "then": {"required": ["cases"]}}
    return {"properties": {"cases": asked}, "allOf": [needed] if unanswered else []}


def _comparison(number: str, why: Mapping[str, str], answered: Mapping[str, Any] | None, *, across: bool) -> dict[str, Any]:
    answers = _ACROSS if across else ANSWERS
    options = [{"const": code, "title": words.zh, "description": words.en} for code, words in answers.items()]
    stands = _stands(answered, answers) if answered else Text("", "")
    asked = (
        Text("是否同一费用", "Whether it is for the same costs") if across else Text("是否同一支持对象", "Whether it is the same subject")
    )
    corrects = {
        "const": True,
        "title": "更正已作出的判断（须由未作过判断的人员办理）",
        "description": "Correct what was said, by somebody who has said nothing of the two yet",
    }
    return {
        "type": "object",
        "title": f"{number}：{why['zh']}{stands.zh}",
        "description": f"{number}: {why['en']}{stands.en}",
        "properties": {
            "answer": {"title": asked.zh, "description": asked.en, "oneOf": options},
            "reason": line("理由", "Why", _MOST_REASON),
            **({"corrects": corrects} if answered else {}),
        },
        "required": ["answer", "reason"],
        "additionalProperties": False,
    }


def _stands(answered: Mapping[str, Any], answers: Mapping[str, Text] = ANSWERS) -> Text:
    said = answers[SAME if answered["same"] else _DIFFERENT]
    return Text(
        f"（{answered['by']}已判断：{said.zh}，理由：{answered['reason']}）",
        f" ({answered['by']} has said: {said.en}, because: {answered['reason']})",
    )


def read_comparisons(
    asked: Mapping[str, Json], given: object, stands: Mapping[str, tuple[Said, ...]], by: str
) -> dict[str, tuple[bool, str]]:
    """Check what an officer said of each case.

    Args:
        asked: The cases that look alike, by their numbers.
        given: The form's `cases`.
        stands: What was said of each already, in whichever of the two cases, the last one last.
        by: Whose answers they are.

    Returns:
        By number, where it is not what stands already: whether it is the same, and why.

    Raises:
        Refusal: `invalid_input`, with a fault for every case without an answer or a reason, and for every answer that contradicts
            another without correcting it; `four_eyes`, when whoever corrects an answer has given one.
    """
    answers = given if isinstance(given, Mapping) else {}
    wanted = [number for number in asked if number in answers or number not in stands]
    faults = [Fault(f"cases.{number}", MISSING, CITATION) for number in wanted if not _is_answer(answers.get(number))]
    if faults:
        detail = Text("请逐件说明是否相同，并写明理由。", "Say of each case whether it is the same, and why.")
        raise Refusal(Code.INVALID_INPUT, detail, faults, clause=CITATION)
    said = {number: (answers[number]["answer"] == SAME, answers[number]["reason"]) for number in wanted}
    new = {number: one for number, one in said.items() if number not in stands or stands[number][-1].same != one[0]}
    contrary = [number for number in new if number in stands]
    if faults := [Fault(f"cases.{number}", _contradicts(stands[number][-1])) for number in contrary if not answers[number].get("corrects")]:
        detail = Text("已有相反判断，两案只能有一个判断。", "The opposite was said already: one pair has one answer.")
        raise Refusal(Code.INVALID_INPUT, detail, faults, clause=CITATION)
    if any(earlier.by == by for number in contrary for earlier in stands[number]):
        detail = Text("您已就两案作过判断，须由他人更正。", "You have compared the two before; somebody else has to correct it.")
        raise Refusal(Code.FOUR_EYES, detail, clause=CITATION)
    return new


def _contradicts(stands: Said) -> Text:
    said = _stands(stands.as_dict())
    return Text(
        f"与已作出的判断相反{said.zh}；确需更正的，请注明更正",
        f"contradicts what was said{said.en}; say that it is corrected, if it has to be",
    )


def _is_answer(answer: object) -> bool:
    if not isinstance(answer, Mapping) or answer.get("answer") not in ANSWERS:
        return False
    reason = answer.get("reason")
    return isinstance(reason, str) and bool(reason.strip())
