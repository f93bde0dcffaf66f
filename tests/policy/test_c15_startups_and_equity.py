import pytest

from tests.policy.baselines import WAN, failed, judge


@pytest.mark.parametrize(("step", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, True)])
def test_startup_receives_the_assessed_amount_up_to_the_general_cap_when_assessed(step: int, award: int, *, capped: bool) -> None:
    result = judge("talent-startup", assessed_fen=500 * WAN + step)
    assert (result.award_fen, result.capped) == (500 * WAN + award, capped)


def test_startup_is_rejected_when_the_experts_assessed_nothing() -> None:
    assert failed(judge("talent-startup", assessed_fen=0)) == ["something_left"]


def test_equity_is_left_to_the_committee_when_the_enterprise_qualifies() -> None:
    result = judge("equity-investment")
    assert (result.outcome, result.award_fen) == ("refer", None)


def test_equity_is_rejected_when_the_enterprise_does_not_qualify() -> None:
    assert failed(judge("equity-investment", high_growth_tech_sme=False)) == ["high_growth_tech_sme"]
