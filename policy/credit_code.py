"""统一社会信用代码。A Unified Social Credit Code (GB 32100) as people write it, read into the one form it is kept in.

It may begin with a letter: N is a rural collective (农业农村), Y any other register's. The signs I, O, S, V and Z are no part of it.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from policy.folding import fold_number
from policy.text import Text

SINCE: Final = date(2015, 10, 1)
"""The day on which credit codes came into use (国发〔2015〕33号): nothing was registered under one before."""
NOT_A_CODE: Final = Text("统一社会信用代码校验不通过", "The check digit of the credit code does not hold")

_WRONG_LENGTH: Final = Text("统一社会信用代码应为18位，所填为{count}位", "A credit code has 18 signs; this one has {count}")
_NO_SIGN: Final = Text("统一社会信用代码不含“{sign}”", "A credit code has no “{sign}”")
_NEVER: Final = Text("统一社会信用代码不含字母I、O、S、V、Z", "A credit code has none of the letters I, O, S, V and Z")

_LETTERS_NEVER: Final = frozenset("IOSVZ")
_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PLACES: Final = 18
_MODULUS: Final = 31
_OF_PERSONS: Final = "P"

_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_MODULUS: Final = 11


def named(name: str, uscc: str) -> Text:
    """Return an enterprise by its name, with its code in brackets where that is needed to tell it from others or to look it up."""
    return Text(f"{name}（{uscc}）", f"{name} ({uscc})")


def read(written: str) -> str | None:
    """Return the credit code somebody wrote, in capitals and without spaces, or None where its check sign does not hold (GB 32100).

    Args:
        written: In any width and case, with spaces, dashes and invisible characters anywhere.
    """
    code = _folded(written)
    if len(code) != _PLACES or not set(code) <= set(_SIGNS):
        return None
    return code if code[-1] == _check_sign(code[:-1]) else None


def of_person(drawn: int) -> str:
    """Return the code of a person as an applicant, of a number that was drawn for them: it is ours, and says nothing of who they are.

    It has the form of a credit code, so that whatever is kept of an applicant is kept of a person; no register gives one that begins
    with a P.

    Args:
        drawn: Any number; what is beyond the sixteen signs there is room for does not count.
    """
    signs = []
    for _ in range(_PLACES - 2):
        drawn, place = divmod(drawn, _MODULUS)
        signs.append(_SIGNS[place])
    body = _OF_PERSONS + "".join(signs)
    return body + _check_sign(body)


def is_of_person(code: str) -> bool:
    """Tell whether a code is a person's."""
    return code.startswith(_OF_PERSONS)


def _check_sign(body: str) -> str:
    total = sum(_SIGNS.index(sign) * pow(3, place, _MODULUS) for place, sign in enumerate(body))
    return _SIGNS[-total % _MODULUS]


def fault_of(written: str) -> Text:
    """Return what is wrong with what was written for a credit code that `read` knows for none.

    Args:
        written: In any width and case.
    """
    code = _folded(written)
    if set(code) & _LETTERS_NEVER:
        return _NEVER
    if strange := next((sign for sign in code if sign not in _SIGNS), None):
        return Text(_NO_SIGN.zh.format(sign=strange), _NO_SIGN.en.format(sign=strange))
    if len(code) != _PLACES:
        return Text(_WRONG_LENGTH.zh.format(count=len(code)), _WRONG_LENGTH.en.format(count=len(code)))
    return NOT_A_CODE


def _folded(written: str) -> str:
    return fold_number(written).replace("-", "").upper()


def organisation_code_holds(uscc: str) -> bool:
    """Tell whether the organisation code (places 9 to 17) has the check digit GB 11714 gives it.

    Args:
        uscc: A Unified Social Credit Code whose own check digit holds.
    """
    body, check = uscc[8:16], uscc[16]
    total = sum(weight * _ORGANISATION_SIGNS.index(sign) for weight, sign in zip(_ORGANISATION_WEIGHTS, body, strict=True))
    digit = _ORGANISATION_MODULUS - total % _ORGANISATION_MODULUS
    return check == {10: "X", 11: "0"}.get(digit, str(digit))
