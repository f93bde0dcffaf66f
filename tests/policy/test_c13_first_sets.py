import pytest

from tests.policy.baselines import WAN, failed, judge


def test_first_set_is_awarded_thirty_per_cent_when_no_rule_is_in_force() -> None:
    assert judge("first-set").award_fen == 30 * WAN


def test_first_set_is_rejected_when_the_user_applies() -> None:
    assert failed(judge("first-set", role="user")) == ["developer"]


def test_first_set_is_rejected_when_not_recognised() -> None:
    assert failed(judge("first-set", recognised_first_set=False)) == ["recognised_first_set"]


@pytest.mark.parametrize(("step", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, True)])
def test_first_set_is_capped_generally_when_the_share_gives_more(step: int, award: int, *, capped: bool) -> None:
    result = judge("first-set", values={"rate": "0.25"}, contract_executed_fen=2000 * WAN + 4 * step)
    assert (result.award_fen, result.capped) == (500 * WAN + award, capped)


def test_forward_purchase_is_guided_without_money_when_asked_for() -> None:
    assert judge("forward-purchase").outcome == "no_grant"
