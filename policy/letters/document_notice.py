"""证件变更告知书。The paper that tells a person whether they are known by another document from now on."""

from __future__ import annotations

from typing import Final

from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, basis_of_terms
from policy.letters.paper import Paper
from policy.text import Text

_TITLE: Final = Text("证件变更告知书", "Notice on your document")
_CHANGED: Final = Text(
    "您申请以{document}办理各项事务，经核对您提交的证件，予以变更。",
    "You asked to be known by another document ({document}); it was compared, and counts from now on.",
)
_NOT: Final = Text(
    "您申请以{document}办理各项事务，经核对您提交的证件，不予变更。理由：{reason}。",
    "You asked to be known by another document ({document}); it was compared, and does not count. The reason is: {reason}.",
)
_AGAIN: Final = Text("可以重新提出申请；如不服，可以{remedies}。", "You may ask once more; to contest this, {remedies}.")
_THEN: Final = Text(
    "已有的认定、优惠和申请不受影响；原证件号码封存备查，不在公示和文书中载明。",
    "Your recognitions, benefits and applications stay as they are; the number before is kept sealed and is in no notice and no letter.",
)


def document_notice(matter: Matter, document: str, reason: str | None, bodies: Bodies, language: str) -> Paper:
    """Return the paper.

    Args:
        matter: The case.
        document: What it is, with the end of its number.
        reason: Why it does not count; None where it does.
        bodies: Whom it is contested before.
        language: "zh" or "en".
    """
    if reason is None:
        found, then = _CHANGED.in_language(language).format(document=document), _THEN.in_language(language)
    else:
        found = _NOT.in_language(language).format(document=document, reason=reason.rstrip("。."))
        then = _AGAIN.in_language(language).format(remedies=bodies.remedies(language))
    return matter.paper("证", _TITLE.in_language(language), [found, basis_of_terms(language), then])
