"""撤销决定的文书。The letters that a decision on an application is revoked, and that an award is to be: its enterprise is heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from policy.language.items import Item
from policy.letters.bodies import Bodies
from policy.letters.heard import not_followed
from policy.letters.matter import Cited, Matter, basis_of, titled
from policy.letters.paper import Paper
from policy.letters.wording import day_in
from policy.text import Text

_TITLE: Final = Text("关于{title}申请的撤销决定通知书", "Notice that a decision is revoked: {title}")
_AWARD: Final = Text(
    "经审查，{letter}所作支持决定有误，现予撤销，该文书和相应公示不再有效。申请重新评审，评审期间不拨付，办理结果另行告知。",
    "On examination, the award by {letter} was wrong. It is revoked with its public notice. The application is reviewed again, nothing is "
    "paid meanwhile, and you will be told what comes of it.",
)
_ENDED: Final = Text(
    "经审查，{letter}有误，现予撤销。申请重新办理，办理结果另行告知。",
    "On examination, {letter} was wrong. It is revoked. The application is handled again, and you will be told what comes of it.",
)
_REASON: Final = Text("撤销的理由：{reason}。", "It is revoked for this reason: {reason}.")
_INTENDED_TITLE: Final = Text("关于拟撤销{title}支持决定的告知书", "Notice that an award is to be revoked: {title}")
_INTENDED: Final = Text(
    "经审查，{letter}所作支持决定可能有误，拟予撤销。作出决定前暂缓办理，不予拨付。本告知书不是撤销决定。",
    "On examination, the award by {letter} may be wrong, and is to be revoked. Until that is decided it is held, and nothing is paid. "
    "This is no decision.",
)
_INTENDED_FOR: Final = Text("拟撤销的理由：{reason}。", "It is to be revoked for this reason: {reason}.")
_ANSWER: Final = Text(
    "请在{day}前通过本系统陈述意见；逾期未提出的，视为放弃。",
    "Please say through this system by {day} what speaks against it; silence is taken for nothing.",
)
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept it, you may {remedies}.")


@dataclass(frozen=True, slots=True)
class Revoked:
    """What is revoked, and why.

    Attributes:
        letters: The letters that have no effect any more, the first one first.
        reason: Why, as whoever proposed it told the enterprise.
        answer: Why what the enterprise stated against it was not followed; None where it stated nothing.
        awarded: Whether they granted an award, which the enterprise loses.
    """

    letters: Sequence[Cited]
    reason: str
    answer: str | None = None
    awarded: bool = False


def decision_revoked(item: Item, matter: Matter, revoked: Revoked, bodies: Bodies, language: str) -> Paper:
    """Return the letter that a decision is revoked, which names where that can be contested if an award is lost by it."""
    letters = ("和" if language != "en" else " and ").join(letter.written(language) for letter in revoked.letters)
    paragraphs = [
        (_AWARD if revoked.awarded else _ENDED).in_language(language).format(letter=letters),
        _REASON.in_language(language).format(reason=revoked.reason.rstrip("。.")),
        *not_followed(revoked.answer, language),
        basis_of(item, language),
        *([_CONTEST.in_language(language).format(remedies=bodies.remedies(language))] if revoked.awarded else []),
    ]
    return matter.paper("撤决", _TITLE.in_language(language).format(title=titled(item, language)), paragraphs)


def revocation_intended(item: Item, matter: Matter, letter: Cited, reason: str, by: date | None, language: str) -> Paper:
    """Return the letter by which an enterprise is heard before its award is revoked.

    Args:
        item: What was applied for.
        matter: The application.
        letter: The letter that granted the award.
        reason: Why it is to be revoked, as whoever proposed it said.
        by: The day by which the enterprise may say what speaks against it; None once it has.
        language: "zh" or "en".
    """
    paragraphs = [
        _INTENDED.in_language(language).format(letter=letter.written(language)),
        _INTENDED_FOR.in_language(language).format(reason=reason.rstrip("。.")),
        basis_of(item, language),
        *([_ANSWER.in_language(language).format(day=day_in(language, by))] if by else []),
    ]
    return matter.paper("拟撤", _INTENDED_TITLE.in_language(language).format(title=titled(item, language)), paragraphs)
