"""任职关系告知书。The paper that tells a person whether it is confirmed who employs them, and by what."""

from __future__ import annotations

from typing import Final

from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, basis_of_terms
from policy.letters.paper import Paper
from policy.text import Text

_TITLE: Final = Text("任职关系确认告知书", "Notice on who employs you")
_BY_EMPLOYER: Final = Text("您申报在{employer}任职，经该单位确认属实。", "You said that {employer} employs you; it has confirmed that.")
_BY_PAPER: Final = Text(
    "您申报在{employer}任职，经核对您提交的任职证明，予以确认。",
    "You said that {employer} employs you; the paper that you handed in says so, and it is confirmed.",
)
_NOT: Final = Text(
    "您申报在{employer}任职，该单位未予确认；经核对您提交的任职证明，不予确认。理由：{reason}。",
    "You said that {employer} employs you; it did not confirm that, and the paper that you handed in does not say so. "
    "The reason is: {reason}.",
)
_AGAIN: Final = Text(
    "取得其他证明的，可以重新申报；如不服，可以{remedies}。", "With another paper you may say so again; to contest this, {remedies}."
)
_USED: Final = Text(
    "本告知书仅确认任职关系；证件号码不在公示和文书中载明。",
    "It confirms this alone; the number of your document is in no notice and no letter.",
)


def employment_notice(matter: Matter, employer: str, reason: str | None, bodies: Bodies, language: str, *, by_paper: bool) -> Paper:
    """Return the paper.

    Args:
        matter: The case.
        employer: The name of the employer.
        reason: Why it is not confirmed; None where it is.
        bodies: Whom it is contested before.
        language: "zh" or "en".
        by_paper: Whether a paper was looked at.
    """
    if reason is None:
        found = (_BY_PAPER if by_paper else _BY_EMPLOYER).in_language(language).format(employer=employer)
        then = _USED.in_language(language)
    else:
        found = _NOT.in_language(language).format(employer=employer, reason=reason.rstrip("。."))
        then = _AGAIN.in_language(language).format(remedies=bodies.remedies(language))
    return matter.paper("职", _TITLE.in_language(language), [found, basis_of_terms(language), then])
