"""表格文件。Taking an XLSX file in without trusting it, and giving one out that a spreadsheet programme does not reinterpret."""

from __future__ import annotations

import asyncio
import json
import sys
import zipfile
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from io import BytesIO
from typing import TypeAlias

from xlsxwriter import Workbook

from api.spreadsheets import workbook_reader
from policy.errors import Code, Fault, Refusal
from policy.text import Text

Cell: TypeAlias = str | Decimal | None
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 100_000
MOST_BYTES = 10 * 1024 * 1024
# What an archive may hold once it is unpacked; its reader's own limit is for an archive that lies about it.
MOST_UNPACKED_BYTES = 64 * 1024 * 1024
MOST_PARTS = 200
_INSIDE = "xl/workbook.xml"
# Numbers in a sheet are IEEE doubles: beyond this not every whole number is one.
_EXACT = 2**53


async def read(content: bytes) -> list[list[Cell]]:
    """Return the rows of the first sheet of an XLSX file, the headings among them.

    Raises:
        Refusal: `unsupported_media`, `too_large`, or `invalid_input` for a file that cannot be read.
    """
    _check_archive(content)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", workbook_reader.__file__, str(MOST_ROWS)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(workbook_reader.MOST_SECONDS):
            written, _ = await process.communicate(content)
    except TimeoutError:
        written = b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        unreadable = Text("文件无法读取", "cannot be read")
        raise Refusal(Code.INVALID_INPUT, Text("表格无法读取。", "The sheet cannot be read."), [Fault("file", unreadable)])
    rows = [[_cell(cell) for cell in json.loads(line)] for line in written.splitlines()]
    if len(rows) > MOST_ROWS:
        raise Refusal(Code.TOO_LARGE, Text(f"最多 {MOST_ROWS} 行。", f"A sheet may have {MOST_ROWS} rows at most."))
    return rows


def write(headings: Sequence[str], widths: Sequence[int], texts: Sequence[int]) -> bytes:
    """Return an XLSX file with headings alone.

    Args:
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
        sheet = workbook.add_worksheet()
        bold, text = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "@"})
        for column, (heading, width) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(column, column, width, text if column in texts else None)
            sheet.write_string(0, column, heading, bold)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _check_archive(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        parts = []
    if _INSIDE not in {part.filename for part in parts}:
        raise Refusal(Code.UNSUPPORTED_MEDIA, Text("只接受 XLSX 表格。", "Only an XLSX sheet is taken."))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
        raise Refusal(Code.TOO_LARGE, Text("表格解压后过大。", "The sheet is too large once it is unpacked."))


def _cell(written: object) -> Cell:
    if not isinstance(written, dict):
        return None if written is None else str(written)
    try:
        number = Decimal(str(written["number"]))
    except InvalidOperation:
        return str(written["number"])
    # As text it is named as what it is, and refused where a number is asked for.
    return number if number.is_finite() and abs(number) <= _EXACT else str(written["number"])
