"""约定内容。What of an agreement may be changed: its terms as forms ask for them, and how two versions of them differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from policy.credit_code import NOT_A_CODE, read
from policy.errors import Code, Fault, Refusal
from policy.language.facts import Json
from policy.money import in_yuan
from policy.processes.kernel.task_kind import AMOUNT, line
from policy.text import Text

Terms: TypeAlias = "Mapping[str, Json]"
"""A version of what was agreed, by term; a term that nobody has agreed on yet is not there."""
Forms: TypeAlias = "Mapping[str, Mapping[str, Any]]"
"""The terms of a process that may be changed, each with the JSON Schema of its field."""

CHANGE_EVIDENCE: Final = "change_evidence"
"""What a change rests on."""
EVIDENCE: Final[Mapping[str, Text]] = {CHANGE_EVIDENCE: Text("变更申请材料", "What a change rests on")}
SAID: Final[Mapping[str, Text]] = {
    "change_reason": Text("变更理由", "Why it is to change"),
    "changes": Text("变更后的内容", "What it is to be"),
}
"""What is handed in with a change besides its documents."""
SUBJECTS: Final[Mapping[str, Text]] = {
    "budget": Text("预算科目", "Budget"),
    "time": Text("进度", "Time"),
    "content": Text("内容", "Content"),
    "partners": Text("合作单位", "Partners"),
}
"""What a change may be about."""
_SUBJECT_OF: Final = {"budget": "budget", "partners": "partners", "ends_on": "time", "goals": "content", "title": "content"}
HEADINGS: Final[Mapping[str, Text]] = {
    "equipment": Text("设备费", "Equipment"),
    "operations": Text("业务费", "Operations"),
    "labour": Text("劳务费", "Labour"),
    "indirect": Text("间接费用", "Indirect costs"),
}
BUDGET: Final[dict[str, Any]] = {
    "type": "array",
    "title": "预算（按科目）",
    "description": "The budget, heading by heading; its headings sum to the planned cost",
    "minItems": 1,
    "maxItems": len(HEADINGS),
    "items": {
        "type": "object",
        "properties": {
            "heading": {
                "title": "科目",
                "description": "Heading",
                "oneOf": [{"const": code, "title": name.zh, "description": name.en} for code, name in HEADINGS.items()],
            },
            "fen": AMOUNT,
        },
        "required": ["heading", "fen"],
        "additionalProperties": False,
    },
}
PARTNERS: Final[dict[str, Any]] = {
    "type": "array",
    "title": "合作单位",
    "description": "Whoever carries it out together with the enterprise",
    "maxItems": 20,
    "items": {
        "type": "object",
        "properties": {
            "name": line("名称", "Its name", 200),
            "uscc": line("统一社会信用代码", "Its credit code", 40),
            "part": line("承担的任务", "What it does", 500),
        },
        "required": ["name", "uscc", "part"],
        "additionalProperties": False,
    },
}


def changes_form(forms: Forms) -> dict[str, Any]:
    """Return the JSON Schema of a field that takes changed terms, each as it is to be from now on."""
    return {
        "type": "object",
        "title": "变更后的内容",
        "description": "The terms that change, each as it is to be from now on",
        "properties": dict(forms),
        "minProperties": 1,
        "additionalProperties": False,
    }


def read_terms(given: Terms) -> dict[str, Json]:
    """Return terms as they are kept: a credit code in its one form, however it was written."""
    partners = [one | {"uscc": read(one["uscc"]) or one["uscc"]} for one in given.get("partners", ())]
    return {**given, **({"partners": partners} if "partners" in given else {})}


def differences(before: Terms, after: Terms, forms: Forms) -> list[dict[str, Json]]:
    """Return the terms in which two versions differ, each with its title and both values; None where there was none."""
    return [
        {"code": code, "title": title_of(form).as_dict(), "before": before.get(code), "after": after.get(code)}
        for code, form in forms.items()
        if before.get(code) != after.get(code)
    ]


def subjects_of(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what differences are about, in the order of `SUBJECTS`: of milestones their dates are time, the rest is content."""
    about = {_SUBJECT_OF[one["code"]] for one in found if one["code"] in _SUBJECT_OF}
    for one in found:
        if one["code"] == "milestones":
            before, after = one["before"] or [], one["after"] or []
            about |= {"time"} if _dates(before) != _dates(after) else set()
            about |= {"content"} if _undated(before) != _undated(after) else set()
    return [subject for subject in SUBJECTS if subject in about]


def _dates(milestones: Sequence[Mapping[str, Any]]) -> list[str]:
    return [one["due_on"] for one in milestones]


def _undated(milestones: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in one.items() if name != "due_on"} for one in milestones]


def title_of(form: Mapping[str, Any]) -> Text:
    """Return what a term is called."""
    return Text(str(form["title"]), str(form["description"]).partition(";")[0])


def faults_in_budget(budget: Sequence[Mapping[str, Json]] | None, total_fen: int | None) -> list[Fault]:
    """Return what is wrong with a budget: a heading is there once, and money moves between headings without becoming more or less.

    Args:
        budget: Its headings, each with its fen; None where there is no budget.
        total_fen: What it has to sum to, in fen; None where nothing is agreed yet.
    """
    if budget is None:
        return []
    headings = [one["heading"] for one in budget]
    faults = []
    if len(set(headings)) < len(headings):
        faults.append(Fault("budget", Text("同一科目不得重复", "names a heading twice")))
    if total_fen is not None and sum(one["fen"] for one in budget) != total_fen:
        total = in_yuan(total_fen)
        faults.append(Fault("budget", Text(f"各科目之和应等于{total.zh}", f"has to sum to {total.en}")))
    return faults


def faults_in_partners(partners: Sequence[Mapping[str, Json]] | None) -> list[Fault]:
    """Return what is wrong with the partners: a code that is none, or an organisation named twice."""
    codes = [read(one["uscc"]) for one in partners or ()]
    faults = [Fault(f"partners.{place}.uscc", NOT_A_CODE) for place, code in enumerate(codes) if code is None]
    known = [code for code in codes if code is not None]
    if len(set(known)) < len(known):
        faults.append(Fault("partners", Text("同一单位不得重复", "names an organisation twice")))
    return faults


def refuse_terms(faults: Sequence[Fault], within: str = "") -> None:
    """Refuse terms that cannot be agreed on.

    Args:
        faults: What is wrong with them, by term.
        within: The field they are part of, if any.

    Raises:
        Refusal: `invalid_input`, naming every fault; none is raised where there is none.
    """
    if faults:
        said = [Fault(f"{within}.{fault.field}" if within else fault.field, fault.message, fault.clause) for fault in faults]
        zh, en = "；".join(fault.message.zh for fault in faults), "; ".join(fault.message.en for fault in faults)
        raise Refusal(Code.INVALID_INPUT, Text(f"约定内容有误：{zh}。", f"The terms are not valid: {en}."), said)
