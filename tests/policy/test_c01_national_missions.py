import pytest

from tests.policy.baselines import WAN, failed, judge


def test_core_technology_is_awarded_half_when_no_rule_is_in_force() -> None:
    assert judge("core-technology").award_fen == 50 * WAN


def test_core_technology_follows_the_rule_when_it_sets_a_lower_rate() -> None:
    assert judge("core-technology", values={"rate": "0.30"}).award_fen == 30 * WAN


def test_core_technology_is_rejected_when_no_project_is_undertaken() -> None:
    result = judge("core-technology", undertakes_project=False)
    assert (result.outcome, result.award_fen, failed(result)) == ("reject", 0, ["undertakes_project"])


@pytest.mark.parametrize(
    ("investment", "award", "capped"),
    [
        (10_000 * WAN - 1, 5000 * WAN - 1, False),
        (10_000 * WAN, 5000 * WAN, False),
        (10_000 * WAN + 1, 5000 * WAN, False),
        (10_000 * WAN + 2, 5000 * WAN, True),
    ],
)
def test_core_technology_is_capped_when_half_passes_the_cap(investment: int, award: int, *, capped: bool) -> None:
    result = judge("core-technology", rd_investment_fen=investment)
    assert (result.award_fen, result.capped) == (award, capped)


@pytest.mark.parametrize(("investment", "award"), [(2, 1), (3, 1), (4, 2)])
def test_core_technology_is_rounded_down_when_half_is_no_whole_fen(investment: int, award: int) -> None:
    assert judge("core-technology", rd_investment_fen=investment).award_fen == award


def test_core_technology_is_rejected_when_half_is_less_than_a_fen() -> None:
    assert failed(judge("core-technology", rd_investment_fen=1)) == ["something_left"]


def test_national_mission_is_referred_when_the_task_is_undertaken() -> None:
    result = judge("national-mission")
    assert (result.outcome, result.award_fen) == ("refer", None)


def test_national_mission_is_rejected_when_the_task_is_not_undertaken() -> None:
    assert failed(judge("national-mission", undertakes_task=False)) == ["undertakes_task"]
