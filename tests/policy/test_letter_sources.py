"""事实来源的测试。A letter says of every fact who supplied it, when, from what, and names no officer."""

from __future__ import annotations

from typing import Any

import pytest

from policy.judging.catalogue import ITEMS
from policy.letters.sources import sources
from policy.letters.wording import Told
from policy.processes.annual_run.population import OFFERED, sources_of
from tests.policy.baselines import judge

AT = "2026-03-01T08:00:00+00:00"
READ = {"supplied_by": "confirmed", "by": "officer-sti-1", "department": "sti", "at": AT, "evidence": "prize_certificate", "page": 3}


def said(code: str, fact: str, where: dict[str, Any], language: str = "zh") -> list[str]:
    result = judge(code)
    return list(sources(Told(result.item, result.tree | {"provenance": {fact: where}}, language)))


@pytest.mark.parametrize(
    ("code", "fact", "where", "zh", "en"),
    [
        (
            "science-award",
            "grade",
            READ,
            "  等级：科技创新局于2026年3月1日据“获奖证书”第3页确认",
            "  the grade: confirmed by Science, technology and innovation on 1 March 2026 from page 3 of “Prize certificate”",
        ),
        (
            "rd-growth",
            "rd_expense_fen",
            {
                "supplied_by": "source",
                "by": "officer-sti-1",
                "at": AT,
                "reference": "审计报告12号",
                "confirmed_by": "x",
                "confirmed_at": AT,
            },
            "  本年度研发费用：科技创新局于2026年3月1日据“审计报告12号”确认，并经另一名工作人员复核",
            (
                "  the R&D expense of the year: confirmed by Science, technology and innovation on 1 March 2026 from “审计报告12号”, "
                "and by a second person"
            ),
        ),
        (
            "rd-growth",
            "rd_expense_fen",
            {"supplied_by": "source", "by": "statistics", "at": AT},
            "  本年度研发费用：由统计部门于2026年3月1日提供",
            "  the R&D expense of the year: supplied by the statistics authority on 1 March 2026",
        ),
        (
            "challenge-post-grant",
            "audited_cost_fen",
            {"supplied_by": "confirmed", "by": "PG-2026-000001", "at": AT},
            "  审定成本：由PG-2026-000001于2026年3月1日提供",
            "  the audited cost: supplied by PG-2026-000001 on 1 March 2026",
        ),
        (
            "talent-startup",
            "assessed_fen",
            {"supplied_by": "experts", "by": "panel", "at": AT, "experts": 3, "median_fen": 5},
            "  专家评定金额：由3名专家评定，取中位数",
            "  the amount the experts assessed: the median of what 3 experts assessed",
        ),
        (
            "public-platform",
            "platform_recognised",
            {"supplied_by": "experts", "by": "panel", "at": AT, "experts": 3, "agree": 2},
            "  专家确认服务企业面广、行业影响力高：由3名专家评定，2名认为属实",
            "  the panel confirms wide service and influence: assessed by 3 experts, 2 of whom found it so",
        ),
        (
            "plan-rent",
            "requested_fen",
            {"supplied_by": "declared", "by": "applicant-chenxin", "at": AT},
            "  申请金额：由申请单位填报",
            "  the amount requested: as declared",
        ),
    ],
)
def test_letter_says_where_a_fact_comes_from(code: str, fact: str, where: dict[str, Any], zh: str, en: str) -> None:
    assert said(code, fact, where) == ["", "附：所依据的事实及其来源", zh]
    assert said(code, fact, where, "en") == ["", "Annex: the facts and where they come from", en]


@pytest.mark.parametrize("code", [code for code, item in ITEMS.items() if item.process in OFFERED])
@pytest.mark.parametrize(("number", "year"), [("{}/2025", 2025), ("{}/2024", 2024), ("{}/2025/2", 2025)])
def test_letter_calls_a_run_by_its_item_and_year_when_the_run_vouches_for_a_fact(code: str, number: str, year: int) -> None:
    result, run = judge(code), number.format(code)
    vouched = {fact: {"supplied_by": "source", "by": by, "at": AT} for fact, by in sources_of(result.item, run).items()}
    title, facts = result.item.title, [fact for fact, where in vouched.items() if where["by"] == run]
    zh, en = ("\n".join(sources(Told(result.item, result.tree | {"provenance": vouched}, language))) for language in ("zh", "en"))
    assert "matter_date" in facts
    assert zh.count(f"：由“{title.zh}”{year}年度核算于2026年3月1日提供") == len(facts)
    assert en.count(f": supplied by the run of “{title.en}” for {year} on 1 March 2026") == len(facts)
    assert [page for page in (zh, en) if code in page] == []


@pytest.mark.parametrize("code", [code for code, item in ITEMS.items() if item.process in OFFERED])
def test_letter_says_that_a_run_gave_the_year_when_nobody_declared_it(code: str) -> None:
    zh = said(code, "year", {"supplied_by": "declared", "by": f"{code}/2025", "at": AT})[-1]
    assert zh.endswith(f"：由“{ITEMS[code].title.zh}”2025年度核算于2026年3月1日提供")


def test_letter_has_no_such_annex_when_the_assessment_is_of_a_trial() -> None:
    result = judge("science-award")
    assert list(sources(Told(result.item, result.tree, "zh"))) == []
