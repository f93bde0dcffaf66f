import pytest

from tests.policy.baselines import WAN, failed, judge


def test_scenario_is_awarded_the_rate_when_accepted() -> None:
    assert judge("scenario-project").award_fen == 20 * WAN


def test_scenario_is_rejected_when_acceptance_failed() -> None:
    assert failed(judge("scenario-project", acceptance_passed=False)) == ["acceptance_passed"]


def test_scenario_waits_for_a_rule_when_none_is_in_force() -> None:
    assert judge("scenario-project", values={}).missing_parameters == ["rate"]


@pytest.mark.parametrize(("step", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, True)])
def test_scenario_is_capped_generally_when_the_rate_gives_more(step: int, award: int, *, capped: bool) -> None:
    result = judge("scenario-project", values={"rate": "1"}, audited_investment_fen=500 * WAN + step)
    assert (result.award_fen, result.capped) == (500 * WAN + award, capped)
