"""受理与补正。The papers of taking an application in: that it is taken in, and everything that is to be put right, at once (一次性告知)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from policy.language.facts import Json
from policy.language.items import Item
from policy.letters.matter import Matter, basis_of, titled
from policy.letters.paper import Paper
from policy.letters.wording import day_in
from policy.text import Text

_ACCEPTED: Final = Text("关于{title}申请的受理通知书", "Notice that an application is taken in: {title}")
_TAKEN_IN: Final = Text(
    "贵单位就{title}提出的申请，经审查，申报信息和材料完整，符合受理条件，予以受理。",
    "You applied for {title}. Your application is complete and has been taken in.",
)
_NEXT: Final = Text(
    "现正办理核验、评审和核定，办理结果另行告知。", "It is now verified, reviewed and assessed; you will be told what comes of it."
)
_CORRECTION: Final = Text("关于{title}申请的补正通知书", "Notice of what has to be corrected: {title}")
_INCOMPLETE: Final = Text(
    "贵单位就{title}提出的申请，经审查，申报信息或材料需要补正。现将需补正的全部内容一次性告知如下。",
    "You applied for {title}. Something has to be corrected; this is all of it.",
)
_DEFECT: Final = Text("{place}. {title}：{reason}。", "{place}. {title}: {reason}.")
_BY: Final = Text(
    "请在{day}前一次补齐并重新提交，补正期间办理时限暂停计算；逾期未补正的，申请终止。",
    "Please correct it by {day} and submit it again; our clock is stopped meanwhile. If it is not corrected in time, the application ends.",
)

_CONTACT: Final = Text("联系方式：{contact}。", "Contact: {contact}.")


def accepted(item: Item, matter: Matter, language: str, contact: str | None = None) -> Paper:
    """Return the paper that an application was taken in, with whom to ask where its window says so."""
    title = titled(item, language)
    paragraphs = [_TAKEN_IN.in_language(language).format(title=title), basis_of(item, language), _NEXT.in_language(language)]
    paragraphs += _contact(contact, language)
    return matter.paper("受", _ACCEPTED.in_language(language).format(title=title), paragraphs)


def correction(
    item: Item, matter: Matter, defects: Sequence[Mapping[str, Json]], until: date | None, language: str, contact: str | None = None
) -> Paper:
    """Return the paper that names everything to be corrected, and by when.

    Args:
        item: What was applied for.
        matter: The application.
        defects: Each with its `title` in both languages and its `reason`.
        until: The day by which it has to be corrected.
        language: "zh" or "en".
        contact: Whom to ask, where its window says so.
    """
    title = titled(item, language)
    by = [_BY.in_language(language).format(day=day_in(language, until))] if until else []
    paragraphs = [_INCOMPLETE.in_language(language).format(title=title), *listed(defects, language), basis_of(item, language), *by]
    paragraphs += _contact(contact, language)
    return matter.paper("补", _CORRECTION.in_language(language).format(title=title), paragraphs)


def _contact(contact: str | None, language: str) -> list[str]:
    return [_CONTACT.in_language(language).format(contact=contact)] if contact else []


def listed(defects: Sequence[Mapping[str, Json]], language: str) -> list[str]:
    """Return what is to be put right, numbered, a line each."""
    return [
        _DEFECT.in_language(language).format(
            place=place, title=defect["title"][language if language == "en" else "zh"], reason=str(defect["reason"]).rstrip("。.")
        )
        for place, defect in enumerate(defects, start=1)
    ]
