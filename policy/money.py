"""金额与比例。Money in whole fen and rates as exact ratios.

No amount in this project is ever a float. An amount is an `int` of fen (1 元 = 100 fen, 1 万元 = 1 000 000 fen); a rate is a
`Fraction`; and a share of an amount is rounded down to the fen once, before any cap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final, TypeAlias

from policy.text import Text

Rate: TypeAlias = Fraction

MAX_FEN: Final = 9_000_000_000_000_000
"""No single amount may be larger (90万亿元); sums and differences of two such amounts still fit 64 bits."""

FEN_IN_YUAN: Final = 100
FEN_IN_WAN: Final = 1_000_000

_RATE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,9})?", re.ASCII)


def wan(amount: int) -> int:
    """Return `amount` 万元 in fen."""
    return amount * FEN_IN_WAN


def percent(amount: int) -> Rate:
    """Return `amount` per cent as an exact rate."""
    return Fraction(amount, 100)


def parse_rate(written: object) -> Rate | None:
    """Read a rate written as a decimal string, such as "0.30".

    Args:
        written: What the JSON holds. Numbers are refused: a JSON 0.3 has already lost its exactness.

    Returns:
        The exact rate, or None when it isn't a plain non-negative decimal of at most nine places.
    """
    if isinstance(written, str) and _RATE.fullmatch(written):
        return Fraction(written)
    return None


@dataclass(frozen=True, slots=True)
class Tiers:
    """Rates by brackets (分档): each is of the part of an amount that lies in its bracket.

    Attributes:
        brackets: Up to which amount in fen, itself included, and at which rate; the last one has no end (None).
    """

    brackets: tuple[tuple[int | None, Rate], ...]

    def parts(self) -> Iterator[tuple[int, int | None, Rate]]:
        """Yield each bracket as the amount above which it begins, the amount up to which it goes, and its rate."""
        floor = 0
        for up_to, rate in self.brackets:
            yield floor, up_to, rate
            floor = up_to or 0

    def share_of(self, amount_fen: int) -> int:
        """Return what is due of an amount, rounded down to the fen once."""
        parts = (max(min(amount_fen, amount_fen if up_to is None else up_to) - floor, 0) * rate for floor, up_to, rate in self.parts())
        return floor_of(sum(parts, Rate(0)))

    def at_most(self, most: Rate) -> Tiers:
        """Return them with no rate above another one."""
        return Tiers(tuple((up_to, min(rate, most)) for up_to, rate in self.brackets))

    def exceeds(self, most: Rate) -> bool:
        """Tell whether one of the rates is above another one."""
        return any(rate > most for _, rate in self.brackets)

    def as_list(self) -> list[dict[str, int | str]]:
        """Return them as they are written in rules."""
        return [({} if up_to is None else {"up_to_fen": up_to}) | {"rate": write_rate(rate)} for up_to, rate in self.brackets]


_MOST_BRACKETS: Final = 20


def parse_tiers(written: object) -> Tiers | None:
    """Read rates by brackets, written as `[{"up_to_fen", "rate"}, …, {"rate"}]` with rising ends; None where they are not."""
    if not isinstance(written, list) or not 1 < len(written) <= _MOST_BRACKETS or not all(isinstance(one, dict) for one in written):
        return None
    *bounded, last = written
    rates = [parse_rate(one.get("rate")) for one in written]
    ends = [one.get("up_to_fen") for one in bounded]
    if last.keys() != {"rate"} or any(one.keys() != {"rate", "up_to_fen"} for one in bounded) or None in rates:
        return None
    if not all(isinstance(end, int) and not isinstance(end, bool) and 0 < end <= MAX_FEN for end in ends):
        return None
    is_rising = all(before < after for before, after in pairwise(ends))
    return Tiers(tuple((end, rate or Rate(0)) for end, rate in zip([*ends, None], rates, strict=True))) if is_rising else None


def floor_of(amount: Rate) -> int:
    """Return an exact amount rounded down to the fen."""
    return amount.numerator // amount.denominator


def write_rate(rate: Rate) -> str:
    """Return the shortest decimal string of a rate whose denominator divides a power of ten ("0.3")."""
    whole, rest = divmod(rate.numerator * 10**9, rate.denominator)
    if rest:
        return f"{rate.numerator}/{rate.denominator}"
    digits = f"{whole:010d}"
    return f"{digits[:-9]}.{digits[-9:]}".rstrip("0").rstrip(".")


def share_of(amount_fen: int, rate: Rate) -> int:
    """Return `rate` of `amount_fen`, rounded down to the fen."""
    return amount_fen * rate.numerator // rate.denominator


def grown_by(amount_fen: int, rate: Rate) -> int:
    """Return `amount_fen` grown by `rate`, rounded **up** to the fen.

    It serves targets: an amount exceeds the exact target by at most what it exceeds the rounded one by, and a fifth of the
    difference, rounded down, is the same either way.
    """
    return amount_fen - (-amount_fen * rate.numerator // rate.denominator)


def write_yuan(amount_fen: int) -> str:
    """Return an amount for people, in yuan with thousands separators and two places ("1,234.50")."""
    sign = "-" if amount_fen < 0 else ""
    yuan, fen = divmod(abs(amount_fen), FEN_IN_YUAN)
    return f"{sign}{yuan:,}.{fen:02d}"


def write_plain_yuan(amount_fen: int) -> str:
    """Return an amount as it is written in a sentence: like `write_yuan`, but whole yuan without places ("1,234")."""
    return write_yuan(amount_fen).removesuffix(".00")


def write_official(amount_fen: int) -> str:
    """Return a non-negative amount as Chinese documents write it: in 万元 where it is a whole number of them, otherwise in 元."""
    if amount_fen and amount_fen % FEN_IN_WAN == 0:
        return f"{amount_fen // FEN_IN_WAN}万元"
    return f"{write_plain_yuan(amount_fen)}元"


def write_rounded(amount_fen: int) -> str:
    """Return an amount as it is said of a bound: like `write_official`, but with few figures where they are all noughts (90万亿元)."""
    for unit, fen in (("万亿元", 10**8 * FEN_IN_WAN), ("亿元", 10**4 * FEN_IN_WAN)):
        if amount_fen and amount_fen % fen == 0:
            return f"{amount_fen // fen}{unit}"
    return write_official(amount_fen)


def in_yuan(amount_fen: int) -> Text:
    """Return an amount as a message says it: with its unit, in both languages."""
    return Text(write_official(amount_fen), f"{write_plain_yuan(amount_fen)} yuan")


def compared(*amounts_fen: int) -> tuple[Text, ...]:
    """Return amounts as one sentence says them beside each other: all in 万元, or all in 元, so that they are read against each other."""
    if all(amount_fen % FEN_IN_WAN == 0 for amount_fen in amounts_fen):
        return tuple(in_yuan(amount_fen) for amount_fen in amounts_fen)
    written = map(write_plain_yuan, amounts_fen)
    return tuple(Text(f"{one}元", f"{one} yuan") for one in written)


def write_capitals(amount_fen: int) -> str:
    """Return a non-negative amount in the capital numerals of financial documents (大写), such as 贰拾万元整.

    They stand beside the figures because nobody can add a digit to them.
    """
    yuan, rest = divmod(amount_fen, FEN_IN_YUAN)
    jiao, fen = divmod(rest, 10)
    whole = f"{_capital_number(yuan)}元" if yuan or not rest else ""
    if not rest:
        return f"{whole}整"
    tenths = f"{_CAPITALS[jiao]}角" if jiao else "零" if yuan else ""
    return whole + tenths + (f"{_CAPITALS[fen]}分" if fen else "整")


_CAPITALS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "万")


def _capital_number(number: int) -> str:
    written, skipped, digits = "", False, str(number)
    for index, digit in enumerate(digits):
        group, place = divmod(len(digits) - 1 - index, 4)
        if digit == "0":
            skipped = True
        else:
            written += ("零" if skipped and written else "") + _CAPITALS[int(digit)] + _PLACES[place]
            skipped = False
        # A group of four that is all zeros has no name, but the 亿 of a 万亿 is said even then.
        lowest = number // 10 ** (4 * group)
        if place == 0 and group and (lowest % 10**4 or (group == _HUNDRED_MILLIONS and lowest)):
            written += _GROUPS[group]
    return written or "零"


_HUNDRED_MILLIONS: Final = 2
