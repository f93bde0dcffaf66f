import pytest

from policy.letters import letter
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
    assert "✗ R&D expense is above the year's target (found 0.00, standard 1,000,000.00)" in page
    assert "reconsideration" in page


def test_letter_names_no_amount_when_refused() -> None:
    assert "This award" not in letter(judge("rd-growth", rd_expense_fen=0), "en")


def test_letter_writes_days_as_dates_when_a_condition_compares_them() -> None:
    page = letter(judge("qualification-transfer", move_completed_on="2026-01-01"), "en")
    assert "(found 2026-01-01, standard 2025-12-31)" in page


def test_letter_names_what_is_missing_when_a_rule_is_needed() -> None:
    assert "rate" in letter(judge("plan-rent", values={}), "en")
