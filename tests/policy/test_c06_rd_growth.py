import pytest

from policy.errors import Refusal
from tests.policy.baselines import WAN, failed, judge


def test_growth_is_awarded_a_fifth_when_above_target() -> None:
    assert judge("rd-growth").award_fen == 20 * WAN


@pytest.mark.parametrize(
    ("size", "key", "giant", "outcome"),
    [
        ("large", True, False, "award"),
        ("medium", True, False, "award"),
        ("small", True, False, "reject"),
        ("micro", True, False, "reject"),
        ("large", False, False, "reject"),
        ("small", False, True, "award"),
        ("micro", False, True, "award"),
        ("large", False, True, "award"),
    ],
)
def test_growth_is_judged_by_size_list_and_giant_when_above_target(size: str, *, key: bool, giant: bool, outcome: str) -> None:
    assert judge("rd-growth", size=size, on_key_list=key, little_giant=giant).outcome == outcome


@pytest.mark.parametrize("step", [-1, 0])
def test_growth_is_rejected_when_the_target_is_met_but_not_passed(step: int) -> None:
    result = judge("rd-growth", rd_expense_fen=100 * WAN + step)
    reason = next(reason for reason in result.reasons if reason["code"] == "above_target")
    assert (failed(result), reason["figure"], reason["clause"]) == (["above_target"], 100 * WAN + step, "第(六)条")


def test_growth_is_rejected_when_a_fifth_of_the_excess_is_less_than_a_fen() -> None:
    assert failed(judge("rd-growth", rd_expense_fen=100 * WAN + 4)) == ["something_left"]


def test_growth_is_awarded_one_fen_when_the_excess_is_five() -> None:
    assert judge("rd-growth", rd_expense_fen=100 * WAN + 5).award_fen == 1


@pytest.mark.parametrize(("step", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, False), (5, 0, True)])
def test_growth_is_capped_when_a_fifth_passes_the_cap(step: int, award: int, *, capped: bool) -> None:
    result = judge("rd-growth", rd_expense_fen=1600 * WAN + step)
    assert (result.award_fen, result.capped) == (300 * WAN + award, capped)


def test_growth_lists_every_failed_condition_when_several_fail() -> None:
    result = judge("rd-growth", size="small", rd_expense_fen=0, applicant={"taxed_in_area": False})
    assert failed(result) == ["taxed_in_area", "beneficiary", "above_target"]


def test_growth_needs_the_target_rate_when_only_last_year_is_known() -> None:
    result = judge("rd-growth", without="target_fen", prior_rd_expense_fen=100 * WAN)
    assert (result.outcome, result.missing_parameters) == ("needs_parameter", ["target_growth_rate"])


def test_growth_is_rejected_when_expense_did_not_grow_though_the_target_rate_is_missing() -> None:
    result = judge("rd-growth", without="target_fen", prior_rd_expense_fen=200 * WAN)
    assert (result.outcome, failed(result)) == ("reject", ["above_target"])


def test_growth_is_measured_from_last_year_when_a_rule_sets_the_rate() -> None:
    result = judge("rd-growth", without="target_fen", prior_rd_expense_fen=100 * WAN, values={"target_growth_rate": "0.10"})
    assert result.award_fen == 18 * WAN


@pytest.mark.parametrize(("expense", "award"), [(115, 0), (116, 0), (120, 0), (121, 1)])
def test_growth_is_exact_to_the_fen_when_the_target_is_no_whole_fen(expense: int, award: int) -> None:
    changes = {"prior_rd_expense_fen": 105, "rd_expense_fen": expense}  # the exact target is 115.5 fen
    assert judge("rd-growth", without="target_fen", values={"target_growth_rate": "0.1"}, **changes).award_fen == award


def test_growth_uses_the_given_target_when_last_year_is_given_too() -> None:
    assert judge("rd-growth", prior_rd_expense_fen=1).award_fen == 20 * WAN


def test_growth_is_refused_when_neither_target_nor_last_year_is_given() -> None:
    with pytest.raises(Refusal) as refused:
        judge("rd-growth", without="target_fen")
    assert [fault.field for fault in refused.value.faults] == ["target_fen"]
