"""再决定文书的测试。The papers of a re-decision list what differs, and say so where nothing does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from policy.letters.corrections import corrections
from policy.letters.redecision_notice import Changed, redecision_intended, redecision_notice, revoked_anew
from policy.letters.refused import Redecided
from policy.processes.redecision.reckoning import Outcome
from tests.policy.test_demand_papers import GRANTED
from tests.policy.test_papers import BODIES, CORRECTED, ITEM, REDECISION, UNTIL, redecided

SAME: dict[str, dict[str, Any]] = {code: {"before": values["after"], "after": values["after"]} for code, values in CORRECTED.items()}
STAYS = Changed("BDA-2026-06-000017", Outcome.RELIEF, SAME, "评审档案", "原追回有误", 0, 30_000_000, 30_000_000)


def decided(changed: Changed, language: str = "zh") -> str:
    """Return what the notice of a re-decision says."""
    return "\n".join(redecision_notice(ITEM, REDECISION, changed, BODIES, language).paragraphs)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", CORRECTED)
def test_correction_is_not_listed_when_its_fact_was_only_said_again(code: str, language: str) -> None:
    assert corrections(ITEM, CORRECTED | {code: SAME[code]}, language) == corrections(
        ITEM, {other: values for other, values in CORRECTED.items() if other != code}, language
    )


@pytest.mark.parametrize("write", ["intended", "decided"])
def test_paper_upholds_the_facts_when_none_of_them_differs(write: str) -> None:
    paper = redecision_notice(ITEM, REDECISION, STAYS, BODIES, "zh")
    if write == "intended":
        paper = redecision_intended(ITEM, REDECISION, STAYS, UNTIL, "zh")
    said = "\n".join(paper.paragraphs)
    assert "经复核，作出该决定所依据的事实无误，予以维持，未作更正（复核缘由：原追回有误；依据：评审档案）。" in said
    assert "应支持金额为30万元，此前按0元执行。" in said
    assert "更正为" not in said
    assert "与实际不符" not in said


def test_paper_upholds_the_facts_in_english_when_none_of_them_differs() -> None:
    said = decided(STAYS, "en")
    assert "the facts it was decided by are right, and none is corrected" in said
    assert ", from " not in said


@pytest.mark.parametrize("outcome", [Outcome.SUPPLEMENT, Outcome.DEBT, Outcome.RELIEF, Outcome.NOTHING])
def test_paper_says_what_follows_for_money_when_no_fact_differs(outcome: Outcome) -> None:
    follows = {
        Outcome.SUPPLEMENT: "拟补充支持",
        Outcome.DEBT: "退回多拨付的",
        Outcome.RELIEF: "不再退缴",
        Outcome.NOTHING: "无需退回",
    }
    assert follows[outcome] in decided(replace(STAYS, outcome=outcome))


@pytest.mark.parametrize("facts", [CORRECTED, SAME])
def test_paper_says_that_the_amount_stays_when_it_does(facts: dict[str, Any]) -> None:
    said = decided(replace(redecided(Outcome.NOTHING, 8_000_000), facts=facts))
    assert "应支持金额仍为8万元。" in said
    assert "变为" not in said


def test_refusal_upholds_the_facts_when_none_of_those_of_its_redecision_differs() -> None:
    said = revoked_anew(ITEM, Redecided(GRANTED, SAME, "评审档案", "复查"), "贵单位提出申请", "zh")
    assert "所依据的事实无误，未作更正（复核缘由：复查；依据：评审档案）" in said
    assert "更正为" not in said


@pytest.mark.parametrize("outcome", [Outcome.DEBT, Outcome.REDUCTION])
@pytest.mark.parametrize(
    ("language", "said"), [("zh", "贵单位的陈述意见经审查未予采纳：证书已撤销。"), ("en", "not accepted: 证书已撤销.")]
)
def test_notice_answers_the_statement_when_one_was_made(outcome: Outcome, language: str, said: str) -> None:
    stated = replace(redecided(outcome, 5_000_000), answer="证书已撤销。")
    assert said in decided(stated, language)
    assert "陈述意见经审查" not in decided(replace(stated, answer=None))


PARTS = [{"part": 3, "before_fen": 60_000_000, "left_fen": 0}, {"part": 2, "before_fen": 100_000_000, "left_fen": 40_000_000}]


@pytest.mark.parametrize(
    ("language", "intended", "said"),
    [
        ("zh", "第2期拟由100万元调减为40万元；第3期60万元拟不再拨付。", "第2期由100万元调减为40万元；第3期60万元不再拨付。"),
        ("en", "part 3 of 600,000 yuan would not be paid", "part 2 is lowered from 1,000,000 yuan to 400,000 yuan"),
    ],
)
@pytest.mark.parametrize("outcome", [Outcome.DEBT, Outcome.REDUCTION])
def test_papers_name_the_parts_that_fall_or_come_to_less(outcome: Outcome, language: str, intended: str, said: str) -> None:
    changed = replace(redecided(outcome, 5_000_000), parts=PARTS)
    assert intended in "\n".join(redecision_intended(ITEM, REDECISION, changed, UNTIL, language).paragraphs)
    assert said in decided(changed, language)


def test_papers_speak_of_no_parts_when_the_award_is_paid_at_once() -> None:
    assert "分期" not in decided(redecided(Outcome.REDUCTION, 5_000_000))
