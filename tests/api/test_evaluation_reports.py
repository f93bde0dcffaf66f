"""The report of an evaluation: one content as a page, a PDF and a workbook, in which whatever somebody wrote is text and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pytest
from python_calamine import load_workbook

from api.reports.content import Bar, Report, Table, report_of, summary_of
from api.reports.page import chart, page
from api.reports.pdf import pdf
from api.reports.workbook import workbook
from models.tables import Evaluation

FIGURES: list[dict[str, Any]] = [
    {"code": "handed_in.application", "count": 8},
    {"code": "exit.application.in_force.paid", "count": 5},
    {"code": "exit.application.bureau.sent_to_bureau", "count": 3},
    {"code": "stage.application.review", "count": 7, "median_tenths": 61, "ninth_tenths": 130},
    {"code": "step.acceptance", "count": 8, "limit_days": 5},
    {"code": "late.acceptance", "count": 1},
    {"code": "paid", "count": 5, "amount_fen": 12_345_678_900},
    {"code": "to_money", "count": 5, "median_tenths": 164, "mean_tenths": 181, "ninth_tenths": 301},
]
SUMS = {"revenue_fen": 1_000_000, "tax_fen": 0, "rd_expense_fen": 5, "employees": 1200, "patents": 2}
SAID = {"counts": {"reported": 4, "missing": 1}, "by_year": [{"year": 2025, "reports": 4} | SUMS]}
HOSTILE = '<script>alert(1)</script> #text[x] =1+1 "引号"'


def evaluation(**changed: Any) -> Evaluation:
    said = {"goals": HOSTILE, "money": "甲\n乙", "handling": "按期", "benefit": "较好", "opinion": "延续", "proposal": "policy_continued"}
    fields = {
        "number": "EV-2026-000001",
        "department": "sti",
        "clause": 5,
        "year": 2025,
        "ordinal": 1,
        "interim": False,
        "stage": "published",
        "reckoned_at": datetime(2026, 3, 1, tzinfo=UTC),
        "figures": FIGURES,
        "findings": said,
        "outcome": "policy_continued",
        "minutes_no": "纪要1号",
        "held_on": date(2026, 3, 2),
        "minutes": "同意",
    }
    return Evaluation(**fields | changed)


def report(language: str = "zh", **changed: Any) -> Report:
    return report_of(evaluation(**changed), SAID, language)


def summary(language: str = "zh", clauses: tuple[int, ...] = (5, 7)) -> Table:
    return summary_of([evaluation(clause=clause) for clause in clauses], language)


def rows_of(made: Report, heading: str) -> list[list[str]]:
    (table,) = [one for one in made.tables if one.heading == heading]
    return [list(row) for row in table.rows]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_workbook_has_a_sheet_for_each_when_a_clause_has_an_interim_and_a_yearly_evaluation(language: str) -> None:
    interims = [report(language, interim=interim) for interim in (True, False, False)]
    names = load_workbook(BytesIO(workbook(interims, summary()))).sheet_names
    assert len({name.lower() for name in names}) == len(names) == 5
    assert all(len(name) <= 31 for name in names)


class Opened(HTMLParser):
    """The tags of a page, with those that were not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags = set[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        if tag not in {"meta", "rect"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "rect":
            assert self.open.pop() == tag


@pytest.mark.parametrize(
    ("heading", "rows"),
    [
        ("办理结果", [["履约中（已拨付）", "5", "62.5%"], ["bureau（sent_to_bureau）", "3", "37.5%"]]),
        ("各阶段用时", [["评审", "7", "6.1", "13.0", "—", "—"]]),
        ("各环节办理", [["受理审查", "8", "5", "1", "12.5%"]]),
        ("从申请到拨付", [["从申请到拨付", "5", "16.4", "30.1", "18.1"], ["经开区公布的平均用时", "—", "—", "—", "17.8"]]),
        ("绩效自评分年度汇总", [["2025", "4", "1万元", "0元", "0.05元", "1,200", "2"]]),
        ("绩效自评", [["逾期未报", "1"], ["已填报", "4"]]),
    ],
)
def test_table_shows_its_figures_in_words(heading: str, rows: list[list[str]]) -> None:
    assert rows_of(report(), heading) == rows


def test_table_shows_each_item_when_the_clause_has_several() -> None:
    by_item = [one | {"item": item} for item in ("equity-investment", "talent-startup") for one in FIGURES]
    said = ["8", "0元", "0元", "123,456,789元", "0元", "16.4"]
    rows = rows_of(report(clause=15, figures=FIGURES + by_item), "分事项指标")
    assert rows == [["高科技成长中小企业股权投资", *said], ["优秀人才创新创业项目支持", *said]]
    assert "分事项指标" not in [one.heading for one in report().tables]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"abolished_from": date(2027, 1, 1)}, ("废止日期", "2027-01-01")),
        ({"follow_up": {"document_no": "〔2026〕9号", "records": []}}, ("落实文件", "〔2026〕9号")),
        ({"follow_up": {"reason": "现行细则已含此意"}}, ("无需另行落实的理由", "现行细则已含此意")),
    ],
)
def test_report_says_what_followed_the_decision(changed: dict[str, Any], said: tuple[str, str]) -> None:
    (decided,) = [one for one in report(**changed).tables if one.heading == "专题会决定"]
    assert said in decided.prose


@pytest.mark.parametrize(
    ("other", "rows"),
    [
        ("application.gone", [["受理", "8", "3.0", "4.0", "5", "1"], ["gone", "2", "2.0", "2.0", "—", "—"]]),
        ("post_grant.acceptance", [["申请 · 受理", "8", "3.0", "4.0", "5", "1"], ["后补助项目 · 受理", "2", "2.0", "2.0", "—", "—"]]),
    ],
    ids=["unknown stage", "two of one name"],
)
def test_stage_is_set_against_the_limit_of_its_steps_and_told_from_its_namesake(other: str, rows: list[list[str]]) -> None:
    stays = [
        {"code": "stage.application.acceptance", "count": 8, "median_tenths": 30, "ninth_tenths": 40},
        {"code": f"stage.{other}", "count": 2, "median_tenths": 20, "ninth_tenths": 20},
    ]
    kept = [one for one in FIGURES if not one["code"].startswith("stage.")]
    assert rows_of(report(figures=[*stays, *kept]), "各阶段用时") == rows


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_is_whole_and_runs_nothing(language: str) -> None:
    text = page([report(language), report(language)], summary(language))
    opened = Opened(text)
    assert opened.open == []
    assert "svg" in opened.tags
    assert "script" not in opened.tags
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("many", [1, 2])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("changed", [{}, {"figures": [], "findings": None, "outcome": None}], ids=["full", "empty"])
def test_pdf_is_set_whatever_stands_in_it(language: str, changed: dict[str, Any], many: int) -> None:
    made = pdf([report(language, **changed)] * many, summary(language))
    assert made.startswith(b"%PDF-")
    # The font comes along: a reader needs none of its own.
    assert b"/FontFile" in made
    assert b"NotoSansCJK" in made


def test_workbook_has_a_sheet_a_clause_and_one_for_the_method() -> None:
    book = load_workbook(BytesIO(workbook([report(), report(clause=7)], summary())))
    assert book.sheet_names == ["汇总", "第5条", "第7条", "口径"]
    cells = [cell for row in book.get_sheet_by_name("第5条").to_python() for cell in row]
    assert {"履约中（已拨付）", 5.0, HOSTILE} <= set(cells)
    assert any("17.8" in str(cell) for row in book.get_sheet_by_name("口径").to_python() for cell in row)


def test_numbers_of_a_workbook_can_be_reckoned_with() -> None:
    book = load_workbook(BytesIO(workbook([report(), report(clause=7)], summary())))
    cells = [cell for row in book.get_sheet_by_name("第5条").to_python() for cell in row]
    assert {0.625, 6.1, 123_456_789.0, datetime(2026, 3, 1, 8)} <= set(cells)  # noqa: DTZ001 - a workbook knows no zone
    (total,) = [row for row in book.get_sheet_by_name("汇总").to_python() if row[0] == "合计"]
    assert (total[1], total[4]) == (16.0, 246_913_578.0)


@pytest.mark.parametrize("said", ["评" * 2000, "a" * 9000, "一\n" * 100], ids=["Chinese", "Latin", "lines"])
def test_opinion_is_read_whole_in_a_workbook_when_it_is_long(said: str) -> None:
    found = {"goals": said, "money": "", "handling": "", "benefit": "", "opinion": "", "proposal": "policy_continued"}
    book = load_workbook(BytesIO(workbook([report(findings=found)], summary())))
    told = "".join(str(cell) for row in book.get_sheet_by_name("第5条").to_python() for cell in row)
    assert told.replace("\n", "").count(said[0]) >= said.count(said[0])


def test_method_is_said_once_and_the_policy_in_each_report() -> None:
    text = page([report(), report(clause=7)], summary())
    assert (text.count("指标口径"), text.count("京技管〔2022〕8号"), text.count("EV-2026-000001")) == (1, 2, 2)


def test_nothing_is_drawn_and_it_is_said_when_there_are_no_cases() -> None:
    text = page([report(figures=[])], summary())
    assert "本年度没有相应案件。" in text
    assert "<svg" not in text


@pytest.mark.parametrize(
    ("label", "shown"), [("a" * 36, "a" * 36), ("a" * 37, "a" * 36 + "…"), ("甲" * 18, "甲" * 18), ("甲" * 19, "甲" * 18 + "…")]
)
def test_label_is_cut_when_there_is_no_room_for_it(label: str, shown: str) -> None:
    assert Bar(label, 1, "1").label == shown


def test_bars_are_as_long_as_what_they_show() -> None:
    drawn = chart("图", [Bar("甲", 10, "10"), Bar("乙", 5, "5")])
    assert 'width="380"' in drawn
    assert 'width="190"' in drawn
