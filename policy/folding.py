"""写法归一。What people type, made comparable: width, case, spaces and invisible characters say nothing about what is meant."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from policy.text import Text

NOT_READABLE: Final = Text("应填写可辨认的文字", "must be text that can be read")
"""What is said of a text that is only blanks and signs nobody sees."""

# In a document's number no bracket and no dash means anything else than another: 〔2026〕, [2026] and (2026) are one year.
_OPENING, _CLOSING, _DASH = frozenset({"Ps", "Pi"}), frozenset({"Pe", "Pf"}), frozenset({"Pd"})
# What whoever types takes for a bracket or a dash, and Unicode for a sign of another kind: minus, drawn lines, a prolonged sound.
_TYPED_AS = str.maketrans({"<": "(", ">": ")", **dict.fromkeys("\u2212\u02d7\u2043\u2500\u2501\u30fc\uff70", "-")})
# Nobody sees these, though Unicode counts them as letters, marks or symbols: fillers, joiners, variation selectors, the blank of Braille.
_SELECTORS = (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
# What Unicode will never give a sign to is kept nowhere either.
_NO_SIGNS = (*range(0xFDD0, 0xFDF0), *(plane + end for plane in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF)))
_NEVER_KEPT = dict.fromkeys((*map(ord, "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"), *_NO_SIGNS))
_UNSEEN = _NEVER_KEPT | dict.fromkeys(_SELECTORS)
# A document's serial number behind its year: GB/T 9704-2012 has it without leading zeros and without the sign of an ordinal (U+7B2C), so
# that one written with them is the same.
_PADDED_SERIAL = re.compile(r"(?<=[12][0-9]{3}\))(?:\u7b2c|([^0-9a-z]?))0*(?=[0-9])")
# Controls and formats (bidirectional ones, joiners, tags) are dropped; every blank is the plain one, every separator of lines a line.
_KEPT_AS = {"Cc": "", "Cf": "", "Zs": " ", "Zl": "\n", "Zp": "\n"}


def fold(written: str) -> str:
    """Return a text without spaces and invisible characters, full-width signs as half-width ones, in lower case."""
    folded = unicodedata.normalize("NFKC", written).casefold().translate(_UNSEEN)
    # Printable is what is neither a control, format, unassigned nor a separating sign, but for the plain space.
    return folded.replace(" ", "") if folded.isprintable() else "".join(sign for sign in folded if sign.isprintable() and sign != " ")


def tidy(written: str) -> str:
    """Return a text as it can be shown: without invisible characters, and with one plain space where there were several of any kind."""
    return " ".join("".join(sign if sign.isprintable() else " " if sign.isspace() else "" for sign in written).split())


def plain(written: str) -> str:
    """Return a text as it may be kept: in one form (NFC), lines and tabs in it, and nothing that is unseen or turns round what is read.

    Signs of later editions of Unicode stay, rare characters of names among them.
    """
    if written.isascii() and written.isprintable():
        return written
    kept = unicodedata.normalize("NFC", written).replace("\r\n", "\n").translate(_NEVER_KEPT)
    return "".join(sign if sign in "\n\t" else _KEPT_AS.get(unicodedata.category(sign), sign) for sign in kept)


def is_as_shown(written: str) -> bool:
    """Tell whether a text is what people see of it: no sign that is unseen or stands for another, and no blank but between words."""
    return tidy(unicodedata.normalize("NFKC", written).translate(_UNSEEN)) == written


def is_readable(written: str) -> bool:
    """Tell whether there is a letter or a digit in a text: without one nobody is named."""
    return any(sign.isalnum() for sign in fold(written))


def fold_number(written: str) -> str:
    """Return a document's number folded, every kind of bracket and of dash written as one."""
    return "".join(_plain(sign) for sign in fold(written).translate(_TYPED_AS))


def fold_document(written: str) -> str:
    """Return an official document's number (发文字号) folded; 第 and the zeros before its serial number say nothing either."""
    return _PADDED_SERIAL.sub(lambda found: found[1] or "", fold_number(written))


def spellings(number: str) -> tuple[str, ...]:
    """Return how a number may stand where it comes from, when somebody typed it: as typed, as a keyboard has it, and in capitals."""
    plainly = "".join(_plain(sign) for sign in unicodedata.normalize("NFKC", number).translate(_TYPED_AS | _UNSEEN) if sign.isprintable())
    plainly = plainly.replace(" ", "")
    return tuple(dict.fromkeys((number, plainly, plainly.upper())))


def _plain(sign: str) -> str:
    category = unicodedata.category(sign)
    if category in _OPENING:
        return "("
    if category in _CLOSING:
        return ")"
    return "-" if category in _DASH else sign
