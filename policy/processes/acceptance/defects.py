"""补正内容。The defects of what was submitted: which facts and documents have to be mended, why, and that nothing else changes meanwhile.

An officer names every defect at once (一次性告知). What is named is open to its enterprise, and nothing else; it may not hand in again
before it has answered each: by a change, or by saying why it is right as it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from policy.errors import Code, Fault, Refusal
from policy.language.facts import MISSING, UNKNOWN, Json
from policy.processes.acceptance.submission import Content, Form, changed_codes
from policy.processes.kernel.task_kind import DEFECTS, line
from policy.text import Text

NOT_OPEN = Text("未列入补正内容", "is not among what has to be corrected")
_PAST_WINDOW = Text("申报期或征集期已结束，只能补正材料", "only documents may be corrected once the window has closed")
_TWICE = Text("同一项内容只列一次，请把各项原因合并写明", "is named already: give all the reasons at once")
_UNANSWERED = Text("尚未补正，也未说明理由", "has neither been corrected nor explained")


def not_open(fields: Iterable[str], reason: Text = NOT_OPEN) -> Refusal:
    """Return the refusal of a change of what nobody asked to have corrected."""
    detail = Text("只能修改补正通知列明的内容。", "Only what the notice of correction names may be changed.")
    return Refusal(Code.NOT_OPEN, detail, [Fault(name, reason) for name in fields])


# -- what an officer names --------------------------------------------------------------------------------------------------------------


def naming_form(form: Form) -> dict[str, Any]:
    """Return what the form of a check asks: which of the case's own facts and documents are defective, as JSON Schema."""
    code = _one_of(form.titles)
    item = DEFECTS["items"] | {"properties": DEFECTS["items"]["properties"] | {"code": code}}
    return {"properties": {"defects": DEFECTS | {"items": item}}}


def read_defects(form: Form, given: Iterable[Mapping[str, Json]], *, closed: bool) -> list[dict[str, Json]]:
    """Check the defects an officer names.

    Args:
        form: What the case's enterprise fills in.
        given: Each with `code` and `reason`.
        closed: Whether the window it was submitted in is over, so that documents alone can be corrected.

    Returns:
        Each with its title.

    Raises:
        Refusal: `invalid_input`, naming each code that the case has not, that is named twice, or that cannot be corrected any more.
    """
    defects, titles = list(given), form.titles
    faults = [] if defects else [Fault("defects", MISSING)]
    for place, defect in enumerate(defects):
        if any(defect["code"] == before["code"] for before in defects[:place]):
            faults.append(Fault(f"defects.{place}.code", _TWICE))
        elif defect["code"] not in titles:
            faults.append(Fault(f"defects.{place}.code", UNKNOWN))
        elif closed and defect["code"] not in form.evidence:
            faults.append(Fault(f"defects.{place}.code", _PAST_WINDOW))
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text("补正内容有误。", "The defects are not valid."), faults)
    return [{"code": one["code"], "title": titles[one["code"]].as_dict(), "reason": one["reason"]} for one in defects]


def in_words(defects: Iterable[Mapping[str, Json]]) -> Text:
    """Return titled defects as a sentence names them."""
    listed = list(defects)
    return Text(
        "；".join(f"“{one['title']['zh']}”：{_ended(one['reason'])}" for one in listed),
        "; ".join(f"{one['title']['en']}: {_ended(one['reason'])}" for one in listed),
    )


def _ended(reason: str) -> str:
    return reason.strip().rstrip("。；.;")


# -- what its enterprise may change -----------------------------------------------------------------------------------------------------


def open_codes(form: Form, defects: Iterable[Mapping[str, Json]], *, closed: bool) -> frozenset[str]:
    """Return the codes that may be changed during a correction: those named, and once the window is over only documents among them."""
    named = frozenset(defect["code"] for defect in defects)
    return named & form.evidence.keys() if closed else named


def staying(before: Mapping[str, Json], opened: Collection[str] | None) -> dict[str, Json]:
    """Return what of `before` a change leaves as it is although it is not sent: what is not open; nothing where all of it is (None)."""
    return {} if opened is None else {code: value for code, value in before.items() if code not in opened}


def explaining_form(defects: Iterable[Mapping[str, Json]]) -> dict[str, Any]:
    """Return what the form of a correction asks besides: why a defect is none, as JSON Schema, each defect in words."""
    listed = {one["code"]: one for one in defects}
    named = [
        {"const": code, "title": one["title"]["zh"], "description": f"{one['title']['en']}: {one['reason']}"}
        for code, one in listed.items()
    ]
    explanation = {
        "type": "object",
        "properties": {
            "code": {"title": "补正内容", "description": "The defect", "oneOf": named},
            "explanation": line("说明", "Why it is right as it stands", 500),
        },
        "required": ["code", "explanation"],
        "additionalProperties": False,
    }
    asked = {
        "type": "array",
        "title": "无需修改的说明",
        "description": "Why a defect is none, for those that nothing was changed about",
        "maxItems": len(listed),
        "items": explanation,
    }
    return {"properties": {"explanations": asked}}


def require_answered(
    form: Form, before: Content, after: Content, *, opened: Collection[str], explained: Collection[str] = frozenset()
) -> None:
    """Refuse a correction that leaves a defect as it was and says nothing of it.

    Args:
        form: What the case's enterprise fills in.
        before: What was submitted last.
        after: What is handed in now.
        opened: The codes of the defects that could be mended.
        explained: The codes of those that are said to be right.

    Raises:
        Refusal: `incomplete`, naming each.
    """
    left = [code for code in form.titles if code in opened and code not in explained and not _changed(form, before, after, code)]
    if left:
        titles = [form.titles[code] for code in left]
        zh, en = "、".join(title.zh for title in titles), ", ".join(title.en for title in titles)
        detail = Text(f"尚有未补正的内容：{zh}。", f"Not everything has been corrected: {en}.")
        raise Refusal(Code.INCOMPLETE, detail, [Fault(form.field(code), _UNANSWERED) for code in left])


def _changed(form: Form, before: Content, after: Content, code: str) -> bool:
    if code in form.evidence:
        # The same file once more mends nothing.
        return bool(after.files(code).keys() - before.files(code).keys())
    return code in changed_codes(before, after)


def _one_of(titles: Mapping[str, Text]) -> dict[str, Any]:
    return {
        "title": "申报信息或材料",
        "description": "The fact or piece of evidence",
        "oneOf": [{"const": code, "title": title.zh, "description": title.en} for code, title in titles.items()],
    }
