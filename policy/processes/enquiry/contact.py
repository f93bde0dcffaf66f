"""联系方式。How whoever makes an enquiry is reached: a telephone or a mail, and what of it everybody may see."""

from __future__ import annotations

import re
from typing import Final

from policy.folding import fold

_TELEPHONE: Final = re.compile(r"\+?[0-9]{7,20}")
_MAIL: Final = re.compile(r"[^@]+(@[^@.]+(?:\.[^@.]+)+)")
_HIDDEN: Final = "****"


def read_contact(written: str) -> str | None:
    """Return a telephone without its blanks and dashes or a mail, or None for what is neither."""
    folded = fold(written)
    telephone = re.sub(r"[-()]", "", folded)
    if _TELEPHONE.fullmatch(telephone):
        return telephone
    return folded if _MAIL.fullmatch(folded) else None


def masked(contact: str) -> str:
    """Return a contact as whoever need not reach anybody sees it: the end of a telephone, or where a mail is kept."""
    mail = _MAIL.fullmatch(contact)
    return _HIDDEN + (mail[1] if mail else contact[-4:])
