"""A list as a sheet: which columns it has, what stands in its cells, and that nothing in them is run or taken for something else."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

import pytest
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, create_model
from python_calamine import CalamineWorkbook

from api.app import ROUTERS
from api.schemas.base import Named, Shown, Words
from api.schemas.disbursement import DisbursementShown
from api.spreadsheets.code_words import WORDS
from api.spreadsheets.columns import columns_of
from api.spreadsheets.headings import HEADINGS
from api.spreadsheets.sheets_out import CsvOut, XlsxOut
from api.spreadsheets.workbooks import column_name
from api.web.reads import ReadRoute, row_of
from policy.processes.registry import KINDS, LIFECYCLES


class State(StrEnum):
    OPEN = "open"


class Party(Shown):
    uscc: str
    name: str


class Row(Shown):
    number: str
    stage: Named
    reason: Words | None
    state: State
    award_fen: int | None
    held: bool
    matter_date: date | None
    closed_at: datetime | None
    votes: int
    successor: Party | None
    shares: list[dict[str, Any]]


BASELINE: dict[str, Any] = {
    "number": "KC-2026-00001",
    "stage": {"code": "payment", "zh": "拨付", "en": "Payment"},
    "reason": {"zh": "材料不全", "en": "Papers are missing"},
    "state": "open",
    "award_fen": 123_456_789_012_345,
    "held": True,
    "matter_date": "2026-03-01",
    "closed_at": "2026-03-01T17:30:00.5Z",
    "votes": 3,
    "successor": {"uscc": "91110302MA9DA0018E", "name": "演示"},
    "shares": [{"item_code": "x", "amount_fen": 150}, {"item_code": "y", "amount_fen": None}],
}


def cells(language: str = "zh", **changes: Any) -> dict[str, Any]:
    """Return the cells of a row by the headings of their columns."""
    return {column.heading(language): column.cell(BASELINE | changes, language) for column in columns_of(Row)}


def as_csv(text: str) -> str:
    """Return what a CSV file has of a text."""
    file = io.BytesIO()
    sheet = CsvOut(file, ["x"], [columns_of(Row)[0].kind], "x")
    sheet.add([[text]])
    sheet.end()
    return list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))[1][0]


def as_xlsx(**changes: Any) -> list[Any]:
    """Return the cells of a row as a spreadsheet programme reads them."""
    file, columns = io.BytesIO(), columns_of(Row)
    sheet = XlsxOut(file, [column.heading("en") for column in columns], [column.kind for column in columns], "x")
    sheet.add([[column.cell(BASELINE | changes, "en") for column in columns]])
    sheet.end()
    return list(CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())).get_sheet_by_index(0).to_python()[1])


def codes_in(schema: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the codes of the fields of a schema that are one of some codes, each with its field."""
    for name, written in schema["properties"].items():
        for field in (written, *written.get("anyOf", ())):
            resolved = schema.get("$defs", {}).get(field.get("$ref", "").rpartition("/")[2], field)
            yield from ((name, code) for code in resolved.get("enum", ()))


def lists() -> Iterator[tuple[APIRoute, type[BaseModel]]]:
    for module in ROUTERS:
        for route in module.router.routes:
            if isinstance(route, APIRoute) and route.methods == {"GET"} and (row := row_of(route.endpoint)):
                yield route, row


def test_every_list_is_given_out_whole() -> None:
    found = [route for route, _ in lists()]
    assert len(found) > 60
    assert [route.path for route in found if not isinstance(route, ReadRoute)] == []


def test_every_column_of_every_list_has_a_heading_and_no_other_is_kept() -> None:
    paths = [("", *column.path) for _, row in lists() for column in columns_of(row)]
    named = {name for path in paths for name in path[1:]}
    assert named | {".".join(pair) for path in paths for pair in pairwise(path)} >= set(HEADINGS)
    assert named <= set(HEADINGS)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("追回列表", "追回列表"),
        ("公示/异议[全部]", "公示 异议 全部"),
        ("a:b*c?d\\e", "a b c d e"),
        ("'某单位'", "某单位"),
        ("一二三四五六七八九十" * 4, "一二三四五六七八九十" * 3 + "一"),
    ],
)
def test_sheet_is_called_as_its_list_in_signs_that_a_workbook_takes(name: str, called: str) -> None:
    file = io.BytesIO()
    sheet = XlsxOut(file, ["x"], [columns_of(Row)[0].kind], name)
    sheet.end()
    assert CalamineWorkbook.from_filelike(io.BytesIO(file.getvalue())).sheet_names == [called]


def test_every_list_is_called_something_in_both_languages() -> None:
    summaries = [str(route.summary).partition(" ") for route, _ in lists()]
    assert [zh for zh, _, en in summaries if zh.isascii() or not en or not en.isascii()] == []


def test_workbook_keeps_its_headings_in_sight_and_is_filtered_by_each() -> None:
    file, columns = io.BytesIO(), columns_of(Row)
    sheet = XlsxOut(file, [column.heading("en") for column in columns], [column.kind for column in columns], "x")
    sheet.add([[column.cell(BASELINE, "en") for column in columns]])
    sheet.end()
    with zipfile.ZipFile(file) as archive:
        written = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '<pane ySplit="1" topLeftCell="A2"' in written
    assert f'<autoFilter ref="A1:{column_name(len(columns))}2"' in written


PAID: dict[str, Any] = {
    "account": {"holder": "甲公司", "number": "********1234", "bank": "某银行"},
    "released_digest": "0f" * 32,
    "look": {
        "answers": {"tax": {"registered": False, "as_of": "2026-05-01"}},
        "findings": [
            {"code": "gone", "clause": "保障措施", "text": {"zh": "该单位已经注销", "en": "it is deregistered"}},
            {"code": "suspended", "clause": "保障措施", "text": {"zh": "该事项暂停", "en": "it is suspended"}, "suspension": {"id": "x"}},
        ],
    },
}


@pytest.mark.parametrize(
    ("language", "account", "found"),
    [
        ("zh", ("收款账户·户名", "收款账户·账号", "收款账户·银行"), ("核查情况·核查发现", "该单位已经注销；该事项暂停")),
        ("en", ("Account: Holder", "Account: Number", "Account: Bank"), ("Look: Findings", "it is deregistered; it is suspended")),
    ],
)
def test_payment_says_account_and_findings_in_columns_and_sentences(
    language: str, account: tuple[str, ...], found: tuple[str, str]
) -> None:
    row = {column.heading(language): column.cell(PAID, language) for column in columns_of(DisbursementShown)}
    assert [row[heading] for heading in account] == ["甲公司", "********1234", "某银行"]
    assert row[found[0]] == found[1]
    said = " ".join(str(cell) for cell in row.values())
    assert "as_of" not in said
    assert PAID["released_digest"] not in said


@pytest.mark.parametrize(
    ("language", "stage", "held", "shares", "party"),
    [
        ("zh", ("环节", "拨付"), ("已暂停", "是"), "事项代码：x；金额（元）：1.50；事项代码：y", "承继单位·统一社会信用代码"),
        ("en", ("Stage", "Payment"), ("Held", "yes"), "Item code: x; Amount (yuan): 1.50; Item code: y", "Successor: Credit code"),
    ],
)
def test_sheet_speaks_the_asked_language(language: str, stage: tuple[str, str], held: tuple[str, str], shares: str, party: str) -> None:
    row = cells(language)
    assert (row[stage[0]], row[held[0]]) == (stage[1], held[1])
    assert row["分配" if language == "zh" else "Shares"] == shares
    assert row[party] == BASELINE["successor"]["uscc"]


@pytest.mark.parametrize(
    ("name", "code", "zh", "en"),
    [
        ("state", "paid", "已拨付", "Paid"),
        ("state", "new", "new", "new"),
        ("process", "settlement", LIFECYCLES["settlement"].title.zh, LIFECYCLES["settlement"].title.en),
        ("role", "officer", "经办人", "Officer"),
        ("department", "sti", "科技创新局", "Science, technology and innovation"),
        ("item_code", "rd-growth", "研发费用增长支持", "R&D growth support"),
        ("item_code", "*", "全部事项", "All items"),
        ("kind", "desk_review", KINDS["desk_review"].title.zh, KINDS["desk_review"].title.en),
        ("status", "active", "存续", "Active"),
        ("debit", "available", "可用额度", "Available"),
    ],
)
def test_code_is_said_in_words(name: str, code: str, zh: str, en: str) -> None:
    fields: dict[str, Any] = {name: (str, ...), "parts": (dict[str, str], ...)}
    row = create_model("Coded", **fields)
    said = [[column.cell({name: code, "parts": {name: code}}, language) for column in columns_of(row)] for language in ("zh", "en")]
    assert [row[0] for row in said] == [zh, en]
    assert str(said[0][1]).endswith(f"：{zh}")


def test_every_code_that_a_list_announces_is_said_in_words_where_its_field_is_known() -> None:
    announced = [(name, code) for _, row in lists() for name, code in codes_in(TypeAdapter(row).json_schema(mode="serialization"))]
    assert len(announced) > 200
    # What two processes call differently stays a code.
    unsaid = {pair for pair in announced if pair[0] in WORDS and pair[1] not in WORDS[pair[0]]}
    assert {pair for pair in unsaid if pair[0] not in {"from_stage", "to_stage", "event"}} == set()


def test_code_has_no_column_where_its_title_has_one() -> None:
    row = create_model("Titled", item_code=(str, ...), item_title=(Words, ...), ground=(str, ...), ground_name=(Words, ...))
    assert [column.path[0] for column in columns_of(row)] == ["item_title", "ground_name"]


def test_amount_is_in_yuan_and_in_fen() -> None:
    row = cells("en")
    assert (str(row["Award (yuan)"]), row["Award (fen)"]) == ("1234567890123.45", 123_456_789_012_345)


@pytest.mark.parametrize(
    ("at", "shown"), [("2026-03-01T17:30:00.5Z", "2026-03-02 01:30:00"), ("2026-12-31T15:59:59Z", "2026-12-31 23:59:59")]
)
def test_moment_is_what_the_clocks_of_the_office_showed(at: str, shown: str) -> None:
    assert str(cells(closed_at=at)["办结时间"]) == shown


@pytest.mark.parametrize("name", ["reason", "award_fen", "matter_date", "closed_at", "successor"])
def test_cell_is_empty_where_a_row_has_nothing(name: str) -> None:
    columns = [column for column in columns_of(Row) if column.path[0] == name]
    assert columns
    assert {column.cell(BASELINE | {name: None}, "zh") for column in columns} == {None}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\n=1", "\r=1", "＝1", "＋1", "－1", "＠x", "\u3000=1"])
def test_text_is_not_run_when_it_looks_like_a_formula(text: str) -> None:
    assert as_csv(text) == f"\t{text}"
    assert as_xlsx(number=text)[0] == text


@pytest.mark.parametrize("text", ["6222020200112233445", "007", "2E10", "1-2", "3/4", "1.10", "10:30", "5%"])
def test_text_stays_text_when_it_looks_like_a_number_or_a_day(text: str) -> None:
    assert as_csv(text) == f"\t{text}"
    assert as_xlsx(number=text)[0] == text


@pytest.mark.parametrize("text", ["KC-2026-00001", "91110302MA9DA0018E", "演示,“公司”", "a\nb"])
def test_text_is_as_it_is_when_nothing_would_take_it_for_something_else(text: str) -> None:
    assert as_csv(text) == text


def test_workbook_has_numbers_days_and_times_as_such() -> None:
    row = as_xlsx(award_fen=150)
    assert [row[4], row[5], row[7], str(row[8])] == [1.5, 150, date(2026, 3, 1), "2026-03-02 01:30:00"]


def test_long_text_is_cut_where_a_cell_ends() -> None:
    assert len(as_xlsx(number="文" * 40_000)[0]) == 32_767
