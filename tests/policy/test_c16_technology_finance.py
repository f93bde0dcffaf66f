import pytest

from tests.policy.baselines import WAN, failed, judge


def test_insurance_is_matched_one_to_one_when_no_rule_is_in_force() -> None:
    assert judge("tech-insurance").award_fen == 10 * WAN


def test_insurance_is_rejected_when_not_a_technology_enterprise() -> None:
    assert failed(judge("tech-insurance", technology_enterprise=False)) == ["technology_enterprise"]


@pytest.mark.parametrize(("step", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, True)])
def test_insurance_is_capped_generally_when_the_city_gave_more(step: int, award: int, *, capped: bool) -> None:
    result = judge("tech-insurance", municipal_subsidy_fen=500 * WAN + step)
    assert (result.award_fen, result.capped) == (500 * WAN + award, capped)


def test_listing_is_guided_without_money_when_asked_for() -> None:
    assert judge("listing").outcome == "no_grant"
