"""输入差错。What is wrong with a body, a query or a form, as a sentence in both languages: no name a library has for it, no input."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast, get_args

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from policy.errors import Fault
from policy.folding import NOT_READABLE, tidy
from policy.money import write_rounded
from policy.text import Text

_MISSING: Final = "缺少此项"
_UNKNOWN: Final = "没有这一项"
_TEXT: Final = "应为文本"
_INTEGER: Final = "应为整数"
_FLAG: Final = "应填“是”或者“否”"
_LIST: Final = "应为列表"
_OBJECT: Final = "应为一组填报项"
_OPTION: Final = "应为所列选项之一"
_DAY: Final = "应为公历日期，如2026-03-01"
_PATTERN: Final = "格式不符合要求"
_WRONG: Final = "内容有误"

# Bounds by what they are called: whole words and amounts, lengths of texts, numbers of things.
_BOUNDS: Final = {
    "gt": "应大于{}",
    "ge": "不得小于{}",
    "lt": "应小于{}",
    "le": "不得大于{}",
    "minimum": "不得小于{}",
    "exclusiveMinimum": "应大于{}",
    "maximum": "不得大于{}",
    "minLength": "不得少于{}个字符",
    "maxLength": "不得超过{}个字符",
    "minItems": "不得少于{}项",
    "maxItems": "不得超过{}项",
}
_BY_TYPE: Final = {
    "missing": _MISSING,
    "extra_forbidden": _UNKNOWN,
    "string_pattern_mismatch": _PATTERN,
    "enum": _OPTION,
    "literal_error": _OPTION,
    "list_type": _LIST,
    "string_too_short": "不得少于{min_length}个字符",
    "string_too_long": "不得超过{max_length}个字符",
    "too_short": "不得少于{min_length}项",
    "too_long": "不得超过{max_length}项",
}
# For what is not named: what a type begins with says what was wanted.
_BY_KIND: Final = {
    "string": _TEXT,
    "int": _INTEGER,
    "bool": _FLAG,
    "date": _DAY,
    "datetime": "应为带时区的时间",
    "timezone": "应为带时区的时间",
    "uuid": "不是有效的编号",
    "dict": _OBJECT,
    "model": _OBJECT,
}
_FORM: Final = {
    "required": _MISSING,
    "additionalProperties": _UNKNOWN,
    "enum": _OPTION,
    "oneOf": _OPTION,
    "const": "须予以确认",
    "format": _DAY,
    "pattern": _PATTERN,
    "uniqueItems": "不得重复",
}
# What a pattern cannot say of the formats that our forms have: no February has 30 days.
_FORMATS: Final = FormatChecker(formats=["date"])
_FORM_TYPES: Final = {"string": _TEXT, "integer": _INTEGER, "boolean": _FLAG, "array": _LIST, "object": _OBJECT}
# What a description begins with is the title; what explains it follows a mark, a bracket, or in English. A name that goes on is none.
_TITLE: Final = re.compile(r"[\u3400-\u9fff、]+(?=[，：；（]|\s*[A-Z]|$)")
_QUOTED: Final = re.compile("'([^']+)'")
_LONGEST: Final = 200
_LONGEST_SAID: Final = 80
_MOST_UNKNOWN: Final = 20


def fault_of_input(found: Mapping[str, Any], route: object) -> Fault:
    """Return what pydantic found wrong with a part of a request.

    Args:
        found: One of its errors; its input is not repeated, for it may hold personal data.
        route: The route asked, whose fields have titles.
    """
    location, context = tuple(found["loc"]), found.get("ctx", {})
    field = ".".join(str(part) for part in location if part not in {"body", "path"})
    title = _title(route, location)
    match context:
        # A check of our own speaks for itself, in both languages.
        case {"error": ValueError(args=(Text() as message,))}:
            return Fault(field, message)
    bound = next(((name, limit) for name, limit in context.items() if name in _BOUNDS), None)
    if bound is not None:
        return Fault(field, Text(_titled(title, _bounded(field, *bound)), _short(str(found["msg"]))))
    if location[0] == "query" and "expected" in context:
        # Whoever asks writes the code itself, and has no form that lists them.
        codes = _QUOTED.findall(context["expected"])
        return Fault(field, Text(_titled(title, f"应为下列之一：{'、'.join(codes)}"), f"must be one of {', '.join(codes)}"))
    kind = str(found["type"])
    if kind == "string_too_short" and context["min_length"] == 1:
        return Fault(field, Text(_titled(title, NOT_READABLE.zh), NOT_READABLE.en))
    if kind == "string_pattern_mismatch":
        # The library repeats the pattern, which nobody reads.
        return Fault(field, Text(_titled(title, _PATTERN), "is not written as it has to be"))
    said = _BY_TYPE.get(kind) or _BY_KIND.get(kind.partition("_")[0], _WRONG)
    return Fault(field, Text(_titled(title, said.format(**context)), _short(str(found["msg"]))))


def faults_of_answer(form: Mapping[str, Any], answer: object) -> list[Fault]:
    """Return what is wrong with an answer to the form of a task, one fault a field: what says most of it."""
    errors = sorted(Draft202012Validator(form, format_checker=_FORMATS).iter_errors(answer), key=_told_last)
    found = {fault.field: fault for error in errors for fault in faults_of_form(error, form)}
    return list(found.values())


def _told_last(error: ValidationError) -> tuple[bool, bool, bool, int]:
    """Order what is wrong with one field so that the last says most: what the form itself says, and the narrower of two bounds."""
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    bound = error.validator_value if isinstance(error.validator_value, int) else 0
    is_said = error.validator == "pattern" and "x-pattern" in schema
    return "x-fault" in schema, is_said, error.validator == "type", -bound if error.validator == "maximum" else bound


def faults_of_form(error: ValidationError, form: Mapping[str, Any]) -> list[Fault]:
    """Return what is wrong with an answer to the form of a task: one fault, or one for each field the form does not have."""
    path = [str(part) for part in error.absolute_path]
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    if error.validator == "additionalProperties":
        unknown = sorted(name for name in cast("Mapping[str, object]", error.instance) if name not in schema.get("properties", {}))
        return [
            Fault(".".join((*path, _shortened(name))), Text(_UNKNOWN, "is not a field of the form")) for name in unknown[:_MOST_UNKNOWN]
        ]
    if error.validator == "required":
        # The form says "'reason' is a required property" of the whole; the field is the one that is missing.
        path.append(error.message.partition(" is ")[0].strip("'"))
        schema = schema.get("properties", {}).get(path[-1]) or form["properties"].get(path[-1], {})
    field = ".".join(path) or "decision"
    if said := schema.get("x-fault"):
        # What the form says itself of an answer that does not fit.
        return [Fault(field, Text(said["zh"], said["en"]))]
    if error.validator == "pattern" and (said := schema.get("x-pattern")):
        return [Fault(field, Text(_titled(str(schema.get("title", "")), said["zh"]), said["en"]))]
    return [Fault(field, Text(_titled(str(schema.get("title", "")), _said_of_form(field, error)), _without_value(error)))]


def _without_value(error: ValidationError) -> str:
    """Return what the library says, which begins with the value: it may be long, or personal data."""
    return _short(error.message.replace(repr(error.instance), "the value", 1))


def _short(said: str) -> str:
    """Return a sentence of a library, cut to what a person reads: its lists of what is allowed may be endless."""
    return said if len(said) <= _LONGEST_SAID else f"{said[: _LONGEST_SAID - 1]}…"


def _shortened(name: str) -> str:
    """Return the name of a field that nobody knows, so that it can be shown."""
    return tidy(name)[:_LONGEST] or "?"


def _said_of_form(field: str, error: ValidationError) -> str:
    if error.validator in _BOUNDS:
        return _bounded(field, str(error.validator), error.validator_value)
    if error.validator == "type":
        return _FORM_TYPES.get(str(error.validator_value), _WRONG)
    return _FORM.get(str(error.validator), _WRONG)


def _bounded(field: str, name: str, limit: object) -> str:
    if isinstance(limit, int) and (field.endswith("_fen") or field.rpartition(".")[2] == "fen"):
        return _BOUNDS[name].format(write_rounded(limit))
    return _BOUNDS[name].format(limit)


def _titled(title: str, said: str) -> str:
    # What is sent in fen is read in yuan.
    named = title.removesuffix("（分）")
    return f"{named}：{said}" if named else said


def _title(route: object, location: Sequence[int | str]) -> str:
    """Return the Chinese title of a field of a request; nothing where it has none."""
    params: Sequence[Any] = getattr(getattr(route, "dependant", None), f"{location[0]}_params", ())
    names = [part for part in location[1:] if isinstance(part, str)]
    fields = {param.alias: param.field_info for param in params}
    if len(params) == 1 and location[0] == "body":
        fields = dict(_fields(params[0].field_info.annotation))
    found: FieldInfo | None = None
    for name in names:
        found = fields.get(name)
        fields = dict(_fields(found.annotation)) if found else {}
    return title_of(found.description or "") if found else ""


def title_of(description: str) -> str:
    """Return the Chinese title that the description of a field begins with; nothing where it begins otherwise."""
    begun = _TITLE.match(description)
    return begun[0] if begun else ""


def _fields(annotation: object) -> Iterator[tuple[str, FieldInfo]]:
    """Yield the fields of the model a type holds, by the names they are sent under."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from ((field.alias or name, field) for name, field in annotation.model_fields.items())
    for part in get_args(annotation):
        yield from _fields(part)
