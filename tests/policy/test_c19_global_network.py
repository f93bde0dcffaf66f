import pytest

from tests.policy.baselines import WAN, failed, judge


def test_centre_is_rewarded_for_projects_and_teams_when_recognised() -> None:
    assert judge("offshore-centre").award_fen == (2 * 10 + 3 * 5) * WAN


def test_centre_is_rejected_when_not_recognised() -> None:
    assert failed(judge("offshore-centre", recognised=False)) == ["recognised"]


def test_centre_waits_for_rules_when_one_is_missing() -> None:
    assert judge("offshore-centre", values={"per_team_fen": WAN}).missing_parameters == ["per_project_fen"]


@pytest.mark.parametrize(("step", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, True)])
def test_centre_is_capped_generally_when_the_sum_gives_more(step: int, award: int, *, capped: bool) -> None:
    values = {"per_project_fen": 200 * WAN, "per_team_fen": 300 * WAN + step}
    result = judge("offshore-centre", values=values, projects_brought=1, teams_brought=1)
    assert (result.award_fen, result.capped) == (500 * WAN + award, capped)
