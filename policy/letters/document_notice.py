"""证件变更告知书。The papers that tell a person whether they are known by another document, or another name, from now on."""

from __future__ import annotations

from typing import Final

from policy.letters.bodies import Bodies
from policy.letters.matter import Matter, basis_of_terms
from policy.letters.paper import Paper
from policy.letters.wording import quoted
from policy.text import Text

_NAME_TITLE: Final = Text("姓名更正告知书", "Notice on your name")
_TITLE: Final = Text("证件变更告知书", "Notice on your document")
_CHANGED: Final = Text(
    "您申请以{document}办理各项事务，经核对您提交的证件，予以变更。",
    "You asked to be known by another document ({document}); it was compared, and counts from now on.",
)
_NAMED: Final = Text(
    "您在本系统登记的姓名有误，依据{paper}核对，自即日起更正为{name}。",
    "Your name was entered wrong. By {paper} it is corrected to {name} from now on.",
)
_NOT_NAMED: Final = Text(
    "拟将您在本系统登记的姓名更正为{name}，经核对{paper}，不予更正。理由：{reason}。",
    "Your name was to be corrected to {name}; that was compared with {paper}, and your name stays. The reason is: {reason}.",
)
_STAYS: Final = Text(
    "已有的认定、优惠和申请不受影响；此前发出的公示和文书不再更换。",
    "Your recognitions, benefits and applications stay as they are; notices and letters that were issued are not written again.",
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


def name_notice(matter: Matter, name: str, paper: str, reason: str | None, bodies: Bodies, language: str) -> Paper:
    """Return the paper that a person's name was corrected, or was not.

    Args:
        matter: The case.
        name: What it was to be corrected to.
        paper: Which paper has it.
        reason: Why it is not corrected; None where it is.
        bodies: Whom it is contested before.
        language: "zh" or "en".
    """
    said = {"name": quoted(name), "paper": paper.rstrip("。.")}
    if reason is None:
        found, then = _NAMED.in_language(language).format(**said), _STAYS.in_language(language)
    else:
        found = _NOT_NAMED.in_language(language).format(**said, reason=reason.rstrip("。."))
        then = _AGAIN.in_language(language).format(remedies=bodies.remedies(language))
    return matter.paper("名", _NAME_TITLE.in_language(language), [found, basis_of_terms(language), then])
