"""报告工作簿。The reports of evaluations as a workbook: a sheet a clause, and a last one that says how each figure is counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from api.reports.content import Report, Table
from api.reports.quantity import Quantity, Unit
from policy.text import Text

_CLAUSE: Final = Text("第{clause}条", "Clause {clause}")
_INTERIM: Final = Text("第{clause}条（中期）", "Clause {clause}, interim")
_ALL: Final = Text("汇总", "All")
_METHOD: Final = Text("口径", "Method")
_WIDTHS: Final = (46, 20, 20, 20, 20, 20, 14)
# What is said in words stands in one column, and is as tall as it needs to be.
_SIGNS_A_LINE: Final = sum(_WIDTHS[1:]) - 2
_LINE: Final = 16
_LONGEST_NAME: Final = 31
# A row cannot be taller than 409 points.
_LINES_A_ROW: Final = 24
_FORMS: Final = {
    Unit.COUNT: "#,##0",
    Unit.YUAN: '#,##0.00"元"',
    Unit.DAYS: "0.0",
    Unit.SHARE: "0.0%",
    Unit.MOMENT: "yyyy-mm-dd hh:mm",
}


def workbook(reports: Sequence[Report], summary: Table) -> bytes:
    """Return the reports as an XLSX file; of several, with what they come to before them.

    Numbers are numbers, and dates dates. Whatever somebody wrote is text, and no formula.
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with Workbook(buffer, options) as book:
        formats: dict[str, Any] = {
            "title": book.add_format({"bold": True, "font_size": 15}),
            "heading": book.add_format({"bold": True, "font_size": 12, "font_color": "#12406f"}),
            "column": book.add_format({"bold": True, "bg_color": "#f1f5f9", "bottom": 1, "text_wrap": True}),
            "right": book.add_format({"align": "right"}),
            **{unit: book.add_format({"num_format": form, "align": "right"}) for unit, form in _FORMS.items()},
            "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
            "quiet": book.add_format({"font_color": "#5a6775", "valign": "top"}),
        }
        names = _Names()
        if len(reports) > 1:
            _Sheet(book.add_worksheet(names.free(_ALL.in_language(reports[0].language))), formats).summary(summary)
        for report in reports:
            words = _INTERIM if report.interim else _CLAUSE
            name = names.free(words.in_language(report.language).format(clause=report.clause))
            _Sheet(book.add_worksheet(name), formats).write(report)
        method = book.add_worksheet(names.free(_METHOD.in_language(reports[0].language)))
        _Sheet(method, formats).method(reports[0].method)
    return buffer.getvalue()


class _Names:
    """The names of sheets: no two alike, whatever the case of their letters, and none longer than a workbook takes."""

    def __init__(self) -> None:
        self._taken = set[str]()

    def free(self, wanted: str) -> str:
        """Return a name, numbered where it is taken."""
        name, place = wanted[:_LONGEST_NAME], 1
        while name.lower() in self._taken:
            place += 1
            name = f"{wanted[: _LONGEST_NAME - len(f' {place}')]} {place}"
        self._taken.add(name.lower())
        return name


class _Sheet:
    """One sheet, written from the top down."""

    def __init__(self, sheet: Worksheet, formats: dict[str, Any]) -> None:
        self._sheet, self._formats, self._row = sheet, formats, 0
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def write(self, report: Report) -> None:
        """Write a report."""
        self._line([report.title], ["title"])
        self._sheet.freeze_panes(1, 1)
        for name, value in report.facts:
            self._line([name, value], ["quiet", "wrapped"])
        for table in report.tables:
            self._table(table, report.nothing)

    def summary(self, table: Table) -> None:
        """Write what several reports come to."""
        self._line([table.heading], ["title"])
        self._table(table, "")

    def method(self, table: Table) -> None:
        """Write how the figures are counted."""
        self._line([table.heading], ["title"])
        self._prose(table)

    def _table(self, table: Table, nothing: str) -> None:
        self._row += 1
        self._line([table.heading], ["heading"])
        if table.prose:
            self._prose(table)
        elif not table.rows:
            self._line([nothing], ["quiet"])
        else:
            self._line(table.columns, ["column"] * len(table.columns))
            for row in table.rows:
                self._line(row, ["wrapped", *["right"] * (len(row) - 1)])

    def _prose(self, table: Table) -> None:
        for name, said in table.prose:
            lines = [line for one in said.splitlines() or [""] for line in _wrapped(one)]
            for start in range(0, len(lines), _LINES_A_ROW):
                kept = lines[start : start + _LINES_A_ROW]
                self._sheet.set_row(self._row, len(kept) * _LINE)
                self._sheet.write_string(self._row, 0, "" if start else name, self._formats["quiet"])
                self._sheet.merge_range(self._row, 1, self._row, len(_WIDTHS) - 1, "", self._formats["wrapped"])
                self._sheet.write_string(self._row, 1, "\n".join(kept), self._formats["wrapped"])
                self._row += 1

    def _line(self, cells: Sequence[str], formats: Sequence[str]) -> None:
        for column, (cell, form) in enumerate(zip(cells, formats, strict=True)):
            if not isinstance(cell, Quantity):
                self._sheet.write_string(self._row, column, cell, self._formats[form])
            elif isinstance(cell.number, datetime):
                self._sheet.write_datetime(self._row, column, cell.number, self._formats[cell.unit])
            else:
                self._sheet.write(self._row, column, cell.number, self._formats[cell.unit])
        self._row += 1


def _wrapped(line: str) -> list[str]:
    """Return a line as the lines it takes: a Chinese sign is as wide as two Latin ones."""
    lines, room = [""], _SIGNS_A_LINE
    for sign in line:
        width = 1 if sign.isascii() else 2
        if room < width:
            lines.append("")
            room = _SIGNS_A_LINE
        lines[-1] += sign
        room -= width
    return lines
