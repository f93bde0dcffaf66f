"""身份证件。The papers by which a natural person is known: their kinds, the numbers they bear, and what of a number anybody may see.

A number is read into the one form it is kept in, sealed; whoever need not know it sees its end alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from policy.errors import Code, Fault, Refusal
from policy.folding import fold_number
from policy.language.facts import parse_day
from policy.text import Text
from policy.working_days import years_after


class DocumentKind(StrEnum):
    """A kind of paper that says who somebody is."""

    RESIDENT_CARD = "resident_card"
    PERMANENT_RESIDENCE = "permanent_residence"
    HK_MACAU_PERMIT = "hk_macau_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    PASSPORT = "passport"


TITLES: Final[Mapping[DocumentKind, Text]] = {
    DocumentKind.RESIDENT_CARD: Text("居民身份证", "Resident identity card"),
    DocumentKind.PERMANENT_RESIDENCE: Text("外国人永久居留身份证", "Permanent residence card"),
    DocumentKind.HK_MACAU_PERMIT: Text("港澳居民来往内地通行证或者居住证", "Permit of a resident of Hong Kong or Macau"),
    DocumentKind.TAIWAN_PERMIT: Text("台湾居民来往大陆通行证或者居住证", "Permit of a resident of Taiwan"),
    DocumentKind.PASSPORT: Text("护照", "Passport"),
}

CALLED: Final[Mapping[str, DocumentKind]] = {
    "身份证": DocumentKind.RESIDENT_CARD,
    "外国人永久居留证": DocumentKind.PERMANENT_RESIDENCE,
    "港澳居民来往内地通行证": DocumentKind.HK_MACAU_PERMIT,
    "港澳居民居住证": DocumentKind.HK_MACAU_PERMIT,
    "台湾居民来往大陆通行证": DocumentKind.TAIWAN_PERMIT,
    "台湾居民居住证": DocumentKind.TAIWAN_PERMIT,
} | {title.zh: kind for kind, title in TITLES.items()}
"""The documents as lists call them."""

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_CITIZEN: Final = re.compile(r"[0-9]{17}[0-9X]")
_HIDDEN, _SHOWN = "****", 4

# A citizen's number (GB 11643) begins with the division it was given in: 81 to 83 are residents of Hong Kong, Macau and Taiwan; one that
# begins with 9 is a permanent residence card's of 2023, and its day of birth stands where a citizen's does.
_CARDS: Final[Mapping[DocumentKind, re.Pattern[str]]] = {
    DocumentKind.RESIDENT_CARD: re.compile(r"[1-7].*"),
    DocumentKind.PERMANENT_RESIDENCE: re.compile(r"9.*"),
    DocumentKind.HK_MACAU_PERMIT: re.compile(r"8[12]0000.*"),
    DocumentKind.TAIWAN_PERMIT: re.compile(r"830000.*"),
}
# The other forms of a number: a card of 2004 names nationality, place, day of birth; a permit may have how often it was issued behind it.
_OTHERS: Final[Mapping[DocumentKind, re.Pattern[str]]] = {
    DocumentKind.PERMANENT_RESIDENCE: re.compile(r"[A-Z]{3}[0-9]{12}"),
    DocumentKind.HK_MACAU_PERMIT: re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?"),
    DocumentKind.TAIWAN_PERMIT: re.compile(r"[0-9]{8}"),
    DocumentKind.PASSPORT: re.compile(r"(?=.*[0-9])[A-Z0-9]{6,12}"),
}
_NO_NUMBER: Final = Text("不是该证件的号码", "is no number of such a document")
_NO_CHECK: Final = Text("校验码不符", "its check digit does not hold")
_NO_BIRTH: Final = Text("出生日期不存在、尚未到来或者过早", "its day of birth is no day, one to come, or of nobody who is alive")
_OLDEST: Final = 120
"""Years that nobody is older than."""


def read_number(kind: DocumentKind, written: str, today: date) -> str:
    """Return the number of a document in the form it is kept in.

    Args:
        kind: What document it is of.
        written: In any width and case, with spaces and dashes anywhere.
        today: Nobody is born after it.

    Raises:
        Refusal: `invalid_input`, saying what is wrong and not what was written.
    """
    number = re.sub(r"[-()]", "", fold_number(written)).upper()
    if fault := _fault_of(kind, number, today):
        raise Refusal(Code.INVALID_INPUT, Text("证件号码有误。", "The number of the document is not valid."), [Fault("number", fault)])
    return number


def masked(number: str) -> str:
    """Return what of a number whoever need not know it sees: its end."""
    return _HIDDEN + number[-_SHOWN:]


def described(kind: str, shown: str) -> str:
    """Return a document as a Chinese task names it: what it is, and the end of its number."""
    return f"{TITLES[DocumentKind(kind)].zh}{shown}"


def _fault_of(kind: DocumentKind, number: str, today: date) -> Text | None:
    card, other = _CARDS.get(kind), _OTHERS.get(kind)
    if card and _CITIZEN.fullmatch(number) and card.fullmatch(number):
        if not _is_plausible(number[6:10], number[10:14], today):
            return _NO_BIRTH
        total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
        return None if number[-1] == _CHECKS[total % len(_CHECKS)] else _NO_CHECK
    if not other or not other.fullmatch(number):
        return _NO_NUMBER
    # A card of 2004 has two figures of the year: of which century is not said.
    if kind is DocumentKind.PERMANENT_RESIDENCE and not any(_is_plausible(c + number[7:9], number[9:13], today) for c in ("19", "20")):
        return _NO_BIRTH
    return None


def _is_plausible(year: str, month_day: str, today: date) -> bool:
    """Tell whether somebody who is alive may have been born on a day."""
    born = parse_day(f"{year}-{month_day[:2]}-{month_day[2:]}")
    return born is not None and born <= today <= years_after(born, _OLDEST)
