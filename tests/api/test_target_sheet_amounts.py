"""目标值表的金额。Amounts of targets as officers write and show them: read to the fen, or refused by their cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from api.spreadsheets.cells import FEN_IN, read_amount
from policy.money import MAX_FEN
from sandbox.enterprises import CHENXIN, HAIXI
from tests.api.target_sheets import HEADINGS, NAMES, WAN, YEAR, book, of_rows, put, read, row, taken, wrong

FULL_WIDTH = "￥" + "35000000".translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})


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
