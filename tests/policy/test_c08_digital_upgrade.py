import pytest

from tests.policy.baselines import WAN, failed, judge, not_so


@pytest.mark.parametrize(
    ("principal", "failing"),
    [
        (500 * WAN - 1, ["loan_large_enough"]),
        (500 * WAN, []),
        (500 * WAN + 1, []),
        (3000 * WAN - 1, []),
        (3000 * WAN, []),
        (3000 * WAN + 1, ["loan_small_enough"]),
    ],
)
def test_loan_is_judged_by_its_principal_when_at_a_bound(principal: int, failing: list[str]) -> None:
    assert failed(judge("loan-interest", principal_fen=principal)) == failing


def test_loan_is_subsidised_by_half_of_its_interest_when_all_conditions_hold() -> None:
    assert judge("loan-interest").award_fen == 20 * WAN


@pytest.mark.parametrize("condition", ["upgrade_project", "performance_confirmed", "bank_in_area"])
def test_loan_is_rejected_when_a_condition_fails(condition: str) -> None:
    assert failed(judge("loan-interest", **not_so(condition))) == [condition]


@pytest.mark.parametrize(("step", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, False), (2, 0, True)])
def test_loan_is_capped_when_half_of_the_interest_gives_more(step: int, award: int, *, capped: bool) -> None:
    result = judge("loan-interest", interest_incurred_fen=2000 * WAN + step)
    assert (result.award_fen, result.capped) == (1000 * WAN + award, capped)


@pytest.mark.parametrize(
    ("used", "award", "capped"), [(980 * WAN - 1, 20 * WAN, False), (980 * WAN, 20 * WAN, False), (980 * WAN + 1, 20 * WAN - 1, True)]
)
def test_loan_receives_what_the_enterprise_has_left_when_its_cap_is_nearly_used(used: int, award: int, *, capped: bool) -> None:
    result = judge("loan-interest", cap_used_fen=used)
    assert (result.award_fen, result.capped) == (award, capped)


def test_loan_is_rejected_when_the_enterprise_has_used_its_cap() -> None:
    result = judge("loan-interest", cap_used_fen=1000 * WAN)
    assert (result.outcome, result.award_fen, failed(result)) == ("reject", 0, ["something_left"])
