from typing import Any

import pytest

from policy.errors import Refusal
from policy.judging.catalogue import ITEMS
from tests.policy.baselines import FACTS, WAN, failed, judge

PASSING = {code: judge(code) for code in FACTS}
GUIDANCE = [code for code, item in ITEMS.items() if item.outcome == "no_grant"]
JUDGED = [code for code in FACTS if code not in GUIDANCE]
AWARDED = [code for code, result in PASSING.items() if result.outcome == "award"]
REQUESTABLE = [code for code in AWARDED if "requested_fen" in ITEMS[code].fact_codes]
UNITS = ("core-technology", "national-mission", "challenge-post-grant")
ADDRESSED = {
    **dict.fromkeys(UNITS, "university_or_institute"),
    "tech-transfer": "university_or_institute",
    "talent-startup": "person",
    "talent-benefits": "person",
}
YEARLY = [code for code, item in ITEMS.items() if item.year_code and code != "tech-transfer"]
REGISTRATIONS = ("registered_in_area", "taxed_in_area", "statistics_in_area")


@pytest.mark.parametrize("code", FACTS)
def test_item_ends_as_the_catalogue_says_when_every_condition_holds(code: str) -> None:
    assert (PASSING[code].outcome, failed(PASSING[code])) == (ITEMS[code].outcome, [])


@pytest.mark.parametrize("registration", REGISTRATIONS)
@pytest.mark.parametrize("code", JUDGED)
def test_enterprise_is_rejected_when_a_registration_is_missing(code: str, registration: str) -> None:
    assert registration in failed(judge(code, applicant={"type": "enterprise", registration: False}))


@pytest.mark.parametrize("code", GUIDANCE)
def test_guidance_answers_anyone_when_asked(code: str) -> None:
    assert judge(code, applicant=dict.fromkeys(REGISTRATIONS, False)).outcome == "no_grant"


@pytest.mark.parametrize("kind", ["university_or_institute", "person"])
@pytest.mark.parametrize("code", JUDGED)
def test_applicant_is_held_to_registration_unless_the_clause_addresses_it(code: str, kind: str) -> None:
    held = failed(judge(code, applicant={"type": kind, **dict.fromkeys(REGISTRATIONS, False)}))
    assert [name for name in held if name in REGISTRATIONS] == ([] if ADDRESSED.get(code) == kind else list(REGISTRATIONS))


@pytest.mark.parametrize("code", ADDRESSED)
def test_applicant_is_supported_when_the_clause_addresses_it_and_it_is_registered_nowhere(code: str) -> None:
    result = judge(code, applicant={"type": ADDRESSED[code], **dict.fromkeys(REGISTRATIONS, False)})
    assert (result.outcome, failed(result)) == (ITEMS[code].outcome, [])


@pytest.mark.parametrize("source", ["finance", "market", "tax", "customs"])
@pytest.mark.parametrize(
    ("on", "failing"),
    [
        ("2023-03-01", []),
        ("2023-03-02", []),
        ("2023-03-03", ["no_serious_record"]),
        ("2026-03-01", ["no_serious_record"]),
        ("2026-03-02", ["no_serious_record"]),
        ("2026-03-03", []),
    ],
)
def test_record_counts_when_within_three_years_of_the_application(source: str, on: str, failing: list[str]) -> None:
    records = [{"source": source, "on": on, "serious": True}]
    assert failed(judge("core-technology", applicant={"records": records})) == failing


@pytest.mark.parametrize(("on", "failing"), [("2021-02-28", []), ("2021-03-01", ["no_serious_record"])])
def test_record_counts_from_the_end_of_february_when_the_application_is_on_a_leap_day(on: str, failing: list[str]) -> None:
    records = [{"source": "tax", "on": on, "serious": True}]
    result = judge("core-technology", application_date="2024-02-29", matter_date="2023-12-31", applicant={"records": records})
    assert failed(result) == failing


@pytest.mark.parametrize("code", ADDRESSED)
def test_record_binds_organisations_and_not_persons(code: str) -> None:
    records = [{"source": "tax", "on": "2026-01-01", "serious": True}]
    failing = [] if ADDRESSED[code] == "person" else ["no_serious_record"]
    assert failed(judge(code, applicant={"type": ADDRESSED[code], "records": records})) == failing


@pytest.mark.parametrize("code", ["talent-startup", "core-technology"])
def test_record_binds_the_enterprise_where_persons_may_apply_too(code: str) -> None:
    records = [{"source": "tax", "on": "2026-01-01", "serious": True}]
    assert failed(judge(code, applicant={"type": "enterprise", "records": records})) == ["no_serious_record"]


@pytest.mark.parametrize(("kind", "outcome"), [("university_or_institute", "award"), ("enterprise", "reject")])
def test_record_is_not_read_when_a_rule_exempts_the_applicant_which_no_enterprise_can_be(kind: str, outcome: str) -> None:
    records = [{"source": "tax", "on": "2026-01-01", "serious": True}]
    values = {"record_exempts": ["university_or_institute"]}
    assert judge("core-technology", values=values, applicant={"type": kind, "records": records}).outcome == outcome


@pytest.mark.parametrize("whom", ["enterprise", "person", "anybody"])
def test_rule_is_refused_when_it_exempts_whom_the_law_binds(whom: str) -> None:
    with pytest.raises(Refusal):
        judge("core-technology", values={"record_exempts": [whom]})


def test_record_does_not_count_when_it_is_not_serious() -> None:
    records = [{"source": "tax", "on": "2026-01-01", "serious": False}]
    assert judge("core-technology", applicant={"records": records}).outcome == "award"


@pytest.mark.parametrize(("on", "failing"), [("2022-01-13", ["matter_in_time"]), ("2022-01-14", []), ("2022-01-15", [])])
def test_matter_is_judged_by_its_date_when_near_the_first_day_in_force(on: str, failing: list[str]) -> None:
    result = judge("core-technology", matter_date=on)
    assert failed(result) == failing
    assert next(reason["figure"] for reason in result.reasons if reason["code"] == "matter_in_time") == on


@pytest.mark.parametrize("code", JUDGED)
@pytest.mark.parametrize(
    ("on", "failing"),
    [
        ("2026-03-01", []),
        ("2026-03-02", []),
        ("2026-03-03", ["matter_not_ahead"]),
        ("2030-01-01", ["matter_not_ahead"]),
        ("9999-12-31", ["matter_not_ahead"]),
    ],
)
def test_matter_is_rejected_when_it_is_after_the_application(code: str, on: str, failing: list[str]) -> None:
    assert failed(judge(code, matter_date=on)) == failing


@pytest.mark.parametrize("code", YEARLY)
@pytest.mark.parametrize(
    ("year", "failing"),
    [
        (2000, ["year_in_force"]),
        (2021, ["year_in_force"]),
        (2022, []),
        (2023, []),
        (2025, []),
        (2026, []),
        (2027, ["year_not_ahead"]),
        (2030, ["year_not_ahead"]),
    ],
)
def test_year_is_from_2022_to_that_of_the_application(code: str, year: int, failing: list[str]) -> None:
    changed: dict[str, Any] = {str(ITEMS[code].year_code): year}
    assert failed(judge(code, **changed)) == failing


@pytest.mark.parametrize(("on", "failing"), [("2025-12-31", ["year_not_ahead"]), ("2026-01-01", []), ("2026-01-02", [])])
def test_year_is_open_from_its_first_day(on: str, failing: list[str]) -> None:
    assert failed(judge("public-platform", year=2026, application_date=on, matter_date="2025-12-31")) == failing


@pytest.mark.parametrize("code", AWARDED)
@pytest.mark.parametrize("step", [-1, 0, 1])
def test_award_is_what_is_left_when_part_was_paid(code: str, step: int) -> None:
    full = PASSING[code].award_fen or 0
    result = judge(code, already_paid_fen=full + step)
    assert (result.award_fen, failed(result)) == ((1, []) if step < 0 else (0, ["something_left"]))


@pytest.mark.parametrize("code", AWARDED)
@pytest.mark.parametrize(("step", "outcome"), [(-1, "award"), (0, "award"), (1, "refer")])
def test_award_is_referred_when_an_older_policy_pays_more(code: str, step: int, outcome: str) -> None:
    result = judge(code, older_policy_fen=(PASSING[code].award_fen or 0) + step)
    assert result.outcome == outcome
    assert failed(result) == (["older_policy_not_better"] if outcome == "refer" else [])


@pytest.mark.parametrize("code", JUDGED)
@pytest.mark.parametrize("closed", [True, False])
def test_application_is_rejected_when_support_for_the_same_was_got_by_fraud(code: str, *, closed: bool) -> None:
    result = judge(code, subject_closed=closed)
    assert failed(result) == (["subject_open"] if closed else [])
    assert result.outcome == ("reject" if closed else PASSING[code].outcome)
    assert [one["clause"] for one in result.reasons if one["code"] == "subject_open"] == ["七、保障措施"]


@pytest.mark.parametrize("code", JUDGED)
def test_nothing_is_said_of_fraud_when_nobody_was_asked(code: str) -> None:
    assert "subject_open" not in [reason["code"] for reason in PASSING[code].reasons]


def test_older_policy_is_compared_with_what_the_subject_receives_in_all_when_part_was_paid() -> None:
    full = PASSING["core-technology"].award_fen or 0
    assert judge("core-technology", already_paid_fen=full - 1, older_policy_fen=full).award_fen == 1
    assert judge("core-technology", already_paid_fen=full, older_policy_fen=full + 1).outcome == "refer"


def test_older_policy_does_not_help_when_a_condition_fails() -> None:
    assert judge("core-technology", undertakes_project=False, older_policy_fen=WAN).outcome == "reject"


def test_parameter_is_asked_for_first_when_an_older_policy_might_pay_more() -> None:
    assert judge("plan-rent", values={}, older_policy_fen=600 * WAN).outcome == "needs_parameter"


@pytest.mark.parametrize("code", REQUESTABLE)
@pytest.mark.parametrize("step", [-1, 0, 1])
def test_award_never_exceeds_the_request_when_one_is_made(code: str, step: int) -> None:
    full = PASSING[code].award_fen or 0
    result = judge(code, requested_fen=full + step)
    assert (result.award_fen, result.capped) == (full + min(step, 0), False)


def test_award_is_not_capped_when_the_request_is_below_the_cap_anyway() -> None:
    result = judge("public-platform", assessed_fen=900 * WAN, requested_fen=400 * WAN)
    assert (result.award_fen, result.capped) == (400 * WAN, False)


def test_payment_is_not_subtracted_twice_when_it_counts_for_subject_and_scope() -> None:
    paid = 1000 * WAN
    result = judge("core-technology", rd_investment_fen=20_000 * WAN, already_paid_fen=paid, cap_used_fen=paid)
    assert (result.award_fen, result.capped) == (4000 * WAN, True)


def test_reject_is_capped_when_the_used_cap_took_all() -> None:
    result = judge("public-platform", cap_used_fen=500 * WAN)
    assert (result.outcome, result.capped) == ("reject", True)
