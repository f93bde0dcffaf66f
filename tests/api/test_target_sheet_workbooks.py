"""目标值表的工作簿。Workbooks of targets: their sheets, what is hidden in them, what is too large, and what goes back marked."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from api.spreadsheets import target_sheet, workbooks
from api.spreadsheets.workbook_reader import MOST_COLUMNS, MOST_SHEETS
from policy.errors import Refusal
from sandbox.enterprises import CHENXIN, HAIXI
from tests.api.target_sheets import HEADINGS, NAMES, WAN, YEAR, Build, Register, book, of_rows, put, read, row, taken, wrong


async def test_sheets_are_read_together_and_those_without_data_are_passed_over() -> None:
    def build(workbook: Workbook) -> None:
        put(workbook, [("填表说明",), ("1. 按模板填写",)], "说明")
        put(workbook, [HEADINGS, row()], "一街道")
        put(workbook, [], "Sheet2")
        put(workbook, [("附表",), ("名称", "目标(元)", "信用代码", "年度"), (NAMES[HAIXI], 100, HAIXI, YEAR)], "二街道")

    assert await taken(book(build)) == {CHENXIN: 3500 * WAN, HAIXI: 10_000}


async def test_enterprise_on_two_sheets_is_refused_with_both_places() -> None:
    def build(workbook: Workbook) -> None:
        put(workbook, [HEADINGS, row()], "一")
        put(workbook, [HEADINGS, row()], "二")

    (fault,) = (await read(book(build))).faults
    assert (fault.sheet, fault.cell) == ("二", "A2")
    assert f"与工作表“一”第2行“{HEADINGS[0]}”列重复" in fault.message.zh
    assert f"repeats Sheet “一”, row 2, column “{HEADINGS[0]}”" in fault.message.en


async def test_data_on_a_sheet_without_headings_is_named() -> None:
    def build(workbook: Workbook) -> None:
        put(workbook, [HEADINGS, row()], "一")
        put(workbook, [("补充",), (NAMES[HAIXI], HAIXI, 100)], "二")

    assert await wrong(book(build)) == [("二", "B2", "uscc")]


@pytest.mark.parametrize("content", [[], [("填表说明",)], [HEADINGS]])
async def test_workbook_is_refused_when_it_has_no_data(content: Sequence[Sequence[Any]]) -> None:
    assert [fault.field for fault in (await read(of_rows(*content))).faults] == ["file"]


def hide_first_sheet(workbook: Workbook) -> None:
    put(workbook, [HEADINGS, row()], "去年").hide()
    put(workbook, [HEADINGS, row(HAIXI)]).activate()


def hide_deep(workbook: Workbook) -> None:
    put(workbook, [HEADINGS, row()])
    put(workbook, [("字典",)], "字典").very_hidden()


def hide_row(workbook: Workbook) -> None:
    put(workbook, [HEADINGS, row(), row(HAIXI)]).set_row(2, None, None, {"hidden": True})


def filter_rows(workbook: Workbook) -> None:
    page = put(workbook, [HEADINGS, row(), row(HAIXI)])
    page.autofilter("A1:D3")
    page.filter_column("D", "x > 9999")
    page.set_row(1, None, None, {"hidden": True})


def hide_column(workbook: Workbook) -> None:
    put(workbook, [HEADINGS, row()]).set_column("D:XFD", None, None, {"hidden": True})


def squeeze_row(workbook: Workbook) -> None:
    put(workbook, [HEADINGS, row()]).set_row(1, 0)


def squeeze_column(workbook: Workbook) -> None:
    put(workbook, [HEADINGS, row()]).set_column("B:B", 0)


@pytest.mark.parametrize(
    ("build", "sheet", "cell"),
    [
        (hide_first_sheet, "去年", None),
        (hide_deep, "字典", None),
        (hide_row, "目标", "A3"),
        (filter_rows, "目标", "A2"),
        (hide_column, "目标", "D1"),
        (squeeze_row, "目标", "A2"),
        (squeeze_column, "目标", "B1"),
    ],
)
async def test_workbook_is_refused_when_it_holds_what_nobody_sees(build: Build, sheet: str, cell: str | None) -> None:
    with pytest.raises(Refusal) as refused:
        await workbooks.read(book(build))
    assert [(fault.sheet, fault.cell) for fault in refused.value.faults] == [(sheet, cell)]


async def test_hidden_sheet_without_cells_hides_nothing() -> None:
    def build(workbook: Workbook) -> None:
        put(workbook, [HEADINGS, row()]).set_row(9, None, None, {"hidden": True})
        put(workbook, [], "空").hide()

    assert await taken(book(build)) == {CHENXIN: 3500 * WAN}


def many_sheets(workbook: Workbook) -> None:
    for number in range(MOST_SHEETS + 1):
        put(workbook, [HEADINGS], f"表{number}")


def wide_sheet(workbook: Workbook) -> None:
    put(workbook, [HEADINGS, row()]).write(1, MOST_COLUMNS, "远")


@pytest.mark.parametrize("build", [many_sheets, wide_sheet])
async def test_workbook_is_too_large_when_it_is_no_table(build: Build) -> None:
    with pytest.raises(Refusal) as refused:
        await workbooks.read(book(build))
    assert refused.value.code == "too_large"


async def test_old_format_is_named_as_one() -> None:
    with pytest.raises(Refusal) as refused:
        await workbooks.read(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512))
    assert refused.value.code == "unsupported_media"
    assert "XLS" in refused.value.detail.zh


async def test_marked_workbook_has_every_reason_beside_what_was_sent() -> None:
    def build(workbook: Workbook) -> None:
        page = put(workbook, [("2025年度目标",), HEADINGS, row(target=-1), row(HAIXI, year=None)], "问题")
        page.merge_range("C4:C5", "2024年")

    sheets = await workbooks.read(book(build))
    found = await target_sheet.read_sheets(sheets, YEAR, Register())
    marked = workbooks.write_marked(sheets, found.faults)
    again = CalamineWorkbook.from_filelike(BytesIO(marked))
    assert again.sheet_names == ["问题2", "问题"]
    listed = again.get_sheet_by_index(0).to_python()
    assert [line[1] for line in listed[1:]] == ["D3", "C4"]
    assert [sheet.rows for sheet in (await workbooks.read(marked))[1:]] == [sheet.rows for sheet in sheets]
    with zipfile.ZipFile(BytesIO(marked)) as archive:
        comments = archive.read("xl/comments1.xml").decode()
    assert "不得小于零" in comments
    assert "the year must be 2025" in comments
