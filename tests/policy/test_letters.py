from typing import Any

import pytest

from policy.letters import Decision, Standing, letter, letter_of_application
from tests.policy.baselines import FACTS, WAN, judge


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", FACTS)
def test_letter_cites_the_clause_when_written(code: str, language: str) -> None:
    result = judge(code)
    assert result.item.citation in letter(result, language)


def test_letter_states_the_amount_when_awarded() -> None:
    assert "给予支持 200,000.00 元" in letter(judge("rd-growth"))
    assert "An award of 200,000.00 yuan" in letter(judge("rd-growth"), "en")


def test_letter_says_so_when_the_cap_reduced_the_amount() -> None:
    assert "reduced to the cap" in letter(judge("rd-growth", rd_expense_fen=5000 * WAN), "en")


def test_letter_lists_every_failed_condition_with_its_figure_when_refused() -> None:
    page = letter(judge("rd-growth", size="small", rd_expense_fen=0), "en")
    assert page.count("✗") == 2
    assert "✗ R&D expense is above the year's target (found 0.00, required 1,000,000.00)" in page
    assert "reconsideration" in page


def test_letter_names_no_amount_when_refused() -> None:
    assert "This award" not in letter(judge("rd-growth", rd_expense_fen=0), "en")


def test_letter_writes_days_as_dates_when_a_condition_compares_them() -> None:
    page = letter(judge("qualification-transfer", move_completed_on="2026-01-01"), "en")
    assert "(found 2026-01-01, required 2025-12-31)" in page


def test_letter_names_what_is_missing_when_a_rule_is_needed() -> None:
    assert "Rate of support (rate)" in letter(judge("plan-rent", values={}), "en")


def test_letter_shows_no_figure_beside_a_condition_that_holds() -> None:
    assert "found" not in letter(judge("science-award"), "en")


def of_application(code: str, standing: Standing, language: str = "en", /, **decision: Any) -> str:
    result = judge(code)
    return letter_of_application(result.item, Decision("BDA-1", "甲公司", standing, **decision), result.tree, language)


def test_letter_of_a_committees_award_states_the_amount_the_committee_set() -> None:
    page = of_application("national-mission", Standing.AWARDED, award_fen=300 * WAN)
    assert "An award of 3,000,000.00 yuan is granted." in page
    assert "To 甲公司 (application BDA-1)" in page


def test_letter_promises_nothing_when_the_committee_has_not_decided() -> None:
    page = of_application("national-mission", Standing.PENDING)
    assert "referred to a person" in page
    assert "granted" not in page


def test_letter_says_an_ended_application_gets_nothing() -> None:
    page = of_application("rd-growth", Standing.ENDED)
    assert "nothing is granted" in page
    assert "This award" not in page


def test_letter_names_no_amount_when_a_person_refused_what_was_assessed() -> None:
    page = of_application("rd-growth", Standing.REFUSED, reason="证书已失效")
    assert "Reason: 证书已失效" in page
    assert "200,000.00" not in page


def test_letter_names_what_was_unmet_when_nothing_was_assessed() -> None:
    failures = [{"code": "taxed_in_area", "clause": "七、保障措施", "text": {"zh": "在区内纳税", "en": "Taxed in the area"}}]
    decision = Decision("BDA-1", "甲公司", Standing.REFUSED, failures=failures, open_to_reconsideration=True)
    page = letter_of_application(judge("rd-growth").item, decision, None, "zh")
    assert "✗ 在区内纳税 · 七、保障措施" in page
    assert "可申请复核一次" in page
