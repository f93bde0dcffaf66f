import pytest

from tests.policy.baselines import WAN, failed, judge


@pytest.mark.parametrize(("step", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, True)])
def test_platform_receives_the_assessed_amount_up_to_the_cap_when_recognised(step: int, award: int, *, capped: bool) -> None:
    result = judge("public-platform", assessed_fen=500 * WAN + step)
    assert (result.award_fen, result.capped) == (500 * WAN + award, capped)


@pytest.mark.parametrize("code", ["public-platform", "innovation-voucher"])
def test_platform_is_rejected_when_not_recognised(code: str) -> None:
    assert failed(judge(code, platform_recognised=False)) == ["platform_recognised"]


def test_national_platform_is_referred_when_applied_for() -> None:
    assert judge("national-platform").outcome == "refer"


def test_voucher_pays_the_rate_when_below_its_face() -> None:
    assert judge("innovation-voucher").award_fen == 5 * WAN


@pytest.mark.parametrize(("step", "award", "capped"), [(-2, -1, False), (0, 0, False), (2, 0, True)])
def test_voucher_pays_its_face_when_the_rate_gives_more(step: int, award: int, *, capped: bool) -> None:
    result = judge("innovation-voucher", service_fen=40 * WAN + step)
    assert (result.award_fen, result.capped) == (20 * WAN + award, capped)


@pytest.mark.parametrize(
    ("values", "missing"), [({"rate": "0.5"}, ["face_fen"]), ({"face_fen": WAN}, ["rate"]), ({}, ["face_fen", "rate"])]
)
def test_voucher_waits_for_rules_when_one_is_missing(values: dict[str, object], missing: list[str]) -> None:
    assert judge("innovation-voucher", values=values).missing_parameters == missing
