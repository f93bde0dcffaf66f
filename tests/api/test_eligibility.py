"""What can I get, over REST: for anybody, and for an applicant with what is on record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from jsonschema import Draft202012Validator
from sqlalchemy import text

from models.tables import Verification
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, OFFICER, STRANGER, Desk, code_of
from tests.models.test_caps import application
from tests.office import WAN, Office
from tests.office.register import entry

HERE = {"registered_in_area": True, "taxed_in_area": True, "statistics_in_area": True, "records": []}
PROFILE: dict[str, Any] = {
    "applicant": {"type": "enterprise"} | HERE,
    "facts": {"year": 2025, "little_giant": True, "rd_expense_fen": 200_000_000, "target_fen": 100_000_000},
}
KNOWN = {"known": "true"}


def answer_of(body: dict[str, Any], code: str) -> dict[str, Any]:
    return next(dict(item) for item in body["items"] if item["item"] == code)


async def test_anybody_is_told_what_they_can_get(shared: Desk) -> None:
    answer = await shared.post(None, "/eligibility", PROFILE, key="")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert len(body["items"]) == len((await shared.get(None, "/items")).json())
    assert (body["items"][0]["item"], body["items"][0]["award_fen"]) == ("rd-growth", 20_000_000)


async def test_year_and_day_no_application_can_be_about_are_refused(shared: Desk) -> None:
    sent = {"facts": {"year": 2020, "rd-growth.year": 2021}, "matter_date": "0001-01-01", "application_date": "9999-12-31"}
    answer = await shared.post(None, "/eligibility", sent, key="")
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
    told = {error["field"]: error["clause"] for error in answer.json()["errors"]}
    assert told == dict.fromkeys(("application_date", "matter_date", "facts.year", "facts.rd-growth.year"), "七、保障措施")


async def test_wrong_profile_is_refused_with_the_field(shared: Desk) -> None:
    answer = await shared.post(None, "/eligibility", {"facts": {"rd_expense_fen": "much"}}, key="")
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
    assert [error["field"] for error in answer.json()["errors"]] == ["facts.rd_expense_fen"]
    assert code_of(await shared.post(None, "/eligibility", [], key="")) in {"invalid_input", "malformed"}


async def test_what_is_on_record_is_added_for_an_applicant_and_what_is_sent_goes_before_it(api: Desk) -> None:
    path = f"/enterprises/{CHENXIN}/facts"
    for name, value, since in (
        ("little_giant", True, "2024-01-01"),
        ("rd_expense_fen", 300_000_000, "2026-01-01"),
        ("rd_expense_fen", 200_000_000, "2025-01-01"),
        ("rd_expense_fen", 900_000_000, (datetime.now(BEIJING).date() + timedelta(days=400)).isoformat()),
    ):
        assert (await api.post(OFFICER, path, {"name": name, "value": value, "effective_on": since})).status_code == 201
    sent: dict[str, dict[str, Any]] = {"applicant": HERE, "facts": {"year": 2026, "target_fen": 100_000_000}}
    recorded = (await api.post(APPLICANT, "/eligibility", sent, key="", params=KNOWN)).json()
    assert answer_of(recorded, "rd-growth")["award_fen"] == 40_000_000
    sent["facts"]["rd_expense_fen"] = 100_000_500
    said = (await api.post(APPLICANT, "/eligibility", sent, key="", params=KNOWN)).json()
    assert answer_of(said, "rd-growth")["award_fen"] == 100
    without = (await api.post(APPLICANT, "/eligibility", sent, key="")).json()
    assert answer_of(without, "rd-growth")["award_fen"] is None


async def test_what_is_on_record_is_for_applicants_alone(api: Desk) -> None:
    assert code_of(await api.post(None, "/eligibility", PROFILE, key="", params=KNOWN)) == "unauthenticated"
    assert code_of(await api.post(OFFICER, "/eligibility", PROFILE, key="", params=KNOWN)) == "forbidden"


async def test_approved_rules_settle_what_the_law_leaves_open(api: Desk, behind: Office) -> None:
    profile = {
        "applicant": PROFILE["applicant"],
        "facts": {"plan": "growth", "year": 2026, "rent_paid_fen": 100},
        "matter_date": "2026-01-01",
    }
    assert answer_of((await api.post(None, "/eligibility", profile, key="")).json(), "plan-rent")["outcome"] == "needs_parameter"
    rule = "INSERT INTO implementing_rules (id, item_code, effective_from, values, document_no, entered_by, approved_by) VALUES "
    await behind.change(text(rule + """(gen_random_uuid(), 'plan-rent', '2026-01-01', '{"rate": "0.3"}', '细则', 'one', 'other')"""))
    assert answer_of((await api.post(None, "/eligibility", profile, key="")).json(), "plan-rent")["award_fen"] == 30


async def test_earlier_awards_and_what_the_register_says_are_counted_for_their_enterprise(api: Desk, behind: Office) -> None:
    award = application("rd-growth", 295 * WAN, year=2025)
    ended = application("rd-growth", 300 * WAN, year=2025)
    ended.stage = "rejected"
    async with behind.database.writing() as session:
        session.add_all([award, ended, await entry(session, "plan_growth", CHENXIN)])
    sent = {"applicant": HERE, "facts": PROFILE["facts"]}
    body = (await api.post(APPLICANT, "/eligibility", sent, key="", params=KNOWN)).json()
    growth = answer_of(body, "rd-growth")
    assert (growth["award_fen"], growth["cap"]["used_fen"], growth["before"]) == (5 * WAN, 295 * WAN, {"awards": 1, "fen": 295 * WAN})
    for answered, is_known in ((body, True), ((await api.post(APPLICANT, "/eligibility", sent, key="")).json(), False)):
        assert ("plan" not in {one["field"] for one in answer_of(answered, "plan-rent")["missing"]}) is is_known
    other = (await api.post(STRANGER, "/eligibility", sent, key="", params=KNOWN)).json()
    assert answer_of(other, "rd-growth")["cap"]["used_fen"] == 0


async def test_what_the_authorities_answered_last_is_known_with_its_day_and_asks_about_nothing(api: Desk, behind: Office) -> None:
    row, later = application("rd-growth", 1, year=2025), datetime(2026, 3, 9, 17, tzinfo=UTC)
    async with behind.database.writing() as session:
        session.add(row)
        await session.flush()
        for verified_at, taxed in ((later - timedelta(days=9), False), (later, True)):
            answered = {"type": "enterprise"} | HERE | {"taxed_in_area": taxed}
            session.add(Verification(application_id=row.id, applicant=answered, answers={}, failures=[], verified_at=verified_at))
            await session.flush()
    fact = {"name": "little_giant", "value": True, "effective_on": "2024-01-01"}
    assert (await api.post(APPLICANT, f"/enterprises/{CHENXIN}/facts", fact)).status_code == 201
    sent = {"applicant": {"statistics_in_area": False}}
    body = (await api.post(APPLICANT, "/eligibility", sent, key="", params=KNOWN)).json()
    known = {one["field"]: (one["value"], one["on"], one["source"]["zh"]) for one in body["known"]}
    verified = "2026-03-10", f"申请{row.number}核验"
    assert known["applicant.taxed_in_area"] == (True, *verified)
    assert known["applicant.records"] == ([], *verified)
    assert known["facts.little_giant"] == (True, "2024-01-01", "本单位填报")
    assert "applicant.statistics_in_area" not in known
    assert not any(answer["asked_about"] for answer in body["items"])
    assert "applicant.taxed_in_area" not in {one["field"] for answer in body["items"] for one in answer["missing"]}
    assert (await api.post(APPLICANT, "/eligibility", sent, key="")).json()["known"] == []
    assert (await api.post(STRANGER, "/eligibility", sent, key="", params=KNOWN)).json()["known"] != body["known"]


async def test_schema_of_a_profile_is_read_by_anybody(shared: Desk) -> None:
    schema = (await shared.get(None, "/eligibility/schema")).json()
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(PROFILE)
