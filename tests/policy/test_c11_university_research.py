import pytest

from tests.policy.baselines import WAN, failed, judge

ELSEWHERE = {"registered_in_area": False, "taxed_in_area": False, "statistics_in_area": False}


def test_conversion_is_rewarded_when_the_unit_is_confirmed() -> None:
    assert judge("tech-transfer").award_fen == 10 * WAN


def test_conversion_is_rewarded_when_the_university_is_registered_elsewhere() -> None:
    assert judge("tech-transfer", applicant={"type": "university_or_institute", **ELSEWHERE}).outcome == "award"


@pytest.mark.parametrize("values", [None, {}])
@pytest.mark.parametrize("kind", ["enterprise", "person"])
def test_conversion_is_rejected_when_the_applicant_is_no_university_whatever_it_declares(kind: str, values: dict[str, str] | None) -> None:
    result = judge("tech-transfer", values=values, applicant={"type": kind})
    assert (result.outcome, failed(result)) == ("reject", ["university_or_institute"])


@pytest.mark.parametrize("kind", ["enterprise", "person"])
def test_conversion_is_rejected_with_every_reason_when_anyone_else_is_registered_elsewhere(kind: str) -> None:
    assert failed(judge("tech-transfer", applicant={"type": kind, **ELSEWHERE})) == [*ELSEWHERE, "university_or_institute"]


@pytest.mark.parametrize(
    ("year", "failing"),
    [(2020, ["year_in_force"]), (2021, []), (2022, []), (2024, []), (2025, []), (2026, ["year_not_ahead"]), (2027, ["year_not_ahead"])],
)
def test_conversion_is_of_the_year_before_the_application_at_the_latest(year: int, failing: list[str]) -> None:
    assert failed(judge("tech-transfer", year=year)) == failing


def test_sentence_of_the_year_is_that_of_the_year_before() -> None:
    sentences = {reason["code"]: reason["text"]["zh"] for reason in judge("tech-transfer").reasons}
    assert sentences["year_not_ahead"] == "成果转化年度不晚于申请年度的上一年"
    assert "2021" in sentences["year_in_force"]


def test_conversion_of_2021_is_rewarded_when_applied_for_in_the_first_year() -> None:
    assert judge("tech-transfer", year=2021, matter_date="2022-01-14", application_date="2022-01-14").outcome == "award"
    assert failed(judge("tech-transfer", year=2022, matter_date="2022-01-14", application_date="2022-12-31")) == ["year_not_ahead"]


def test_conversion_is_rejected_when_the_unit_is_not_confirmed() -> None:
    assert failed(judge("tech-transfer", confirmed_unit=False)) == ["confirmed_unit"]


def test_conversion_waits_for_a_rule_when_none_is_in_force() -> None:
    assert judge("tech-transfer", values={}).missing_parameters == ["rate"]


@pytest.mark.parametrize(("step", "award", "capped"), [(-1, -1, False), (0, 0, False), (1, 0, True)])
def test_conversion_is_capped_when_the_rate_gives_more(step: int, award: int, *, capped: bool) -> None:
    result = judge("tech-transfer", values={"rate": "1"}, conversion_fen=1000 * WAN + step)
    assert (result.award_fen, result.capped) == (1000 * WAN + award, capped)


def test_institute_is_guided_without_money_when_it_asks() -> None:
    assert judge("research-institute").outcome == "no_grant"
