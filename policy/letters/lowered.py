"""调低的标准。Which figures of an assessment a superior policy has lowered, and to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from policy.language.facts import Json
from policy.language.parameters import FigureForm
from policy.letters.wording import noun, percentage
from policy.text import Text

if TYPE_CHECKING:
    from policy.letters.wording import Told

_LOWERED: Final = Text("根据上位政策《{title}》（{document}），{figures}", "By the superior policy “{title}” ({document}), {figures}")
_TO: Final = Text("{name}调低为{value}", "{name} is lowered to {value}")
_TABLE: Final = Text("{name}已经调低", "{name} is lowered")
_AND: Final = Text("，", " and ")


def lowered_figures(told: Told) -> Iterator[str]:
    """Yield what each superior policy lowered of the figures an amount was reckoned by, without full stops."""
    for rule in told.tree["rules_in_force"]:
        if superior := rule.get("superior"):
            figures = told.say(_AND).join(_figure(told, name, value) for name, value in rule["values"].items())
            yield told.say(_LOWERED, title=superior["title"], document=rule.get("document_no"), figures=figures)


def _figure(told: Told, name: str, value: Json) -> str:
    parameter = told.item.parameters[name]
    called = noun(parameter.title, told.language)
    if isinstance(value, Mapping):
        return told.say(_TABLE, name=called)
    written = percentage(value) if parameter.form is FigureForm.RATE else told.yuan(int(value))
    return told.say(_TO, name=called, value=written)
