"""组织机构代码。The check digit of the organisation code inside a credit code (GB 11714), which the outer digit does not cover."""

from __future__ import annotations

from typing import Final

_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MODULUS: Final = 11


def organisation_code_holds(uscc: str) -> bool:
    """Tell whether the organisation code (places 9 to 17) has the check digit GB 11714 gives it.

    Args:
        uscc: A Unified Social Credit Code whose own check digit holds.
    """
    body, check = uscc[8:16], uscc[16]
    digit = _MODULUS - sum(weight * _ALPHABET.index(sign) for weight, sign in zip(_WEIGHTS, body, strict=True)) % _MODULUS
    return check == {10: "X", 11: "0"}.get(digit, str(digit))
