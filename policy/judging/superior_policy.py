"""上位政策调低标准。A superior policy that lowers a figure of a clause (general term 5), from a day, for matters or for applications.

It is data like an implementing rule, entered and approved by two people, and goes past what a rule may: it lowers what the clause fixes as
well. It never raises anything: what stands lower already stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from policy.errors import Fault
from policy.language.facts import Json, text, unknown_in
from policy.language.parameters import Setting, Unset
from policy.money import Tiers
from policy.text import Text

_TITLE: Final = text("title", "上位政策名称", "Title of the superior policy")
_KEYS: Final = frozenset({"title", "applies_to"})


class AppliesTo(StrEnum):
    """Whose day falls into those of a superior policy: that of the matter, or that of the application."""

    MATTERS = "matters"
    APPLICATIONS = "applications"


@dataclass(frozen=True, slots=True)
class SuperiorPolicy:
    """A superior policy that lowers figures.

    Attributes:
        title: What it is called.
        applies_to: Whether its days are those of matters or of applications.
    """

    title: str
    applies_to: AppliesTo = AppliesTo.MATTERS

    def as_dict(self) -> dict[str, Json]:
        """Return it as JSON."""
        return {"title": self.title, "applies_to": self.applies_to.value}


def parse_superior(written: object, at: str, faults: list[Fault]) -> SuperiorPolicy | None:
    """Return the superior policy a rule is of, or note what is wrong; None for a rule of the department's own."""
    if written is None:
        return None
    if not isinstance(written, dict):
        faults.append(Fault(at, Text("应为对象", "must be an object")))
        return None
    begun = len(faults)
    faults += unknown_in(_KEYS, written, f"{at}.")
    title, applies_to = written.get("title"), written.get("applies_to", AppliesTo.MATTERS.value)
    if wrong := _TITLE.fault_of(title):
        faults.append(Fault(f"{at}.title", wrong))
    if applies_to not in list(AppliesTo):
        faults.append(Fault(f"{at}.applies_to", Text("应为所列选项之一", "must be matters or applications")))
    return SuperiorPolicy(str(title), AppliesTo(applies_to)) if len(faults) == begun else None


def lowered(setting: Setting, to: Setting) -> Setting:
    """Return a figure as a superior policy leaves it: the lower of the two, entry by entry in a table."""
    if isinstance(setting, Unset):
        return Unset(setting.name, min(setting.generous, to))
    if isinstance(setting, Tiers):
        return setting.at_most(to)
    if isinstance(setting, Mapping):
        return {key: min(fen, to.get(key, fen)) for key, fen in setting.items()}
    return min(setting, to)


def exceeds(setting: Setting, most: Setting) -> bool:
    """Tell whether a figure is more than the law's: of a table, any of its entries."""
    if isinstance(setting, Tiers):
        return setting.exceeds(most)
    if isinstance(setting, Mapping):
        return any(fen > most[key] for key, fen in setting.items())
    return bool(setting > most)


def named(rules: Iterable[Mapping[str, Json]]) -> Text:
    """Return the superior policies among the rules of an item as a sentence names them, each with its title and the number it has."""
    found = [(rule["superior"]["title"], rule.get("document_no")) for rule in rules if rule.get("superior")]
    if not found:
        return Text("上位政策", "a superior policy")
    chinese = [f"上位政策《{title}》" + (f"（{number}）" if number else "") for title, number in found]
    english = [f"the superior policy “{title}”" + (f" ({number})" if number else "") for title, number in found]
    return Text("、".join(chinese), " and ".join(english))
