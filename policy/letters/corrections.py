"""更正的事实。What each corrected fact was and is, as a letter says it: of those alone that differ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policy.language.facts import Fact, Json, Kind
from policy.language.items import Item
from policy.language.lead import asked_in
from policy.letters.wording import amount_in, day_in, quoted
from policy.text import Text

_FACT: Final = Text("{name}由{before}更正为{after}", "{name}, from {before} to {after}")
_YES: Final = Text("是", "yes")
_NO: Final = Text("否", "no")
_NOT_STATED: Final = Text("（未填写）", "(not stated)")


def corrections(item: Item, facts: Mapping[str, Mapping[str, Json]], language: str) -> str:
    """Return what each fact was and is; nothing of those that were only said again."""
    asked = asked_in(item, facts)
    said = (_fact(asked, code, values, language) for code, values in facts.items())
    return ("；" if language != "en" else "; ").join(filter(None, said))


def _fact(item: Item, code: str, values: Mapping[str, Json], language: str) -> str:
    fact = next(fact for fact in item.facts if fact.code == code)
    before, after = (_value(fact, values.get(when), language) for when in ("before", "after"))
    if before == after:
        return ""
    return _FACT.in_language(language).format(name=fact.title.in_language(language), before=before, after=after)


def _value(fact: Fact, value: Json, language: str) -> str:
    if value is None:
        return _NOT_STATED.in_language(language)
    if fact.options:
        words = value if isinstance(value, list) else [value]
        return ("、" if language != "en" else ", ").join(quoted(fact.options[word].in_language(language)) for word in words)
    match fact.kind:
        case Kind.AMOUNT:
            return amount_in(language, value)
        case Kind.FLAG:
            return (_YES if value else _NO).in_language(language)
        case Kind.DAY:
            return day_in(language, value)
        case _:
            return quoted(str(value))
