"""目标值表的行。Rows of targets as officers make them: read, or refused by the cell of a code, a name, a year or a total that is wrong."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from xlsxwriter import Workbook

from sandbox.clock import today
from sandbox.enterprises import CHENXIN, HAIXI, QINGHE, YUNHENG
from tests.api.target_sheets import CODES, HEADINGS, NAMES, WAN, YEAR, book, of_rows, put, read, row, taken, wrong

UNKNOWN = "91110302MA9DA0106W"


async def test_year_is_that_of_its_merged_cells() -> None:
    def build(workbook: Workbook) -> None:
        page = put(workbook, [HEADINGS, row(year=None), row(HAIXI, year=None)])
        page.merge_range("C2:C3", "2025年")

    assert set(await taken(book(build))) == {CHENXIN, HAIXI}


async def test_year_is_that_of_a_day_of_it() -> None:
    def build(workbook: Workbook) -> None:
        page = put(workbook, [HEADINGS, row(year=None)])
        page.write_datetime("C2", today().replace(YEAR), workbook.add_format({"num_format": 'yyyy"年"'}))

    assert set(await taken(book(build))) == {CHENXIN}


@pytest.mark.parametrize("value", ["#REF!", "#DIV/0!", ""])
@pytest.mark.parametrize(("cell", "code"), [("A2", "uscc"), ("B2", "name"), ("C2", "year"), ("D2", "target")])
async def test_formula_without_a_result_is_named_as_one(value: str, cell: str, code: str) -> None:
    def build(workbook: Workbook) -> None:
        put(workbook, [HEADINGS, row()]).write_formula(cell, "=别处!A1", None, value)

    found = (await read(book(build))).faults
    assert [(fault.cell, fault.field) for fault in found] == [(cell, code)]
    assert "公式" in found[0].message.zh


async def test_formula_filled_down_past_the_data_is_an_empty_row() -> None:
    def build(workbook: Workbook) -> None:
        put(workbook, [HEADINGS, row()]).write_formula("B3", '=IF(A3="","",A3)', None, "到底")

    content, buffer = book(build), BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part).replace("<v>到底</v>".encode(), b"<v></v>"))
    assert await taken(buffer.getvalue()) == {CHENXIN: 3500 * WAN}


async def test_names_are_refused_by_their_cells_when_they_have_shifted_a_row_against_their_codes() -> None:
    codes = (CHENXIN, YUNHENG, HAIXI, QINGHE)
    shifted = [row(code, name=NAMES[other]) for code, other in zip(codes, (*codes[1:], codes[0]), strict=True)]
    content = of_rows(HEADINGS, *shifted)
    assert await wrong(content) == [("目标", f"B{number}", "name") for number in (2, 3, 4, 5)]
    assert NAMES[CHENXIN] in (await read(content)).faults[0].message.zh


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        pytest.param([HEADINGS, (UNKNOWN, "无名公司", YEAR, 1)], [("A2", "uscc")], id="unknown"),
        pytest.param([HEADINGS, (CHENXIN[:-1] + "0", "演示", YEAR, 1)], [("A2", "uscc")], id="check digit"),
        pytest.param([HEADINGS, (None, NAMES[CHENXIN], YEAR, 1)], [("A2", "uscc")], id="no code"),
        pytest.param([HEADINGS, (911103020000000000, NAMES[CHENXIN], YEAR, 1)], [("A2", "uscc")], id="code as a number"),
        pytest.param([HEADINGS, row(), row(CHENXIN.lower().upper())], [("A3", "uscc")], id="twice"),
        pytest.param([HEADINGS, row(name="")], [("B2", "name")], id="no name"),
        pytest.param([HEADINGS, row(name="演示晨芯微电子有限公司")], [("B2", "name")], id="another name"),
        pytest.param([HEADINGS, row(year=2024)], [("C2", "year")], id="another year"),
        pytest.param([HEADINGS, row(year="二〇二五")], [("C2", "year")], id="no year"),
        pytest.param([HEADINGS, row(year=None)], [("C2", "year")], id="year left out"),
        pytest.param([HEADINGS, row(), ("合计", "", "", 3501)], [("D3", "target")], id="total"),
        pytest.param([HEADINGS, row(), ("小计", "", "", 3500), row(HAIXI), ("小计", "", "", 7000)], [("D5", "target")], id="subtotal"),
        pytest.param(
            [HEADINGS, row(), ("张三公司",)], [(f"{column}3", code) for column, code in zip("ABCD", CODES, strict=True)], id="a note"
        ),
        pytest.param([(*HEADINGS, "上年实际(万元)"), (*row(), 1)], [("E1", "heading")], id="unknown column"),
        pytest.param([(*HEADINGS, "调整后目标(万元)"), (*row(), 1)], [("E1", "heading")], id="a second target"),
        pytest.param([(*HEADINGS, "目标(元)"), (*row(), 1)], [("E1", "target")], id="two targets"),
        pytest.param([(*HEADINGS, "uscc"), (*row(), CHENXIN)], [("E1", "uscc")], id="two codes"),
        pytest.param([HEADINGS, (*row(), "另有3500")], [("E2", "heading")], id="no heading"),
        pytest.param([HEADINGS[:3], row()[:3]], [("A1", "target")], id="no target"),
        pytest.param([("信用代码", "年度", "目标(元)"), (CHENXIN, YEAR, 1)], [("A1", "name")], id="no names"),
        pytest.param([("信用代码", "企业名称", "目标(元)"), (CHENXIN, NAMES[CHENXIN], 1)], [("C1", "target")], id="year nowhere"),
        pytest.param(
            [("信用代码", "企业名称", "2024年目标(元)"), (CHENXIN, NAMES[CHENXIN], 1)], [("C1", "target")], id="heading of another year"
        ),
        pytest.param(
            [("2024年度目标",), ("信用代码", "企业名称", "目标(元)"), (CHENXIN, NAMES[CHENXIN], 1)], [("C2", "target")], id="title"
        ),
        pytest.param([("单位：万元",), (*HEADINGS[:3], "目标(元)"), row()], [("D2", "target")], id="two units"),
        pytest.param([row()], [("A1", "uscc")], id="no headings"),
        pytest.param([row(HAIXI), HEADINGS, row()], [("A1", "heading")], id="above the headings"),
        pytest.param([(*HEADINGS, "备注"), (CHENXIN[:-1] + "0", "某公司", YEAR, 1, "合计")], [("A2", "uscc")], id="a total as a remark"),
        pytest.param([("备注", *HEADINGS), ("说明：", CHENXIN[:-1], "某公司", YEAR, 1)], [("B2", "uscc")], id="data as a note"),
        pytest.param([(*HEADINGS, "单位"), (*row(), "万元")], [("E1", "heading")], id="column of units"),
    ],
)
async def test_sheet_is_refused_by_its_cells(rows: Sequence[Sequence[Any]], faults: list[tuple[str, str]]) -> None:
    assert await wrong(of_rows(*rows)) == [("目标", *fault) for fault in faults]


async def test_year_is_that_of_a_number_with_its_word_painted_on() -> None:
    def build(workbook: Workbook) -> None:
        page = put(workbook, [HEADINGS, row(year=None)])
        page.write_number("C2", YEAR, workbook.add_format({"num_format": '0"年"'}))

    assert set(await taken(book(build))) == {CHENXIN}


@pytest.mark.parametrize(
    ("changed", "cell"),
    [
        ({"target": "\u2460"}, "D2"),
        ({"target": "35\u00b2"}, "D2"),
        ({"target": "3500\u2474"}, "D2"),
        ({"year": "202\u2464"}, "C2"),
    ],
)
async def test_sign_that_is_no_plain_digit_is_refused_by_its_cell(changed: dict[str, str], cell: str) -> None:
    (fault,) = (await read(of_rows(HEADINGS, row(**changed)))).faults
    assert fault.cell == cell
    assert fault.message.zh.endswith("请用普通数字填写")


@pytest.mark.parametrize("last", [(), ("填表人：张三",), ("总计", "", "", 7000)])
async def test_rows_are_taken_when_a_total_covers_all_of_them(last: tuple[Any, ...]) -> None:
    assert set(await taken(of_rows(HEADINGS, row(), row(HAIXI), ("合计", "", "", 7000), last))) == {CHENXIN, HAIXI}


async def test_row_is_refused_by_its_cell_when_it_stands_below_the_total() -> None:
    found = (await read(of_rows(HEADINGS, row(), ("合计", "", "", 3500), row(HAIXI), row(QINGHE)))).faults
    assert [fault.cell for fault in found] == ["A4", "A5"]
    assert found[0].message.zh.endswith("在合计行之下，合计未包括这一行")
    assert found[0].message.en.endswith("stands below the total, which leaves it out")


async def test_fault_names_sheet_cell_and_column_in_both_languages() -> None:
    (fault,) = (await read(of_rows(HEADINGS, row(target=-1), name="2025下达"))).faults
    assert fault.message.zh == f"工作表“2025下达”第2行“{HEADINGS[3]}”列：不得小于零"
    assert fault.message.en == f"Sheet “2025下达”, row 2, column “{HEADINGS[3]}”: must not be below zero"


@pytest.mark.parametrize(
    ("rows", "zh", "en"),
    [
        (
            [("统一社会\n信用代码", *HEADINGS[1:]), (UNKNOWN, "无名公司", YEAR, 1)],
            "第2行“统一社会 信用代码”列",
            "row 2, column “统一社会 信用代码”",
        ),
        ([(*HEADINGS, "上年实际(万元)"), (*row(), 1)], "第1行“上年实际(万元)”列", "row 1, column “上年实际(万元)”"),
        ([HEADINGS, (*row(), "另有3500")], "第2行E列", "row 2, column E"),
        ([row()], "第1行A列", "row 1, column A"),
    ],
)
async def test_fault_names_a_column_as_the_sheet_heads_it(rows: Sequence[Sequence[Any]], zh: str, en: str) -> None:
    (fault,) = (await read(of_rows(*rows))).faults
    assert fault.message.zh.startswith(f"工作表“目标”{zh}：")
    assert fault.message.en.startswith(f"Sheet “目标”, {en}: ")
