"""目标值表。Workbooks of targets as officers make them, written and read by tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from api.spreadsheets import target_sheet, workbooks
from api.spreadsheets.target_sheet import TargetSheets
from policy.registered import Registered
from sandbox.clock import today
from sandbox.enterprises import CHENXIN, demo_enterprises

YEAR = 2025
NAMES = {uscc: known.name for uscc, known in demo_enterprises(today())}
HEADINGS = ("统一社会信用代码", "企业名称", "年度", "目标(万元)")
CODES = ("uscc", "name", "year", "target")
WAN = 1_000_000

Build = Callable[[Workbook], None]


class Register:
    """The demo enterprises, as the business register has them."""

    async def of(self, uscc: str) -> Registered | None:
        return Registered(NAMES[uscc], "enterprise", "active") if uscc in NAMES else None

    async def names(self, usccs: Sequence[str]) -> Mapping[str, str]:
        return {uscc: NAMES[uscc] for uscc in usccs if uscc in NAMES}


def book(build: Build) -> bytes:
    buffer = BytesIO()
    with Workbook(buffer, {"strings_to_formulas": False}) as workbook:
        build(workbook)
    return buffer.getvalue()


def of_rows(*rows: Sequence[Any], name: str = "目标") -> bytes:
    return book(lambda workbook: put(workbook, rows, name))


def put(workbook: Workbook, rows: Sequence[Sequence[Any]], name: str = "目标") -> Any:
    page = workbook.add_worksheet(name)
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    return page


def row(uscc: str = CHENXIN, target: Any = 3500, year: Any = YEAR, name: str | None = None) -> tuple[Any, ...]:
    return uscc, NAMES[uscc] if name is None else name, year, target


async def read(content: bytes) -> TargetSheets:
    return await target_sheet.read_sheets(await workbooks.read(content), YEAR, Register())


async def taken(content: bytes) -> dict[str, int]:
    found = await read(content)
    assert [fault.message.en for fault in found.faults] == []
    return {one.uscc: one.target_fen for one in found.rows}


async def wrong(content: bytes) -> list[tuple[str | None, str | None, str]]:
    return [(fault.sheet, fault.cell, fault.field) for fault in (await read(content)).faults]
