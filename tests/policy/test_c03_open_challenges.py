import pytest

from tests.policy.baselines import WAN, failed, judge


def test_challenge_is_awarded_the_rate_when_accepted() -> None:
    assert judge("challenge-post-grant").award_fen == 30 * WAN


def test_challenge_needs_the_rate_when_no_rule_is_in_force() -> None:
    result = judge("challenge-post-grant", values={})
    assert (result.outcome, result.award_fen, result.missing_parameters) == ("needs_parameter", None, ["rate"])


def test_challenge_is_rejected_when_acceptance_failed_though_the_rate_is_missing() -> None:
    result = judge("challenge-post-grant", values={}, acceptance_passed=False)
    assert (result.outcome, failed(result), result.missing_parameters) == ("reject", ["acceptance_passed"], [])


@pytest.mark.parametrize(("step", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, True)])
def test_challenge_is_capped_generally_when_the_rate_gives_more(step: int, award: int, *, capped: bool) -> None:
    result = judge("challenge-post-grant", values={"rate": "1"}, audited_cost_fen=500 * WAN + step)
    assert (result.award_fen, result.capped) == (500 * WAN + award, capped)
