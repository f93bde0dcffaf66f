"""统一社会信用代码。The shape of a credit code in a request, and valid codes in any number."""

from __future__ import annotations

import secrets
from typing import Annotated

from pydantic import StringConstraints

USCC = "[0-9A-HJ-NPQRTUWXY]{18}"
Uscc = Annotated[str, StringConstraints(pattern=f"^{USCC}$")]

DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

# An enterprise registered in the area, in a range of organisation codes the demo enterprises (MA…) have no part in.
AREA = "91110302"
SERIES = "MB"
SERIES_PLACES = 6

# Below are the codes of synthetic enterprises.
FIRST_DRAWN = 100_000_000

_VALUES = {digit: value for value, digit in enumerate(DIGITS)}
_ORGANISATION_VALUES = {digit: value for value, digit in enumerate(ORGANISATION_DIGITS)}


def numbered_code(ordinal: int) -> str:
    """Return the valid credit code of a number; a greater number has a greater code.

    Args:
        ordinal: From 0; as many as six places in base 31 hold.
    """
    places = []
    for _ in range(SERIES_PLACES):
        ordinal, value = divmod(ordinal, len(DIGITS))
        places.append(DIGITS[value])
    organisation = SERIES + "".join(reversed(places))
    code = AREA + organisation + _organisation_check(organisation)
    return code + DIGITS[-sum(_VALUES[digit] * weight for digit, weight in zip(code, WEIGHTS, strict=True)) % 31]


def drawn_code() -> str:
    """Return the valid credit code of an enterprise that nobody has heard of yet."""
    return numbered_code(FIRST_DRAWN + secrets.randbelow(len(DIGITS) ** SERIES_PLACES - FIRST_DRAWN))


def _organisation_check(organisation: str) -> str:
    total = sum(_ORGANISATION_VALUES[digit] * weight for digit, weight in zip(organisation, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]
