import pytest

from tests.policy.baselines import failed, judge


@pytest.mark.parametrize("origin", ["tianjin", "hebei", "beijing", "other"])
def test_qualification_is_kept_wherever_it_moved_from(origin: str) -> None:
    result = judge("qualification-transfer", origin=origin)
    assert (result.outcome, result.award_fen) == ("recognised", None)


@pytest.mark.parametrize("origin", ["tianjin", "other"])
def test_qualification_is_rejected_when_not_moved_whole(origin: str) -> None:
    assert failed(judge("qualification-transfer", origin=origin, moved_whole=False)) == ["moved_whole"]


@pytest.mark.parametrize(("completed", "failing"), [("2025-12-30", []), ("2025-12-31", []), ("2026-01-01", ["moved_while_valid"])])
def test_qualification_is_judged_by_the_last_day_when_the_move_ends_near_it(completed: str, failing: list[str]) -> None:
    assert failed(judge("qualification-transfer", move_completed_on=completed)) == failing
