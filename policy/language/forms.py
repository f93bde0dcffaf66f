"""表单。A form as a library renders it: JSON Schema 2020-12 in one language, with both at hand, and nothing to be guessed.

Forms are written shortly: a title in Chinese, its English beside it, the codes of a choice. Whoever renders one needs the same of every
field: a `type`, a `title` and where there is one a `description` in the reader's language, both languages under `x-title` and `x-help`,
each choice as `oneOf` of `const` and `title`, and `x-unit: fen` on what is money. It takes exactly what the form takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

_Json: TypeAlias = dict[str, Any]
# A flag is an integer to Python: it comes first.
_TYPES: Final = ((bool, "boolean"), (int, "integer"), (str, "string"))
_YES: Final = {"zh": "是", "en": "Yes"}
_APPLIED: Final = ("if", "then", "else", "not")
_SEVERAL: Final = ("allOf", "anyOf")
_WRITTEN: Final = frozenset({"enum", "x-options", "title", "description", "x-title", "x-help"})


def rendered(form: Mapping[str, Any], language: str) -> _Json:
    """Return a form for a reader of "zh" or "en"."""
    return _field("", form, language, {})


def _field(name: str, written: Mapping[str, Any], language: str, above: Mapping[str, str]) -> _Json:
    """Return a field, or a whole form; what has no title of its own is called as what it is part of."""
    title, told = _titles(written) or dict(above), written.get("x-help")
    shown: _Json = {key: value for key, value in written.items() if key not in _WRITTEN}
    options = _options(written)
    if options is not None:
        shown = {key: value for key, value in shown.items() if key != "const"}
        shown["oneOf"] = [_option(code, words, language) for code, words in options]
    shown["type"] = written.get("type") or (_type_of(options[0][0]) if options else "object")
    if title:
        shown |= {"title": title[language], "x-title": title}
    if told:
        shown |= {"description": told[language], "x-help": told}
    if shown["type"] == "integer" and (name.endswith("_fen") or name == "fen" or title.get("zh", "").endswith("（分）")):
        shown["x-unit"] = "fen"
    for inner in ("items", "additionalProperties"):
        if isinstance(written.get(inner), Mapping):
            # Of a list of choices the list says what they are called.
            called = {"x-options": written["x-options"]} if "x-options" in written else {}
            shown[inner] = _field(name, called | dict(written[inner]), language, title)
    return shown | _parts(written, language)


def _type_of(code: object) -> str:
    return next(name for kind, name in _TYPES if isinstance(code, kind))


def _parts(written: Mapping[str, Any], language: str) -> _Json:
    """Return the fields of a form, and of the conditions on it, which may bring some."""
    parts: _Json = {}
    if "properties" in written:
        parts["properties"] = {name: _field(name, one, language, {}) for name, one in written["properties"].items()}
    parts |= {key: _condition(written[key], language) for key in _APPLIED if key in written}
    return parts | {key: [_condition(one, language) for one in written[key]] for key in _SEVERAL if key in written}


def _condition(written: Mapping[str, Any], language: str) -> _Json:
    """Return a condition: of the fields it names only those that it describes are fields to be rendered."""
    shown = dict(written)
    if "properties" in written:
        described = {name: one for name, one in written["properties"].items() if "title" in one}
        shown["properties"] = {**written["properties"], **{name: _field(name, one, language, {}) for name, one in described.items()}}
    shown |= {key: _condition(written[key], language) for key in _APPLIED if key in written}
    return shown | {key: [_condition(one, language) for one in written[key]] for key in _SEVERAL if key in written}


def _titles(written: Mapping[str, Any]) -> dict[str, str] | None:
    """Return what a field is called in both languages: facts say it so, forms have the English in their description."""
    if "x-title" in written:
        return dict(written["x-title"])
    return {"zh": written["title"], "en": written.get("description") or written["title"]} if "title" in written else None


def _options(written: Mapping[str, Any]) -> list[tuple[Any, dict[str, str]]] | None:
    """Return the choices of a field with what they are called; None where it takes anything of its type."""
    if "oneOf" in written:
        return [(one["const"], _titles(one) or {}) for one in written["oneOf"]]
    if "enum" in written:
        called = written.get("x-options", {})
        return [(code, called.get(code) or {"zh": str(code), "en": str(code)}) for code in written["enum"]]
    if "const" in written:
        # What has to be declared is ticked by whoever declares it: a constant would be filled in for them.
        return [(written["const"], _YES if written["const"] is True else {"zh": str(written["const"]), "en": str(written["const"])})]
    return None


def _option(code: object, called: Mapping[str, str], language: str) -> _Json:
    return {"const": code, "title": called[language], "x-title": dict(called)}
