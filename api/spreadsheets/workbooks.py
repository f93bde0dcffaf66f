"""表格文件。Taking an XLSX file in without trusting it, and giving one out that a spreadsheet programme does not reinterpret."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO
from itertools import pairwise
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from api.spreadsheets import workbook_reader
from api.spreadsheets.cells import Broken, Cell, Formatted, is_empty, text_of, unformatted
from policy.errors import Code, Fault, Refusal
from policy.text import Text

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 100_000
MOST_BYTES = 10 * 1024 * 1024
# What an archive may hold once it is unpacked; its reader's own limit is for an archive that lies about it.
MOST_UNPACKED_BYTES = 64 * 1024 * 1024
MOST_PARTS = 200
_INSIDE = "xl/workbook.xml"
_LONGEST_COMMENT = 30_000
_LONGEST_NAME = 31
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
# What an XLS of old and an XLSX under a password begin with.
_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that has cells, all of them in sight.

    Attributes:
        name: What its tab says.
        rows: Its rows that have cells, by their number; cells from the first column on.
        merged: Top, left, bottom and right of each merged range, counted from 1.
    """

    name: str
    rows: Mapping[int, list[Cell]]
    merged: Sequence[Sequence[int]] = ()

    def at(self, row: int, column: int) -> Cell:
        """Return a cell, counted from 1."""
        cells = self.rows.get(row, ())
        return cells[column - 1] if column <= len(cells) else None

    def behind(self, row: int, column: int) -> Cell:
        """Return a cell, or what the merged range it lies in says."""
        if not is_empty(own := self.at(row, column)):
            return own
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return self.at(top, left)
        return None


def in_order(faults: Iterable[Fault], sheets: Sequence[Sheet]) -> list[Fault]:
    """Return faults as somebody meets them who reads a workbook from its first sheet down; those of no cell come first."""
    order = {sheet.name: place for place, sheet in enumerate(sheets)}
    return sorted(
        faults, key=lambda fault: (order.get(fault.sheet or "", -1), *(xl_cell_to_rowcol(fault.cell) if fault.cell else (-1, -1)))
    )


def cell_name(row: int, column: int) -> str:
    """Return what a sheet calls a cell, such as B7."""
    return f"{xl_col_to_name(column - 1)}{row}"


def column_name(column: int) -> str:
    """Return what a sheet calls a column, such as B."""
    name: str = xl_col_to_name(column - 1)
    return name


async def read(content: bytes) -> list[Sheet]:
    """Return the sheets of an XLSX file that have cells.

    Raises:
        Refusal: `unsupported_media`, `too_large`, or `invalid_input` for a file that cannot be read, or holds what nobody sees.
    """
    _check_archive(content)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", workbook_reader.__file__, str(MOST_ROWS)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(workbook_reader.MOST_SECONDS_WAITED):
            written, _ = await process.communicate(content)
    except TimeoutError:
        written = b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode == workbook_reader.TOO_MANY:
        raise Refusal(
            Code.TOO_LARGE,
            Text(
                f"最多{workbook_reader.MOST_SHEETS}个工作表、{workbook_reader.MOST_COLUMNS}列。",
                f"A workbook may have {workbook_reader.MOST_SHEETS} sheets of {workbook_reader.MOST_COLUMNS} columns at most.",
            ),
        )
    if process.returncode != 0:
        unreadable = Text("文件无法读取", "cannot be read")
        raise Refusal(Code.INVALID_INPUT, Text("表格无法读取。", "The workbook cannot be read."), [Fault("file", unreadable)])
    lines = [json.loads(line) for line in written.splitlines()]
    if sum("row" in line for line in lines) > MOST_ROWS:
        raise Refusal(Code.TOO_LARGE, Text(f"最多{MOST_ROWS}行。", f"A workbook may have {MOST_ROWS} rows at most."))
    sheets, unseen = _sheets(lines)
    if unseen:
        hidden = Text("表格含有隐藏的内容，未录入任何一行。", "The workbook holds hidden content; nothing was taken.")
        raise Refusal(Code.INVALID_INPUT, hidden, unseen)
    return sheets


def sheet_name(wanted: str) -> str:
    """Return what a workbook takes for the name of a sheet: no sign it refuses, no apostrophe at either end, no more signs than it has."""
    return _NO_NAME.sub(" ", wanted)[:_LONGEST_NAME].strip(" '")


def write(name: str, headings: Sequence[str], widths: Sequence[int], texts: Sequence[int]) -> bytes:
    """Return an XLSX file with headings alone.

    Args:
        name: Of its sheet.
        headings: Of its columns.
        widths: Of its columns, in signs.
        texts: The columns that are text, whatever is typed into them: a credit code is no number.
    """
    buffer = BytesIO()
    options = {
        "constant_memory": True,
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with Workbook(buffer, options) as workbook:
        sheet = workbook.add_worksheet(sheet_name(name))
        bold, text = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "@"})
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(column, column, width, text if column in texts else None)
            sheet.write_string(0, column, heading, bold)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def write_marked(sheets: Sequence[Sheet], faults: Sequence[Fault]) -> bytes:
    """Return a workbook with everything wrong with it marked in its cells, and listed on a sheet of its own that comes first."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with Workbook(buffer, options) as workbook:
        wrong, bold = workbook.add_format({"bg_color": "#FFC7CE"}), workbook.add_format({"bold": True})
        listed = workbook.add_worksheet(_free_name({sheet.name for sheet in sheets}))
        listed.set_column(0, 1, 16)
        listed.set_column(2, 3, 80)
        listed.write_row(0, 0, ("工作表", "单元格", "问题", "Problem"), bold)
        for row, fault in enumerate(faults, 1):
            listed.write_row(row, 0, (fault.sheet or "", fault.cell or "", fault.message.zh, fault.message.en))
        for sheet in sheets:
            _write_sheet(workbook.add_worksheet(sheet.name), sheet, [fault for fault in faults if fault.sheet == sheet.name], wrong)
    return buffer.getvalue()


def _write_sheet(page: Worksheet, sheet: Sheet, faults: Sequence[Fault], wrong: Format) -> None:
    reasons: dict[str, list[Text]] = {}
    for fault in faults:
        if fault.cell:
            reasons.setdefault(fault.cell, []).append(fault.message)
    for top, left, bottom, right in sheet.merged:
        page.merge_range(top - 1, left - 1, bottom - 1, right - 1, "")
    for row, cells in sheet.rows.items():
        for column, cell in enumerate(map(unformatted, cells), 1):
            style = wrong if cell_name(row, column) in reasons else None
            match cell:
                case None if style is None:
                    pass
                case Decimal():
                    page.write_number(row - 1, column - 1, float(cell), style)
                case bool():
                    page.write_boolean(row - 1, column - 1, cell, style)
                case _:
                    page.write_string(row - 1, column - 1, text_of(cell), style)
    for named, messages in reasons.items():
        page.write_comment(named, "\n".join(f"{message.zh}\n{message.en}" for message in messages)[:_LONGEST_COMMENT])


def _free_name(taken: set[str]) -> str:
    """Return a name for the list of what is wrong that no sheet has."""
    return next(name for name in (f"问题{number}" for number in ("", *range(2, 100))) if name not in taken)


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        parts = []
    if content.startswith(_COMPOUND):
        raise Refusal(
            Code.UNSUPPORTED_MEDIA,
            Text("这是旧版 XLS 或加密的表格，请另存为不加密的 XLSX。", "This is an old XLS, or under a password: save it as a plain XLSX."),
        )
    if _INSIDE not in {part.filename for part in parts}:
        raise Refusal(Code.UNSUPPORTED_MEDIA, Text("只接受 XLSX 表格。", "Only an XLSX workbook is taken."))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise Refusal(Code.TOO_LARGE, Text("表格解压后过大。", "The workbook is too large once it is unpacked."))


def _sheets(lines: Sequence[dict[str, Any]]) -> tuple[list[Sheet], list[Fault]]:
    """Return the sheets that have cells, and what of them nobody sees."""
    sheets: list[Sheet] = []
    unseen: list[Fault] = []
    starts = [place for place, line in enumerate(lines) if "sheet" in line]
    for start, end in pairwise([*starts, len(lines)]):
        told = lines[start]
        rows = {line["row"]: [_cell(cell) for cell in line["cells"]] for line in lines[start + 1 : end]}
        for cell, error in told["broken"].items():
            row, column = xl_cell_to_rowcol(cell)
            cells = rows.setdefault(row + 1, [])
            cells += [None] * (column + 1 - len(cells))
            cells[column] = Broken(error)
        for code, formatted in told["formats"].items():
            for name in formatted:
                row, column = xl_cell_to_rowcol(name)
                cells = rows.get(row + 1, [])
                if column < len(cells) and isinstance(number := cells[column], Decimal):
                    cells[column] = Formatted(number, code)
        sheet = Sheet(told["sheet"], dict(sorted(rows.items())), told["merged"])
        if any(not is_empty(cell) for cells in rows.values() for cell in cells):
            sheets.append(sheet)
            unseen += _unseen(sheet, told)
    return sheets, unseen


def _unseen(sheet: Sheet, told: Mapping[str, Any]) -> list[Fault]:
    """Say what of a sheet nobody sees: all of it, or rows and columns that hold something."""
    if told["hidden"]:
        text = Text(f"工作表“{sheet.name}”是隐藏的，请取消隐藏或删去", f"Sheet “{sheet.name}” is hidden: show it, or delete it")
        return [Fault("sheet", text, sheet=sheet.name)]
    found = [
        _hidden(sheet, row, column + 1, "row", Text(f"第{row}行", f"row {row}"))
        for row in told["hidden_rows"]
        if (column := _first_filled(sheet.rows.get(row, ()))) is not None
    ]
    for first, last in told["hidden_columns"]:
        filled = ((row, column) for row, cells in sheet.rows.items() if (column := _first_filled(cells[first - 1 : last])) is not None)
        if (place := next(filled, None)) is not None:
            letter = column_name(first + place[1])
            found.append(_hidden(sheet, place[0], first + place[1], "column", Text(f"{letter}列", f"column {letter}")))
    return found


def _first_filled(cells: Sequence[Cell]) -> int | None:
    return next((place for place, cell in enumerate(cells) if not is_empty(cell)), None)


def _hidden(sheet: Sheet, row: int, column: int, kind: str, called: Text) -> Fault:
    text = Text(
        f"工作表“{sheet.name}”{called.zh}是隐藏的，请取消隐藏、清除筛选或删去",
        f"Sheet “{sheet.name}”, {called.en} is hidden: show it, clear the filter, or delete it",
    )
    return Fault(kind, text, sheet=sheet.name, cell=cell_name(row, column))


def _cell(told: object) -> Cell:
    match told:
        case {"number": written}:
            number = _number(str(written))
            # As text it is named as what it is, and refused where a number is asked for.
            return number if number is not None and number.is_finite() else str(written)
        case {"day": day}:
            return date.fromisoformat(str(day))
        case {"truth": truth}:
            return bool(truth)
        case _:
            return None if told is None else str(told)


def _number(written: str) -> Decimal | None:
    try:
        return Decimal(written)
    except InvalidOperation:
        return None
