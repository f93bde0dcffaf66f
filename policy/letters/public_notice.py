"""拟支持公示。The paper that is on public notice: who is to be supported for what and with how much, until when, and how to object."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.language.items import Item
from policy.letters.matter import Matter, basis_of, titled
from policy.letters.paper import Paper, department_name
from policy.letters.wording import amount_in, day_in, quoted
from policy.text import Text

_TITLE: Final = Text("关于{title}的拟支持公示", "Public notice of intended support: {title}")
_INTENDED: Final = Text(
    "经审查，拟对{enterprise}给予{title}，拟支持金额为{amount}，现予公示。",
    "After examination {enterprise} is to be supported for {title} with {amount}.",
)
_SELECTED_TITLE: Final = Text("关于{title}入选结果的公示", "Public notice of a selection: {title}")
_SELECTED: Final = Text(
    "经专家评审和遴选，拟由{enterprise}以“{solution}”承担“{challenge}”，现予公示。",
    "After its evaluation {enterprise} is selected, with “{solution}”, to take up “{challenge}”.",
)
_PERIOD: Final = Text("公示期自{begun}起至{until}止。", "The notice runs from {begun} to {until}.")
_OBJECT: Final = Text(
    "公示期内如有异议，请通过本系统向{department}实名提出，写明姓名、联系方式、异议理由和依据；提出异议者的身份予以保密。",
    "If you object, please do so by name through this system while the notice runs, with your contact and your grounds; "
    "the {department} rules on it and keeps your name to itself.",
)
_CONTACT: Final = Text(
    "不便使用本系统的，可以按下列联系方式向{department}提出：{contact}。",
    "Whoever does not use this system may write to or call the {department}: {contact}.",
)


@dataclass(frozen=True, slots=True)
class Intended:
    """What is on notice.

    Attributes:
        enterprise: The name of the enterprise.
        amount_fen: What it is to be given.
        until: The last day of the notice.
    """

    enterprise: str
    amount_fen: int
    until: date


@dataclass(frozen=True, slots=True)
class Selected:
    """A solution to a call that is on notice.

    Attributes:
        enterprise: The name of the enterprise.
        challenge: What it takes up.
        solution: Its title.
        until: The last day of the notice.
    """

    enterprise: str
    challenge: str
    solution: str
    until: date


def public_notice(item: Item, matter: Matter, intended: Intended, language: str, contact: str | None = None) -> Paper:
    """Return the paper of a notice; it addresses nobody in particular, and says where its department is reached if that is known."""
    title = titled(item, language)
    amount = amount_in(language, intended.amount_fen)
    paragraphs = [
        _INTENDED.in_language(language).format(
            enterprise=intended.enterprise, title=title, amount=amount if language == "en" else f"人民币{amount}"
        ),
        *_to_everybody(item, matter, intended.until, language, contact),
    ]
    return matter.paper("公", _TITLE.in_language(language).format(title=title), paragraphs)


def selection_notice(item: Item, matter: Matter, selected: Selected, language: str, contact: str | None = None) -> Paper:
    """Return the paper of the notice of a solution that is selected."""
    words = {"solution": quoted(selected.solution), "challenge": quoted(selected.challenge)}
    paragraphs = [
        _SELECTED.in_language(language).format(enterprise=selected.enterprise, **words),
        *_to_everybody(item, matter, selected.until, language, contact),
    ]
    return matter.paper("选公", _SELECTED_TITLE.in_language(language).format(title=titled(item, language)), paragraphs)


def _to_everybody(item: Item, matter: Matter, until: date, language: str, contact: str | None) -> list[str]:
    """Return on what a notice rests, how long it runs, and how whoever reads it objects."""
    department = department_name(matter.department, language)
    return [
        basis_of(item, language),
        _PERIOD.in_language(language).format(begun=day_in(language, matter.day), until=day_in(language, until)),
        _OBJECT.in_language(language).format(department=department),
        *([_CONTACT.in_language(language).format(department=department, contact=contact.rstrip("。."))] if contact else []),
    ]
