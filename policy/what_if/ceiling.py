"""总额。Sharing a ceiling among many thousands pro rata: `policy.processes.window.shares.pro_rata`, on columns, to the same fen."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from policy.language.readers import Value

# One bit of int64 is its sign, and one is room for a sum of two.
_BITS: Final = 62


def share_columns(ceiling_fen: int, requests_fen: Value) -> Value:
    """Share `ceiling_fen` among requests, largest remainder, to the fen; among equal remainders the first gets it.

    Args:
        ceiling_fen: What there is, in fen.
        requests_fen: What is asked for: int64, in a fixed order.
    """
    numpy = import_module("numpy")
    asked_fen = total(requests_fen)
    if asked_fen <= ceiling_fen:
        return requests_fen.copy()
    shares, remainders = _divided(requests_fen, ceiling_fen, asked_fen)
    left = ceiling_fen - int(shares.sum())
    shares[numpy.argsort(-remainders, kind="stable")[:left]] += 1
    return shares


def total(column: Value) -> int:
    """Return an exact sum: amounts of any size, as many as there are."""
    # Halves of 32 bits cannot pass 64 bits together, however many millions there are.
    return (int((column >> 32).sum()) << 32) + int((column & 0xFFFFFFFF).sum())


def _divided(column: Value, factor: int, divisor: int) -> tuple[Value, Value]:
    """Return `column * factor` divided by `divisor` and what remains, digit by digit of the factor, so that no step passes 64 bits.

    Nothing in the column is larger than the divisor, nor is the factor: so is no quotient larger than the column.
    """
    numpy = import_module("numpy")
    width = _BITS - divisor.bit_length()
    if width < 1:
        column = column.astype("object")
        return (column * factor // divisor).astype("int64"), (column * factor % divisor).astype("int64")
    quotient, rest = numpy.zeros_like(column), numpy.zeros_like(column)
    for place in reversed(range(-(-factor.bit_length() // width))):
        digit = factor >> (place * width) & ((1 << width) - 1)
        # Each of the two is less than the divisor times a digit's base.
        step = (rest << width) + column * digit
        whole = step // divisor
        quotient, rest = (quotient << width) + whole, step - whole * divisor
    return quotient, rest
