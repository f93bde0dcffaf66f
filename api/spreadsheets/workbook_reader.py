"""表格读取进程。A process of its own that reads an XLSX file from standard input and writes its sheets as JSON lines.

What somebody uploads is read under a limit of memory and time of its own: a file made to burst takes this process down and nothing else.
Values come from calamine. What it does not tell is looked up in the parts themselves: rows and columns that nobody sees, formulas that
came out as an error, formulas that no spreadsheet programme has computed yet, which calamine shows as empty cells, and the formats
of cells.

A sheet is a line `{"sheet", "hidden", "hidden_rows", "hidden_columns", "broken", "formats", "merged"}`, followed by a line for each row
that has cells, `{"row", "cells"}`; rows and columns are counted from 1, and cells from the first column.
"""

from __future__ import annotations

import json
import posixpath
import re
import resource
import sys
import zipfile
from datetime import date
from io import BytesIO
from typing import Any
from xml.parsers import expat

MOST_BYTES = 768 * 1024 * 1024
MOST_SECONDS = 20
# On a busy machine a second of work takes several.
MOST_SECONDS_WAITED = 60
# A workbook with more sheets than anybody fills in, or wider ones, is no table.
MOST_SHEETS = 50
MOST_COLUMNS = 200

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
# Percentages that go by the number of their format alone; the dates that do are dates to calamine.
_BUILT_IN = {9: "0%", 10: "0.00%"}
# How this process ends for a workbook that is no table, as its exit code.
TOO_MANY = 3


def main(most_rows: int) -> int:
    """Read standard input; more than `most_rows` rows are not read, one more is, so that the reader of this knows."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - under the limit like everything it does

    content = sys.stdin.buffer.read()
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    described = [sheet for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    if len(described) > MOST_SHEETS:
        return TOO_MANY
    parts = _Parts(content)
    left = most_rows + 1
    for metadata in described:
        sheet = workbook.get_sheet_by_name(metadata.name)
        if sheet.start is None:
            continue
        if (offset := sheet.start[1]) + sheet.width > MOST_COLUMNS:
            return TOO_MANY
        look = parts.look(metadata.name)
        _say(
            sheet=metadata.name,
            hidden=metadata.visible is not SheetVisibleEnum.Visible,
            hidden_rows=look.hidden_rows,
            hidden_columns=look.hidden_columns,
            broken=look.broken,
            formats=look.formats,
            merged=[
                [top + 1, left_most + 1, bottom + 1, right + 1] for (top, left_most), (bottom, right) in sheet.merged_cell_ranges or ()
            ],
        )
        for number, row in enumerate(sheet.iter_rows(), 1):
            cells = [_cell(value) for value in row]
            if all(cell is None for cell in cells):
                continue
            _say(row=number, cells=[None] * offset + cells)
            left -= 1
            if not left:
                return 0
    return 0


class _Look:
    """What is found in one sheet's part: what nobody sees, formulas without a result, and cells with a format of their own, by its code."""

    def __init__(self, content: bytes, codes: list[str]) -> None:
        self.formats: dict[str, list[str]] = {}
        self._codes = codes
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[list[int]] = []
        self.broken: dict[str, str] = {}
        self._row = 0
        self._column = 0
        self._cell = ""
        self._failed = self._formula = self._computed = self._reading = False
        self._value = ""
        _parse(content, self._start, self._end, self._text)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "col" if _is_hidden(attributes, "width"):
                self.hidden_columns.append([int(attributes["min"]), int(attributes["max"])])
            case "row":
                self._row, self._column = int(attributes.get("r", self._row + 1)), 0
                if _is_hidden(attributes, "ht"):
                    self.hidden_rows.append(self._row)
            case "c":
                self._place(attributes.get("r"))
                self._failed, self._formula, self._value = attributes.get("t") == "e", False, ""
                # A formula whose result is an empty text has one.
                self._computed = attributes.get("t") == "str"
                if attributes.get("t", "n") == "n" and (code := self._code(int(attributes.get("s", 0)))):
                    self.formats.setdefault(code, []).append(self._cell)
            case "f":
                self._formula = True
            case "v" | "t":
                self._reading = True

    def _code(self, style: int) -> str:
        return self._codes[style] if style < len(self._codes) else ""

    def _place(self, reference: str | None) -> None:
        if reference is None:
            self._column += 1
            self._cell = _letters(self._column) + str(self._row)
        elif found := _REFERENCE.fullmatch(reference):
            self._cell = reference
            self._column = _number(found[1])

    def _end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._reading = False
        elif name == "c" and (self._failed or (self._formula and not self._value and not self._computed)):
            self.broken[self._cell] = self._value[:20]

    def _text(self, text: str) -> None:
        if self._reading:
            self._value += text


class _Parts:
    """The parts of a workbook, by the names of its sheets."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(BytesIO(content))
        targets: dict[str, str] = {}
        styles: list[str] = []
        self._sheets: dict[str, str] = {}

        def relation(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship":
                targets[attributes["Id"]] = _path(attributes["Target"])
                if attributes.get("Type", "").endswith("/styles"):
                    styles.append(targets[attributes["Id"]])

        def sheet(name: str, attributes: dict[str, str]) -> None:
            if name == "sheet":
                related = next(value for key, value in attributes.items() if key.rpartition(":")[2] == "id" and ":" in key)
                self._sheets[attributes["name"]] = targets[related]

        _parse(self._archive.read("xl/_rels/workbook.xml.rels"), relation)
        _parse(self._archive.read("xl/workbook.xml"), sheet)
        self._codes = [code for path in styles for code in _formats(self._archive.read(path))]

    def look(self, name: str) -> _Look:
        """Look at a sheet."""
        return _Look(self._archive.read(self._sheets[name]), self._codes)


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _formats(content: bytes) -> list[str]:
    """Return the number format of each style of cells, empty where it shows the number as it is."""
    codes, found, within = dict(_BUILT_IN), list[str](), ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal within
        match name:
            case "cellXfs" | "cellStyleXfs" | "dxfs":
                within = name
            case "numFmt" if within != "dxfs":
                codes[int(attributes["numFmtId"])] = attributes["formatCode"]
            case "xf" if within == "cellXfs":
                found.append(codes.get(int(attributes.get("numFmtId", 0)), ""))

    _parse(content, start)
    return found


def _parse(content: bytes, start: Any, end: Any = None, text: Any = None) -> None:  # noqa: ANN401 - expat's own
    """Parse a part; names come without the prefix of their namespace."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    parser.Parse(content, True)  # noqa: FBT003 - expat's own


def _is_hidden(attributes: dict[str, str], extent: str) -> bool:
    """Tell whether a row or a column is hidden, or made so small that nobody sees it."""
    return attributes.get("hidden") in {"1", "true"} or float(attributes.get(extent, 1)) == 0


def _letters(column: int) -> str:
    written = ""
    while column:
        column, rest = divmod(column - 1, 26)
        written = chr(ord("A") + rest) + written
    return written


def _number(letters: str) -> int:
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found


def _cell(value: object) -> object:
    """Return a cell: a number as the shortest decimal that is it, a day as its ISO date, anything else as text, nothing as null."""
    if isinstance(value, bool):
        return {"truth": value}
    if isinstance(value, (int, float)):
        return {"number": repr(value)}
    if isinstance(value, date):
        return {"day": value.isoformat()[:10]}
    return str(value) or None


def _say(**line: object) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
