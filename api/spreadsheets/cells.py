"""单元格。What a cell says: a credit code, a year, an amount of money to the fen; or why it says none.

A number in a sheet is an IEEE double, of which spreadsheet programmes keep and show fifteen digits. What stands behind them is the tail of
some formula, such as the 434.99999999999994 of `=4.35*100`, and no part of the amount. Everything from there on is exact.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final, TypeAlias

from api.spreadsheets.number_formats import misleading
from policy import credit_code
from policy.folding import NOT_READABLE, fold, is_readable, plain
from policy.money import MAX_FEN
from policy.text import Text


@dataclass(frozen=True, slots=True)
class Broken:
    """A formula without a result: one that failed, or one that nobody has computed yet.

    Attributes:
        error: What the sheet shows instead, such as #REF!; empty where it was not computed.
    """

    error: str

    @property
    def message(self) -> Text:
        """What is wrong with it."""
        if self.error:
            return Text(f"公式出错（{self.error}）", f"the formula fails ({self.error})")
        return Text(
            "公式没有计算结果，请在表格软件中打开并保存后再上传",
            "the formula has no result: open and save the workbook, then send it again",
        )


@dataclass(frozen=True, slots=True)
class Formatted:
    """A number whose cell has a format of its own, which may show it as another one.

    Attributes:
        number: What the cell holds.
        code: The format, as the workbook writes it.
    """

    number: Decimal
    code: str


Cell: TypeAlias = str | Decimal | Formatted | date | bool | Broken | None

FEN_IN: Final = {
    "分": 1,
    "fen": 1,
    "元": 100,
    "yuan": 100,
    "千元": 100_000,
    "万": 1_000_000,
    "万元": 1_000_000,
    "百万元": 100_000_000,
    "亿": 10_000_000_000,
    "亿元": 10_000_000_000,
}
"""The units amounts are written in, in fen, folded as `fold` does."""

UNIT: Final = "|".join(sorted(FEN_IN, key=len, reverse=True))

NO_UNIT: Final = Text("没有写明单位（元、万元或分）", "has no unit: write 元, 万元 or 分 in the heading")
"""What is wrong with an amount that may mean anything."""

_LOST_DIGITS: Final = Text(
    "以数字保存，末几位已丢失；请将该列设为文本后重新填写",
    "is kept as a number and has lost its last digits: make the column text and enter it again",
)
_SHOWN_OTHERWISE: Final = Text(
    "以数字保存，显示与实际值可能不同；请将该列设为文本后重新填写",
    "is kept as a number that may show otherwise: make the column text and enter it again",
)
_IN_ENGLISH: Final = {None: "yuan", "元": "yuan", "yuan": "yuan", "分": "fen", "fen": "fen"}
_SHOWN = Context(prec=15, rounding=ROUND_HALF_EVEN)
# Beyond fifteen digits of fen a double does not say which fen is meant.
_LARGEST_NUMBER_FEN = 10**15
# Where a formula subtracts, its tail reaches into the fifteen digits; a millionth of a fen is nobody's money.
_TAIL_FEN = Decimal("0.000001")
_AMOUNT = re.compile(
    rf"(?:¥|rmb|cny|人民币)?(?P<sign>[-+]?)(?P<whole>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+)(?P<rest>\.[0-9]+)?(?P<unit>{UNIT})?整?", re.ASCII
)
_MOST_DIGITS = 40
_ODD_DIGITS: Final = frozenset({"No", "Nl"})
_YEAR = re.compile(r"(20[0-9]{2})(?:年度?)?", re.ASCII)


def text_of(cell: Cell) -> str:
    """Return a cell as people read it; a whole number without the ".0" that sheets keep it with."""
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).upper()
        case Decimal():
            return str(int(cell)) if cell == cell.to_integral_value() and abs(cell) < _LARGEST_NUMBER_FEN else str(cell)
        case Formatted():
            return text_of(cell.number)
        case Broken():
            return cell.error
        case _:
            return str(cell)


def unformatted(cell: Cell) -> Cell:
    """Return a cell as it is held, however it is shown."""
    return cell.number if isinstance(cell, Formatted) else cell


def is_empty(cell: Cell) -> bool:
    """Tell whether a cell shows nothing."""
    return cell is None or (isinstance(cell, str) and not fold(cell))


def read_code(cell: Cell) -> str | Text:
    """Return the credit code a cell says."""
    if isinstance(cell, Broken):
        return cell.message
    if is_empty(cell):
        return Text("为空", "is empty")
    number = unformatted(cell)
    if isinstance(number, Decimal) and abs(number) >= _LARGEST_NUMBER_FEN:
        return _LOST_DIGITS
    written = text_of(cell)
    if (odd := _odd_digit(written)) is not None:
        return odd
    return credit_code.read(written) or credit_code.fault_of(written)


def read_text(cell: Cell, most: int) -> str | Text | None:
    """Return the text a cell says, as a request would have it kept; None where it shows nothing.

    Args:
        cell: The cell; of a number it has to show every digit, as a document's number needs.
        most: How many characters it may have.
    """
    if isinstance(cell, Broken):
        return cell.message
    if is_empty(cell):
        return None
    if isinstance(cell, Formatted) or (isinstance(cell, Decimal) and (abs(cell) >= _LARGEST_NUMBER_FEN or cell != int(cell))):
        return _LOST_DIGITS if abs(Decimal(str(unformatted(cell)))) >= _LARGEST_NUMBER_FEN else _SHOWN_OTHERWISE
    written = plain(text_of(cell)).strip()
    if not is_readable(written):
        return NOT_READABLE
    return written if len(written) <= most else Text(f"不得超过{most}个字符", f"is longer than {most} characters")


def looks_like_code(cell: Cell) -> bool:
    """Tell whether a cell holds a credit code, whatever column it is in."""
    return isinstance(cell, str) and isinstance(read_code(cell), str)


def read_year(cell: Cell) -> int | Text:
    """Return the year a cell says: 2025, 2025年, 2025年度, or a day of it."""
    if isinstance(cell, Broken):
        return cell.message
    if is_empty(cell):
        return Text("为空", "is empty")
    if isinstance(cell, date):
        return cell.year
    if (odd := _odd_digit(text_of(cell))) is not None:
        return odd
    if found := _YEAR.fullmatch(fold(text_of(cell))):
        return int(found[1])
    return Text("不是年度，应如2025或2025年", "is no year: write it as 2025 or 2025年")


def read_amount(cell: Cell, unit: str | None) -> int | Text:
    """Return the amount a cell says, in fen.

    Args:
        cell: The cell.
        unit: The unit its heading says, a key of `FEN_IN`, or None where it leaves that to each cell.
    """
    match cell:
        case Broken():
            return cell.message
        case Decimal():
            return _of_number(cell, unit)
        case Formatted():
            return _as_shown(cell, unit)
        case str() if not is_empty(cell):
            return _odd_digit(cell) or _of_text(fold(cell), unit)
        case None | str():
            return Text("为空", "is empty")
        case _:
            return _no_amount(unit)


def write_amount(fen: int, unit: str | None) -> Text:
    """Return an amount in a unit a heading says, to the fen, or in yuan where each cell says its own.

    Args:
        fen: The amount.
        unit: A key of `FEN_IN`, or None.
    """
    zh = {"yuan": "元", "fen": "分", None: "元"}.get(unit, unit)
    # Shifted by powers of ten, so that it is exact.
    amount = Decimal(fen).scaleb(1 - len(str(FEN_IN[unit or "元"])))
    written = f"{amount:,f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return Text(f"{written}{zh}", f"{written} {_IN_ENGLISH[unit]}" if unit in _IN_ENGLISH else f"{written}{unit}")


def _as_shown(cell: Formatted, unit: str | None) -> int | Text:
    """Return the amount of a number that looks like what it is."""
    units = frozenset(name for name, fen in FEN_IN.items() if unit and fen == FEN_IN[unit])
    misled = misleading(cell.code, cell.number, units)
    if misled is None or unit is None:
        return _of_number(cell.number, unit)
    held = text_of(cell.number)
    return Text(
        f"单元格格式使数字{misled.zh}，实际值为{held}，请改为常规格式并核对",
        f"{misled.en} by the format of its cell, and is {held}: give the cell a plain format, and look at it again",
    )


def _odd_digit(written: str) -> Text | None:
    """Refuse what would fold to a digit and looks like something else, such as ① or ²: it may number a note."""
    odd = next((sign for sign in written if unicodedata.category(sign) in _ODD_DIGITS), None)
    return None if odd is None else Text(f"含有“{odd}”，请用普通数字填写", f"has “{odd}” in it: write plain digits")


def _of_number(number: Decimal, unit: str | None) -> int | Text:
    if unit is None:
        return NO_UNIT
    shown = _SHOWN.create_decimal(number) * FEN_IN[unit]
    if abs(shown) >= _LARGEST_NUMBER_FEN:
        return Text("数字过大，表格只保留15位，请改为文本", "is too large for the fifteen digits a sheet keeps: write it as text")
    nearest = shown.to_integral_value(ROUND_HALF_EVEN)
    if abs(shown - nearest) > _TAIL_FEN:
        return _finer_than_fen(text_of(number))
    return _within(int(nearest))


def _of_text(written: str, unit: str | None) -> int | Text:
    found = _AMOUNT.fullmatch(written)
    if found is None or len(written) > _MOST_DIGITS:
        return _no_amount(unit)
    if unit and found["unit"] and FEN_IN[unit] != FEN_IN[found["unit"]]:
        return Text(f"单位与表头的“{unit}”不一致", f"is in another unit than its heading says ({unit})")
    if (own := found["unit"] or unit) is None:
        return NO_UNIT
    amount = Decimal(found["sign"] + found["whole"].replace(",", "") + (found["rest"] or "")) * FEN_IN[own]
    return _within(int(amount)) if amount == amount.to_integral_value() else _finer_than_fen(written)


def _within(fen: int) -> int | Text:
    if fen < 0:
        return Text("不得小于零", "must not be below zero")
    return fen if fen <= MAX_FEN else Text("金额过大", "is too large")


def _finer_than_fen(written: str) -> Text:
    return Text(f"实际值为{written}，精确到分以下，请先按分取整", f"is {written}, which is finer than a fen: round it first")


def _no_amount(unit: str | None) -> Text:
    return Text(f"应为金额{f'（{unit}）' if unit else ''}", f"must be an amount{f' in {unit}' if unit else ''}")
