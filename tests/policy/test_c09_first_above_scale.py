import pytest

from tests.policy.baselines import WAN, failed, judge


@pytest.mark.parametrize("sector", ["industry", "services"])
def test_entry_is_rewarded_with_half_when_first_and_of_the_sector(sector: str) -> None:
    assert judge("first-above-scale", sector=sector).award_fen == 10 * WAN


def test_entry_is_rejected_when_of_another_sector() -> None:
    assert failed(judge("first-above-scale", sector="other")) == ["industry_or_services"]


def test_entry_is_rejected_when_not_the_first() -> None:
    assert failed(judge("first-above-scale", first_time_included=False)) == ["first_time_included"]


@pytest.mark.parametrize(("step", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, False), (2, 0, True)])
def test_entry_is_capped_when_half_gives_more(step: int, award: int, *, capped: bool) -> None:
    result = judge("first-above-scale", retained_contribution_fen=60 * WAN + step)
    assert (result.award_fen, result.capped) == (30 * WAN + award, capped)
