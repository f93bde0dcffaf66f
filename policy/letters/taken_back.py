"""撤回支持决定。The letters that an award is taken back before it is paid, since what it was decided by is different, and decided anew."""

from __future__ import annotations

from typing import Final

from policy.language.items import Item
from policy.letters.bodies import Bodies
from policy.letters.matter import Cited, Matter, basis_of, titled
from policy.letters.paper import Paper
from policy.text import Text

_TITLE: Final = Text("关于撤回{title}支持决定的通知书", "Notice that an award is taken back: {title}")
_TAKEN_BACK: Final = Text(
    "经核对，拟签署的投资协议与审议确定的内容不一致，须重新审议。现撤回{letter}，该文书和相应公示不再有效，以重新审议后作出的文书为准；此前不拨付。",
    "The agreement that was to be signed differs from what was resolved, and a meeting has to consider it again. {letter} is taken back "
    "with its public notice: what counts is the letter that follows from the new resolution, and nothing is paid before.",
)
_RESTS_ON_OTHER: Final = Text(
    "经核对，{letter}所依据的上级资金或者承担单位已经变动，须重新核验。现撤回该文书，该文书和相应公示不再有效，"
    "以重新核验后作出的文书为准；此前不拨付。",
    "The upstream's money on which {letter} rests, or who holds its project, has changed, and it is verified anew. That letter is taken "
    "back with its public notice: what counts is the letter that follows, and nothing is paid before.",
)
_REASON: Final = Text("理由：{reason}。", "The reason is: {reason}.")
_CONTEST: Final = Text("如不服本决定，可以{remedies}。", "If you do not accept it, you may {remedies}.")


def award_taken_back(item: Item, matter: Matter, letter: Cited, reason: str, bodies: Bodies, language: str) -> Paper:
    """Return the letter that an award is taken back.

    Args:
        item: What was awarded.
        matter: The award.
        letter: The letter by which it was granted.
        reason: In what the agreement differs, as it was said; empty where nobody did.
        bodies: Where it can be contested.
        language: "zh" or "en".
    """
    said = _TAKEN_BACK.in_language(language).format(letter=letter.written(language))
    paragraphs = [
        said[:1].upper() + said[1:],
        *([_REASON.in_language(language).format(reason=reason.rstrip("。."))] if reason else []),
        basis_of(item, language),
        _CONTEST.in_language(language).format(remedies=bodies.remedies(language)),
    ]
    return matter.paper("撤支", _TITLE.in_language(language).format(title=titled(item, language)), paragraphs)


def claim_taken_back(item: Item, matter: Matter, letter: Cited, language: str) -> Paper:
    """Return the letter that what was awarded on upstream money, or on whose project it is, is taken back, since that has changed."""
    said = _RESTS_ON_OTHER.in_language(language).format(letter=letter.written(language))
    return matter.paper("撤支", _TITLE.in_language(language).format(title=titled(item, language)), [said, basis_of(item, language)])
