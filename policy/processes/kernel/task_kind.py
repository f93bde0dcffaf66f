"""任务种类。A kind of human step: who does it, by when, with which form, and what may come of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from policy.actors import Role
from policy.days import NO_DAY
from policy.folding import NOT_READABLE, fold_number
from policy.money import MAX_FEN
from policy.processes.kernel.duties import Duty
from policy.text import Text

JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"


@dataclass(frozen=True, slots=True)
class TaskKind:
    """One kind of human step.

    Attributes:
        code: Stable name.
        title: What a task list shows.
        role: Who does it. An applicant's task belongs to the enterprise, an expert's to the person drawn; any other to the department.
        duty: Which duty of its doer it is.
        working_days: What it is due in, where an operator sets nothing else.
        decisions: What may come of it, each with its label.
        fields: The form's other fields, as JSON Schema properties.
        required: Fields that are always required.
        required_for: Fields required with one decision only.
        weighs: Kinds of task whose answers it weighs: its doer reads what each of them wrote.
        after: Kinds of task that may bring the case back to it, through a stage of nobody's: its doer reads what each of them wrote.
        not_again: Kinds of task of the same duty that it goes over once more, so that it takes another person.
        also_by: Other duties whose doers may do it as well, as a part of theirs.
        overdue: What happens past the due date: an event, or None to escalate to the head of those who have its role.
        next_step: What its doer has to do next, where the stage alone does not say it.
        dropped: What its enterprise is told when the case moves on and nobody has done it; `{number}` is filled in.
        lasting: Whether it stays open when the case moves on: it concerns something of its own, such as one of several filings.
        lasts_in: Stages between which the case moves on without taking it from its doer: in all of them it asks the same.
    """

    code: str
    title: Text
    role: Role
    duty: Duty
    working_days: int
    decisions: Mapping[str, Text]
    fields: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    required_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weighs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    not_again: tuple[str, ...] = ()
    also_by: Collection[Duty] = ()
    overdue: str | None = None
    next_step: Text | None = None
    dropped: Text | None = None
    lasting: bool = False
    lasts_in: Collection[str] = ()

    def outlasts(self, before: str, after: str) -> bool:
        """Tell whether it stays open when the case moves from one stage to another."""
        return self.lasting or {before, after} <= set(self.lasts_in)

    @property
    def applicants(self) -> bool:
        """Whether the applicant has to act, so that the legal clock of the authority stands still."""
        return self.role is Role.APPLICANT

    def form(self, asked: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the form as JSON Schema 2020-12.

        Args:
            asked: What one task asks besides, because of its case: further `properties`, and conditions on them (`allOf`).
        """
        besides = asked or {}
        schema: dict[str, Any] = {
            "$schema": JSON_SCHEMA,
            "title": self.title.zh,
            "description": self.title.en,
            "type": "object",
            "properties": {**choice_of(self.decisions)["properties"], **self.fields, **besides.get("properties", {})},
            "required": ["decision", *self.required],
            "additionalProperties": False,
        }
        conditions = [
            {"if": {"properties": {"decision": {"const": event}}}, "then": {"required": list(fields)}}
            for event, fields in self.required_for.items()
        ]
        conditions += besides.get("allOf", [])
        return schema | ({"allOf": conditions} if conditions else {})


def choice_of(decisions: Mapping[str, Text]) -> dict[str, Any]:
    """Return the part of a form that offers these decisions and no others, as JSON Schema."""
    choices = [{"const": event, "title": text.zh, "description": text.en} for event, text in decisions.items()]
    return {"properties": {"decision": {"title": "决定", "description": "Decision", "oneOf": choices}}}


def read_answer(form: Mapping[str, Any], answer: Any) -> Any:  # noqa: ANN401 - JSON
    """Return an answer to a form as it is kept: of days and of what the form has `x-folded`, blanks and widths say nothing.

    Args:
        form: The form, or the part of it that the answer is to.
        answer: What was typed.
    """
    if isinstance(answer, Mapping):
        properties = form.get("properties", {})
        return {name: read_answer(properties.get(name, {}), value) for name, value in answer.items()}
    is_folded = isinstance(answer, str) and (form.get("x-folded") or form.get("format") == "date")
    return fold_number(answer) if is_folded else answer


def sealed_answer(form: Mapping[str, Any], answer: Any, seal: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON
    """Return an answer to a form with every text sealed that the form has `x-sealed`: it is kept, and goes on, in no other way.

    Args:
        form: The form, or the part of it that the answer is to.
        answer: What was typed, as it was read.
        seal: What seals a text.
    """
    if isinstance(answer, Mapping):
        properties = form.get("properties", {})
        return {name: sealed_answer(properties.get(name, {}), value, seal) for name, value in answer.items()}
    return seal(answer) if isinstance(answer, str) and form.get("x-sealed") else answer


# A text that can be read: not only spaces and signs that nobody sees.
_READABLE = r"[^\s\u0000-\u001f\u007f\u00ad\u115f\u1160\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0]"


def line(zh: str, en: str, most: int = 2000, least: int = 1) -> dict[str, Any]:
    """Return the JSON Schema of a field that takes text."""
    readable = {"pattern": _READABLE, "x-pattern": NOT_READABLE.as_dict()}
    return {"type": "string", "title": zh, "description": en, "minLength": least, "maxLength": most} | readable


def day(zh: str, en: str) -> dict[str, Any]:
    """Return the JSON Schema of a field that takes a day of the calendar."""
    return {
        "type": "string",
        "format": "date",
        # Within `policy.days.FIRST_YEAR` and `LAST_YEAR`.
        "pattern": "^(19[0-9]{2}|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}$",
        "title": zh,
        "description": en,
        "x-pattern": NO_DAY.as_dict(),
    }


def document(zh: str, en: str) -> dict[str, Any]:
    """Return the JSON Schema of a field that names a document of the case by its id."""
    return {
        "type": "string",
        "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
        "title": zh,
        "description": en,
        "x-pattern": {"zh": "应为已上传材料的编号", "en": "must be the id of a document that was uploaded"},
    }


REASON = line("理由", "The reason, as the applicant will read it")
OWN_REASON = line("理由", "Your reason, as the department will read it")
OFFICE_REASON = line("理由（内部）", "The reason; it stays in the office, and no letter gives it")
OPINION = line("意见", "Opinion")
AMOUNT: dict[str, Any] = {
    "type": "integer",
    "title": "金额（分）",
    "description": "Amount in fen",
    "minimum": 1,
    "maximum": MAX_FEN,
}
ACCOUNT: dict[str, Any] = {
    "type": "object",
    "title": "收款账户",
    "description": "The account the money goes to; it must be in the enterprise's own name",
    "properties": {
        "holder": line("户名", "Account holder", 100),
        "bank": line("开户行", "Bank and branch", 100),
        "number": {
            "type": "string",
            "title": "账号",
            "description": "Account number, 8 to 34 digits",
            "pattern": "^[0-9]{8,34}$",
            "x-pattern": {"zh": "应为8至34位数字", "en": "must be 8 to 34 digits"},
            "x-folded": True,
            "x-sealed": True,
        },
    },
    "required": ["holder", "bank", "number"],
    "additionalProperties": False,
}
DEFECTS: dict[str, Any] = {
    "type": "array",
    "title": "需补正的全部内容",
    "description": "Every defect, all at once: a round of correction names them all",
    "minItems": 1,
    "maxItems": 50,
    "items": {
        "type": "object",
        "properties": {
            "code": line("申报信息或材料", "The code of the fact or piece of evidence", 100),
            "reason": line("原因及要求", "What is wrong with it, and what to do about it", 500),
        },
        "required": ["code", "reason"],
        "additionalProperties": False,
    },
}
