"""目标值表的写法。Workbooks of targets as officers make them: read to the fen, or refused with sheet, cell and column of what is wrong."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from api.spreadsheets import target_sheet, workbooks
from api.spreadsheets.cells import FEN_IN, read_amount
from api.spreadsheets.target_sheet import TargetSheets
from api.spreadsheets.workbook_reader import MOST_COLUMNS, MOST_SHEETS
from policy.errors import Refusal
from policy.money import MAX_FEN
from policy.registered import Registered
from sandbox.clock import today
from sandbox.enterprises import CHENXIN, HAIXI, QINGHE, YUNHENG, demo_enterprises

YEAR = 2025
NAMES = {uscc: known.name for uscc, known in demo_enterprises(today())}
HEADINGS = ("统一社会信用代码", "企业名称", "年度", "目标(万元)")
CODES = ("uscc", "name", "year", "target")
WAN = 1_000_000
FULL_WIDTH = "￥" + "35000000".translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
UNKNOWN = "91110302MA9DA0106W"

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


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([HEADINGS, row()], id="plain"),
        pytest.param([("2025年度研发费用目标值下达表",), (), HEADINGS, row()], id="title"),
        pytest.param([("附件1",), ("下达表",), ("填报单位：科技局", "", "2025年3月1日"), HEADINGS, row()], id="several titles"),
        pytest.param([(), (), HEADINGS, (), row()], id="blank rows"),
        pytest.param([("统一社会\n信用代码", "企 业\r\n名 称", "年\u3000度", "目标\n（万元）"), row()], id="line breaks"),
        pytest.param([("*统一社会信用代码：", "企业名称*", "年度", "目标（单位：万元）"), row()], id="marks"),
        pytest.param([("统一社会信用代码（18位）", "单位全称", "年份", "研发投入目标值，万元"), row()], id="other names"),
        pytest.param([("企业名称", "目标值/万元", "信用代码", "考核年度"), (NAMES[CHENXIN], 3500, CHENXIN, YEAR)], id="other order"),
        pytest.param([("序号", *HEADINGS, "备注"), (1, *row(), "重点企业")], id="number and remarks"),
        pytest.param([("No.", *HEADINGS, "备 注", "联系电话"), (1, *row(), "", "010-1")], id="contact"),
        pytest.param([("单位：万元",), (*HEADINGS[:3], "目标值"), row()], id="unit in title"),
        pytest.param([("", "", "（金额单位：人民币万元）"), (*HEADINGS[:3], "研发费用目标"), row()], id="unit in brackets"),
        pytest.param([(*HEADINGS[:3], "目标值"), row(target="3500万元")], id="unit in cell"),
        pytest.param([(*HEADINGS[:3], "目标（元）"), row(target="35,000,000.00")], id="separators"),
        pytest.param([(*HEADINGS[:3], "目标（元）"), row(target=FULL_WIDTH)], id="full-width digits"),
        pytest.param([(*HEADINGS[:3], "目标(亿元)"), row(target=0.35)], id="hundred million"),
        pytest.param([(*HEADINGS[:3], "目标（分）"), row(target=3_500_000_000)], id="fen"),
        pytest.param([HEADINGS, row(year="2025年")], id="year with its word"),
        pytest.param([HEADINGS, row(year="\uff12\uff10\uff12\uff15年度")], id="full-width year"),
        pytest.param([HEADINGS, row(year="2025 ")], id="year as text"),
        pytest.param([("信用代码", "企业名称", "2025年度研发费用目标值（万元）"), (CHENXIN, NAMES[CHENXIN], 3500)], id="year in heading"),
        pytest.param([("2025年度目标值",), ("信用代码", "企业名称", "目标(万元)"), (CHENXIN, NAMES[CHENXIN], 3500)], id="year in title"),
        pytest.param([HEADINGS, (f" {CHENXIN.lower()}\u200b", *row()[1:])], id="code in lower case"),
        pytest.param([HEADINGS, row(name="演示晨芯微电子(北京) 有限公司 ")], id="half-width brackets in a name"),
        pytest.param([HEADINGS, ("甲", "乙", 1, 2), row()], id="numbers of columns"),
        pytest.param([HEADINGS, row(), ("合计", "", "", 3500)], id="total"),
        pytest.param([HEADINGS, row(), ("", "合 计", "", "3500"), ("填表人：张三", "", "", "审核人：李四")], id="signatures"),
        pytest.param([HEADINGS, row(), ("注：以上为考核口径。",), ("2025年3月1日",), ("（盖章）",)], id="notes"),
        pytest.param([("企业", "", "指标", ""), ("信用代码", "名称", "年度", "目标(万元)"), row()], id="headings of two rows"),
        pytest.param([("", "企业信息", "", "目标(万元)"), ("信用代码", "名称", "年度", ""), row()], id="heading merged downwards"),
    ],
)
async def test_sheet_is_taken_to_the_fen_as_officers_make_it(rows: Sequence[Sequence[Any]]) -> None:
    assert await taken(of_rows(*rows)) == {CHENXIN: 3500 * WAN}


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


@pytest.mark.parametrize(
    ("formula", "shown", "fen"),
    [
        ("=4.35*100", 434.99999999999994, 435 * WAN),
        ("=0.1+0.2", 0.30000000000000004, 300_000),
        ("=100.1-100", 0.09999999999999432, 100_000),
        ("=1.1*1.1", 1.2100000000000002, 1_210_000),
        ("=SUM(A1:A9)", 12345.678899999997, 12_345_678_900),
        ("=1/4", 0.25, 250_000),
    ],
)
async def test_tail_of_a_formula_is_no_money(formula: str, shown: float, fen: int) -> None:
    def build(workbook: Workbook) -> None:
        page = put(workbook, [HEADINGS, row(target=None)])
        page.write_formula("D2", formula, None, shown)

    assert await taken(book(build)) == {CHENXIN: fen}


@given(fen=st.integers(0, 10**14), unit=st.sampled_from(sorted(FEN_IN)))
def test_amount_that_has_fen_is_read_exactly_from_text(fen: int, unit: str) -> None:
    whole, rest = divmod(fen, FEN_IN[unit])
    places = len(str(FEN_IN[unit])) - 1
    assert read_amount(f"{whole:,}.{rest:0{places}d}" if places else f"{whole:,}", unit) == fen


@pytest.mark.parametrize(
    ("target", "unit"),
    [
        (1234.567, "元"),
        (0.001, "元"),
        (4.3512345, "万元"),
        ("4.3512345", "万元"),
        (-1, "元"),
        ("-5", "元"),
        ("一百万", "元"),
        ("=1+1", "元"),
        ("约3500", "万元"),
        ("3500-4000", "万元"),
        ("3,50", "元"),
        ("1e3", "元"),
        (1e300, "元"),
        (10**14, "元"),
        (str(MAX_FEN), "元"),
        ("3500万元", "元"),
        (True, "元"),
        ("", "元"),
        ("待定", "元"),
    ],
)
async def test_amount_is_refused_by_its_cell_when_it_is_no_whole_number_of_fen(target: Any, unit: str) -> None:
    assert await wrong(of_rows((*HEADINGS[:3], f"目标({unit})"), row(target=target))) == [("目标", "D2", "target")]


@pytest.mark.parametrize("headings", [("目标值",), ("目标",), ("研发费用目标",)])
async def test_amount_is_refused_once_when_nobody_says_its_unit(headings: tuple[str]) -> None:
    content = of_rows(("目标表",), (*HEADINGS[:3], *headings), row(), row(HAIXI))
    assert await wrong(content) == [("目标", "D2", "target")]


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


def shown(number_format: str | int, number: float = 100, heading: str = "目标(元)") -> bytes:
    """Return a sheet whose only target is shown in a format of its own."""

    def build(workbook: Workbook) -> None:
        page = put(workbook, [(*HEADINGS[:3], heading), row(target=None)])
        page.write_number("D2", number, workbook.add_format({"num_format": number_format}))

    return book(build)


@pytest.mark.parametrize(
    ("number_format", "number", "zh"),
    [
        ('0"万"', 100, "显示时另加“万”，实际值为100"),
        ("0万", 100, "显示时另加“万”，实际值为100"),
        ('#,##0.00"万元"', 100, "显示时另加“万元”，实际值为100"),
        ('0"00"', 1, "显示时另加“00”，实际值为1"),
        ("-0", 1, "显示时另加“-”，实际值为1"),
        ("$0", 1, "显示时另加“$”，实际值为1"),
        (r"0\.0", 12, "显示时另加“.”，实际值为12"),
        ("0%", 0.5, "以百分比显示，实际值为0.5"),
        (9, 0.5, "以百分比显示，实际值为0.5"),
        (10, 0.5, "以百分比显示，实际值为0.5"),
        ("#,##0,", 5_000, "省略末三位显示，实际值为5000"),
        ("[>=10000]0.0,;0", 5, "省略末三位显示，实际值为5"),
        (";;;", 100, "不显示，实际值为100"),
        ("0;-0;", 0, "不显示，实际值为0"),
        ("#,###", 0, "不显示，实际值为0"),
        ('"待定"', 100, "以其他内容代替显示，实际值为100"),
    ],
)
async def test_amount_is_refused_by_its_cell_when_it_is_shown_as_another(number_format: str | int, number: float, zh: str) -> None:
    (fault,) = (await read(shown(number_format, number))).faults
    assert (fault.cell, fault.field) == ("D2", "target")
    assert fault.message.zh.endswith(f"单元格格式使数字{zh}，请改为常规格式并核对")


@pytest.mark.parametrize(
    ("number_format", "number", "heading"),
    [
        ("0", 100, "目标(万元)"),
        ("#,##0.00", 100, "目标(元)"),
        ('0"万"', 100, "目标(万元)"),
        ('0.00"万元"', 100, "目标(万元)"),
        ('"¥"#,##0.00"元"', 100, "目标(元)"),
        ("[$￥-804]#,##0.00;[Red]-[$￥-804]#,##0.00", 100, "目标(元)"),
        ('_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', 100, "目标(元)"),
        ('_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ ', 0, "目标(元)"),
        ("0", 1234.56, "目标(元)"),
        ("@", 100, "目标(元)"),
        (43, 100, "目标(元)"),
    ],
)
async def test_amount_is_taken_as_its_cell_shows_it(number_format: str | int, number: float, heading: str) -> None:
    unit_fen = WAN if "万" in heading else 100
    assert await taken(shown(number_format, number, heading)) == {CHENXIN: round(number * unit_fen)}


async def test_total_is_refused_by_its_cell_when_it_is_shown_as_another() -> None:
    def build(workbook: Workbook) -> None:
        page = put(workbook, [HEADINGS, row(), ("合计",)])
        page.write_number("D3", 3500, workbook.add_format({"num_format": "0%"}))

    assert await wrong(book(build)) == [("目标", "D3", "target")]


@pytest.mark.parametrize("total", ["待定", True, "7000元"])
async def test_total_is_refused_by_its_cell_when_it_is_no_amount(total: Any) -> None:
    assert await wrong(of_rows(HEADINGS, row(), ("合计", "", "", total))) == [("目标", "D3", "target")]


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


@pytest.mark.parametrize(
    ("unit", "amounts", "zh", "en"),
    [
        ("万元", (3500, 0.01), "3,500.01万元", "3,500.01万元"),
        ("万", (1, 2), "3万", "3万"),
        ("元", (1000, 0.5), "1,000.5元", "1,000.5 yuan"),
        ("分", (1000, 5), "1,005分", "1,005 fen"),
        ("亿元", (1, "0.0000000001"), "1.0000000001亿元", "1.0000000001亿元"),
        ("亿元", (1, 0.00000001), "1.00000001亿元", "1.00000001亿元"),
        ("千元", (0.00001, 0), "0.00001千元", "0.00001千元"),
    ],
)
async def test_total_that_differs_is_told_in_the_unit_of_its_sheet(unit: str, amounts: Any, zh: str, en: str) -> None:
    rows = [row(uscc, target=amount) for uscc, amount in zip((CHENXIN, HAIXI), amounts, strict=True)]
    content = of_rows((*HEADINGS[:3], f"目标({unit})"), *rows, ("合计", "", "", 9))
    (fault,) = (await read(content)).faults
    assert fault.message.zh.endswith(f"各行之和为{zh}")
    assert fault.message.en.endswith(f"which is {en}")


async def test_total_is_told_in_yuan_when_each_cell_says_its_own_unit() -> None:
    content = of_rows((*HEADINGS[:3], "目标"), row(target="3500万元"), row(HAIXI, target="5元"), ("合计", "", "", "1元"))
    assert (await read(content)).faults[0].message.zh.endswith("各行之和为35,000,005元")


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
