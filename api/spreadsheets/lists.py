"""清单的读法。What every list that is taken whole or refused has in common: words of a cell, how many rows, and how its faults are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from api.spreadsheets.cells import text_of
from api.spreadsheets.tables import Column, Table
from api.spreadsheets.workbooks import Sheet, in_order
from policy.errors import Code, Fault, Refusal, told
from policy.text import Text

EMPTY: Final = Text("为空", "is empty")
USCC_NAMES: Final = frozenset(
    {"统一社会信用代码", "社会信用代码", "统一信用代码", "信用代码", "企业统一社会信用代码", "单位统一社会信用代码", "uscc"}
)
"""Headings of a column of credit codes."""


def words(table: Table, number: int, code: str) -> str:
    """Return what a cell of a row says, without blanks around it; nothing where the sheet has no such column."""
    return text_of(table.cell(number, code)).strip() if code in table.headings else ""


def has_all(table: Table, columns: Sequence[Column]) -> bool:
    """Tell whether a table has every column that it has to have: what is missing was named where the table was found."""
    return all(column.code in table.headings for column in columns if column.required)


def repeats(table: Table, number: int, code: str, first: Text, why: Text) -> Fault:
    """Return the fault of a row that says again what another one said first: which one, and in what they are the same."""
    return table.fault(number, code, repeated(first, why))


def repeated(first: Text, why: Text) -> Text:
    """Return that a row says again what another one said first."""
    return Text(f"与{first.zh}重复：{why.zh}", f"repeats {first.en}: {why.en}")


def of_size(found: int, most: int, faults: Sequence[Fault]) -> list[Fault]:
    """Return what is wrong with how many rows a list has: none though nothing else is wrong, or more than are taken at once."""
    if not found and not faults:
        return [Fault("file", Text("表格没有数据行", "the workbook has no rows of data"))]
    if found > most:
        return [Fault("file", Text(f"一次至多{most}行，请分次导入", f"has more than {most} rows: import it in parts"))]
    return []


def refuse(faults: Sequence[Fault], none_taken: Text, sheets: Sequence[Sheet] = (), clause: str | None = None) -> None:
    """Refuse a list with whatever is wrong with it, in the order of its sheets; do nothing where nothing is.

    Args:
        faults: What is wrong.
        none_taken: That nothing of it was taken.
        sheets: The sheets of its workbook; without them faults are told as they come.
        clause: The clause that it is about.

    Raises:
        Refusal: `invalid_input`.
    """
    if not faults:
        return
    shown = told(in_order(faults, sheets) if sheets else faults, "file")
    raise Refusal(Code.INVALID_INPUT, none_taken, [replace(fault, clause=clause) for fault in shown] if clause else shown, clause)
