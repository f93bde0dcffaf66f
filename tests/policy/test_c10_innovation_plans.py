import pytest

from policy.judging.catalogue import ITEMS
from tests.policy.baselines import FACTS, WAN, failed, judge

PLANS = ("plan-rent", "plan-interest", "plan-talent")
AWARDS = {"plan-rent": 50 * WAN, "plan-interest": 50 * WAN, "plan-talent": 6 * WAN}


@pytest.mark.parametrize("plan", ["growth", "partner"])
@pytest.mark.parametrize("code", PLANS)
def test_member_is_supported_when_a_rule_is_in_force(code: str, plan: str) -> None:
    assert judge(code, plan=plan).award_fen == AWARDS[code]


@pytest.mark.parametrize("code", PLANS)
def test_applicant_is_rejected_when_in_neither_plan(code: str) -> None:
    assert failed(judge(code, plan="none")) == ["plan_member"]


@pytest.mark.parametrize(("code", "name"), [("plan-rent", "rate"), ("plan-interest", "rate"), ("plan-talent", "per_head_fen")])
def test_member_waits_for_a_rule_when_none_is_in_force(code: str, name: str) -> None:
    result = judge(code, values={})
    assert (result.outcome, result.missing_parameters) == ("needs_parameter", [name])


@pytest.mark.parametrize(("step", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, True)])
def test_rent_is_capped_generally_when_the_rate_gives_more(step: int, award: int, *, capped: bool) -> None:
    result = judge("plan-rent", values={"rate": "1"}, rent_paid_fen=500 * WAN + step)
    assert (result.award_fen, result.capped) == (500 * WAN + award, capped)


@pytest.mark.parametrize(("step", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, True)])
def test_talent_is_capped_generally_when_the_heads_give_more(step: int, award: int, *, capped: bool) -> None:
    result = judge("plan-talent", values={"per_head_fen": 500 * WAN + step}, headcount=1)
    assert (result.award_fen, result.capped) == (500 * WAN + award, capped)


@pytest.mark.parametrize("code", PLANS)
@pytest.mark.parametrize("step", [-1, 0, 1])
def test_kinds_share_one_cap_when_another_was_paid_of_it(code: str, step: int) -> None:
    left = AWARDS[code]
    result = judge(code, cap_used_fen=500 * WAN - left + step)
    assert (result.award_fen, result.capped) == (left - max(step, 0), step > 0)


@pytest.mark.parametrize("code", PLANS)
def test_kind_is_rejected_when_the_others_have_used_the_cap(code: str) -> None:
    assert failed(judge(code, cap_used_fen=500 * WAN)) == ["something_left"]


def test_kinds_have_one_cap_and_no_other_item_has_part_in_it() -> None:
    assert sorted(code for code, one in ITEMS.items() if one.cap_name == "clause-10") == sorted(PLANS)
    assert len({ITEMS[code].cap_key_of(FACTS[code], "91110302MA00000000") for code in PLANS}) == 1


def test_rent_is_rejected_when_none_was_paid_though_the_rate_is_missing() -> None:
    result = judge("plan-rent", values={}, rent_paid_fen=0)
    assert (result.outcome, failed(result)) == ("reject", ["something_left"])
