import pytest

from tests.policy.baselines import failed, judge


@pytest.mark.parametrize("origin", ["tianjin", "hebei"])
def test_qualification_is_kept_when_moved_from_the_region(origin: str) -> None:
    result = judge("qualification-transfer", origin=origin)
    assert (result.outcome, result.award_fen) == ("recognised", None)


@pytest.mark.parametrize("origin", ["beijing", "other"])
def test_qualification_is_rejected_when_moved_from_elsewhere(origin: str) -> None:
    assert failed(judge("qualification-transfer", origin=origin)) == ["origin_in_region"]


def test_qualification_is_kept_when_a_rule_accepts_the_origin() -> None:
    assert judge("qualification-transfer", origin="other", values={"further_origins": ["other"]}).outcome == "recognised"


def test_qualification_is_rejected_when_not_moved_whole() -> None:
    assert failed(judge("qualification-transfer", moved_whole=False)) == ["moved_whole"]


@pytest.mark.parametrize(("completed", "failing"), [("2025-12-30", []), ("2025-12-31", []), ("2026-01-01", ["moved_while_valid"])])
def test_qualification_is_judged_by_the_last_day_when_the_move_ends_near_it(completed: str, failing: list[str]) -> None:
    assert failed(judge("qualification-transfer", move_completed_on=completed)) == failing
