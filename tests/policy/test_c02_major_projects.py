import pytest

from tests.policy.baselines import WAN, failed, judge


@pytest.mark.parametrize("level", ["national", "beijing"])
def test_match_is_one_to_one_when_no_rule_is_in_force(level: str) -> None:
    assert judge("state-project-match", upstream_level=level).award_fen == 100 * WAN


def test_match_follows_the_rule_when_it_sets_a_lower_rate() -> None:
    assert judge("state-project-match", values={"rate": "0.5"}).award_fen == 50 * WAN


def test_match_is_rejected_when_the_direction_does_not_fit() -> None:
    assert failed(judge("state-project-match", fits_direction=False)) == ["fits_direction"]


@pytest.mark.parametrize(("received", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, True)])
def test_match_is_capped_when_more_than_the_yearly_cap_was_received(received: int, award: int, *, capped: bool) -> None:
    result = judge("state-project-match", upstream_received_fen=2000 * WAN + received)
    assert (result.award_fen, result.capped) == (2000 * WAN + award, capped)


def test_match_is_what_is_left_when_the_year_was_paid_in_part() -> None:
    paid = 1500 * WAN
    result = judge("state-project-match", upstream_received_fen=3000 * WAN, already_paid_fen=paid, cap_used_fen=paid)
    assert (result.award_fen, result.capped) == (500 * WAN, True)


def test_mega_project_is_referred_when_applied_for() -> None:
    assert judge("mega-project").outcome == "refer"
