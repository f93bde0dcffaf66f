"""清单的文件。Writing a list that may be long into a file: CSV or XLSX, row by row, with nothing in it that a spreadsheet programme runs.

In a workbook what is text is a text cell. CSV has no types: what would be taken for a formula, or for a number or a day that it is not,
has a tab before it, which no programme shows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Final, Protocol

from xlsxwriter import Workbook

from api.spreadsheets.columns import Kind, OutCell
from api.spreadsheets.workbooks import sheet_name

_RUN: Final = re.compile(r"[\s]*[=+\-@＝＋－＠]|[\t\r\n]")
_TAKEN_FOR_ANOTHER: Final = re.compile(r"\s*[0-9.][0-9.,:/\-eE+% ]*", re.ASCII)
_LONGEST_CELL: Final = 32_767
_WIDTHS: Final = {Kind.NUMBER: 10, Kind.TRUTH: 8, Kind.DAY: 12, Kind.MOMENT: 19, Kind.YUAN: 18, Kind.FEN: 18}
_WIDTH: Final = 24
_FORMATS: Final = {
    Kind.YUAN: "#,##0.00",
    Kind.FEN: "0",
    Kind.DAY: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm:ss",
    Kind.TEXT: "@",
}


class SheetOut(Protocol):
    """A file that is being written."""

    def add(self, rows: Iterable[Sequence[OutCell]]) -> None:
        """Write some more rows."""

    def end(self) -> None:
        """Write what is left to write."""


class CsvOut:
    """A list as CSV: UTF-8 with a mark by which spreadsheet programmes know it, lines as RFC 4180 has them."""

    def __init__(self, file: IO[bytes], headings: Sequence[str], _kinds: Sequence[Kind], _name: str) -> None:
        self._text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)
        self._lines = csv.writer(self._text)
        self._lines.writerow(headings)

    def add(self, rows: Iterable[Sequence[OutCell]]) -> None:
        """Write some more rows."""
        self._lines.writerows([_written(cell) for cell in row] for row in rows)

    def end(self) -> None:
        """Give the file back as it was lent."""
        self._text.detach()


class XlsxOut:
    """A list as a workbook of one sheet, kept on disk while it is written."""

    def __init__(self, file: IO[bytes], headings: Sequence[str], kinds: Sequence[Kind], name: str) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
        self._book = Workbook(file, options)
        self._sheet = self._book.add_worksheet(sheet_name(name))
        bold = self._book.add_format({"bold": True})
        made = {kind: self._book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        self._styles = [made.get(kind) for kind in kinds]
        for column, (said, kind) in enumerate(zip(headings, kinds, strict=True)):
            self._sheet.set_column(column, column, _WIDTHS.get(kind, _WIDTH), self._styles[column])
            self._sheet.write_string(0, column, said, bold)
        self._sheet.freeze_panes(1, 0)
        self._row = 0

    def add(self, rows: Iterable[Sequence[OutCell]]) -> None:
        """Write some more rows."""
        for row in rows:
            self._row += 1
            for column, cell in enumerate(row):
                self._write(column, cell)

    def end(self) -> None:
        """Pack the workbook, to be filtered by any of its columns."""
        self._sheet.autofilter(0, 0, self._row, len(self._styles) - 1)
        self._book.close()

    def _write(self, column: int, cell: OutCell) -> None:
        style = self._styles[column]
        match cell:
            case None:
                pass
            case str():
                self._sheet.write_string(self._row, column, cell[:_LONGEST_CELL], style)
            case int() | Decimal():
                # A workbook has no other numbers; an exact amount stands beside it in fen.
                self._sheet.write_number(self._row, column, float(cell), style)
            case datetime() | date():
                self._sheet.write_datetime(self._row, column, cell, style)


def _written(cell: OutCell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return f"\t{cell}" if _RUN.match(cell) or _TAKEN_FOR_ANOTHER.fullmatch(cell) else cell
        case datetime():
            return cell.isoformat(" ", "seconds")
    return str(cell)
