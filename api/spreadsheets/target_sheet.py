"""目标值表。Targets as officers send them, in JSON or in a sheet: every fault is named with its row, and nothing half-taken."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from stdnum.cn import uscc as credit_code

from api.spreadsheets.workbooks import Cell
from policy.errors import Code, Fault, Refusal
from policy.money import MAX_FEN
from policy.text import Text

HEADINGS = ("统一社会信用代码", "企业名称", "年度", "目标(元)")
# As people write them, with full-width brackets made half-width and without spaces.
_CODES = frozenset({"统一社会信用代码", "信用代码", "uscc"})
_YEARS = frozenset({"年度", "year"})
_NAMES = frozenset({"企业名称", "单位名称", "name", ""})
_FEN = frozenset({"目标(分)", "目标值(分)", "target_fen"})
_YUAN = frozenset({"目标(元)", "目标值(元)", "target_yuan"})
_MOST_FAULTS = 200
_FEN_IN_YUAN = 100
_WHOLE = re.compile(r"[0-9]{1,16}", re.ASCII)
_DECIMAL = re.compile(r"[0-9]{1,14}(\.[0-9]{1,2}0*)?", re.ASCII)
_LACKING = Text("表头缺少一列", "this column is missing")
_TWICE = Text("有两列含义相同", "two columns say the same")


@dataclass(frozen=True, slots=True)
class TargetRow:
    """The target of one enterprise, in fen, and where in the list it stands."""

    at: str
    uscc: str
    target_fen: int


@dataclass(frozen=True, slots=True)
class _Columns:
    uscc: int
    year: int
    target: int
    read: Callable[[Cell], int | Text]


def check(rows: Sequence[TargetRow]) -> None:
    """Refuse targets of wrong codes, or two of one enterprise.

    Raises:
        Refusal: `invalid_input` with a fault for every row that is wrong.
    """
    _refuse(_faults_of(rows))


def read_sheet(rows: Sequence[Sequence[Cell]], year: int) -> list[TargetRow]:
    """Read a sheet of targets for a year.

    Args:
        rows: Its rows, headings first. Empty ones are passed over.
        year: The year every row has to be of.

    Raises:
        Refusal: `invalid_input` with a fault for every row that is wrong, by its number in the sheet.
    """
    if not rows:
        _refuse([Fault("file", Text("表格为空", "the sheet is empty"))])
    columns = _columns([_heading(cell) for cell in rows[0]])
    faults: list[Fault] = []
    found: list[TargetRow] = []
    for number, row in enumerate(rows[1:], 2):
        if all(cell is None for cell in row):
            continue
        at = f"第{number}行 row {number}"
        target = columns.read(_at(row, columns.target))
        if isinstance(target, Text):
            faults.append(Fault(f"{at} · target", target))
        if _text(_at(row, columns.year)) != str(year):
            faults.append(Fault(f"{at} · year", Text(f"年度应为 {year}", f"the year must be {year}")))
        found.append(TargetRow(at, _text(_at(row, columns.uscc)), target if isinstance(target, int) else 0))
    if not found:
        faults.append(Fault("file", Text("表格没有数据行", "the sheet has no rows")))
    _refuse(faults + _faults_of(found))
    return found


def _columns(headings: list[str]) -> _Columns:
    faults: list[Fault] = []

    def only(names: frozenset[str], called: str) -> int:
        places = [place for place, heading in enumerate(headings) if heading in names]
        if len(places) != 1:
            faults.append(Fault(called, _TWICE if places else _LACKING))
        return places[0] if places else 0

    known = _CODES | _YEARS | _NAMES | _FEN | _YUAN
    faults += [Fault(heading[:50], Text("没有这一列", "is not a known column")) for heading in headings if heading not in known]
    code, year, target = only(_CODES, HEADINGS[0]), only(_YEARS, HEADINGS[2]), only(_FEN | _YUAN, HEADINGS[3])
    _refuse(faults)
    return _Columns(code, year, target, _fen_of_yuan if headings[target] in _YUAN else _fen)


def _heading(cell: Cell) -> str:
    return _text(cell).replace("\uff08", "(").replace("\uff09", ")").replace(" ", "").lower()


def _at(row: Sequence[Cell], place: int) -> Cell:
    return row[place] if place < len(row) else None


def _text(cell: Cell) -> str:
    """Return a cell as text; a whole number without the ".0" that sheets keep it with."""
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, Decimal) and cell == cell.to_integral_value() else str(cell)


def _fen(cell: Cell) -> int | Text:
    written = _text(cell)
    if not _WHOLE.fullmatch(written):
        return Text("应为不小于零的整数(分)", "must be a whole number of fen, not below zero")
    return _within(int(written))


def _fen_of_yuan(cell: Cell) -> int | Text:
    written = format(cell, "f") if isinstance(cell, Decimal) else _text(cell)
    if not _DECIMAL.fullmatch(written):
        return Text("应为不小于零、至多两位小数的金额(元)", "must be an amount in yuan, not below zero, with two decimals at most")
    return _within(int(Decimal(written) * _FEN_IN_YUAN))


def _within(fen: int) -> int | Text:
    return fen if fen <= MAX_FEN else Text("金额过大", "is too large")


def _faults_of(rows: Sequence[TargetRow]) -> list[Fault]:
    faults: list[Fault] = []
    first: dict[str, str] = {}
    for row in rows:
        if not credit_code.is_valid(row.uscc) or credit_code.compact(row.uscc) != row.uscc:
            faults.append(Fault(f"{row.at} · uscc", Text("统一社会信用代码校验不通过", "the check digit of the credit code does not hold")))
        elif row.uscc in first:
            faults.append(Fault(f"{row.at} · uscc", Text(f"与 {first[row.uscc]} 重复", f"repeats {first[row.uscc]}")))
        first.setdefault(row.uscc, row.at)
    return faults


def _refuse(faults: list[Fault]) -> None:
    if not faults:
        return
    more = len(faults) - _MOST_FAULTS
    shown = faults[:_MOST_FAULTS]
    if more > 0:
        shown.append(Fault("file", Text(f"另有 {more} 处错误", f"{more} more faults")))
    raise Refusal(Code.INVALID_INPUT, Text("目标值有误,未录入任何一行。", "The targets are not valid; none was taken."), shown)
