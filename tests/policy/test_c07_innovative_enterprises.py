import pytest

from tests.policy.baselines import WAN, failed, judge, not_so


@pytest.mark.parametrize(("step", "outcome"), [(-1, "reject"), (0, "award"), (1, "award")])
def test_equipment_is_supported_when_it_costs_five_million_or_more(step: int, outcome: str) -> None:
    assert judge("relocation-equipment", rd_equipment_fen=500 * WAN + step).outcome == outcome


def test_equipment_is_supported_by_a_fifth_when_all_conditions_hold() -> None:
    assert judge("relocation-equipment").award_fen == 100 * WAN


@pytest.mark.parametrize("condition", ["specialised_or_unicorn", "moved_in_from_outside", "builds_new_major_project"])
def test_equipment_is_rejected_when_a_condition_fails(condition: str) -> None:
    assert failed(judge("relocation-equipment", **not_so(condition))) == [condition]


@pytest.mark.parametrize(("step", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, False), (5, 0, True)])
def test_equipment_is_capped_generally_when_a_fifth_gives_more(step: int, award: int, *, capped: bool) -> None:
    result = judge("relocation-equipment", rd_equipment_fen=2500 * WAN + step)
    assert (result.award_fen, result.capped) == (500 * WAN + award, capped)
