"""其余资源。Items, enterprises, budgets, experts, the calendar, notices, and the codec."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time
import uuid
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from structlog.testing import capture_logs
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.converter import WorkflowSerializationContext

from models.tables import Disbursement
from policy.working_days import BEIJING, years_after
from runtime.encryption import SealedCodec
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, HEAD, OFFICER, STRANGER, TREASURY_SECRET, Desk, code_of
from tests.office import ACCOUNT, Office
from tests.sealing import PAYLOAD_KEY

FACT = {"name": "size", "value": "medium", "effective_on": "2026-01-01"}
CALLBACK = {
    "instruction_no": "P-1",
    "status": "paid",
    "amount_fen": 1,
    "at": "2026-11-25T08:00:00+08:00",
    "bank_reference": "B1",
    "reason": None,
}


@pytest.fixture
def durations() -> dict[str, int]:
    """Notices that are open when somebody objects."""
    return {"public_notice": 12_000}


async def test_items_are_public_with_schema_and_evidence(api: Desk) -> None:
    assert len((await api.get(None, "/items")).json()) > 20
    item = (await api.get(None, "/items/core-technology")).json()
    assert item["schema"]["$schema"].endswith("2020-12/schema")
    assert (item["clause"], item["process"], item["review"]) == (1, "application", "expert")
    assert code_of(await api.get(None, "/items/none")) == "unknown_item"


async def test_item_is_assessed_by_anybody_and_nothing_is_stored(api: Desk) -> None:
    document = {
        "level": "bda", "event": "newly_obtained", "certificate_no": "1", "application_date": "2026-03-01", "matter_date": "2026-03-01",
        "applicant": {"type": "enterprise", "registered_in_area": True, "taxed_in_area": True, "statistics_in_area": True, "records": []},
    }  # fmt: skip
    found = (await api.post(None, "/items/innovation-centre/assess", document, key="")).json()
    assert (found["outcome"], found["award_fen"] > 0) == ("award", True)
    wrong = await api.post(None, "/items/innovation-centre/assess", document | {"level": "moon"}, key="")
    assert code_of(wrong) == "invalid_input"


@pytest.mark.parametrize("written", [CHENXIN.lower(), f" {CHENXIN[:8]} {CHENXIN[8:]}", "\uff19" + CHENXIN[1:], CHENXIN + "\u200b"])
async def test_credit_code_is_read_as_what_it_is_when_it_is_written_otherwise(shared: Desk, written: str) -> None:
    body = {"item_code": "innovation-centre", "enterprise_uscc": written, "facts": {}}
    drafted = await shared.post(APPLICANT, "/applications", body)
    assert (drafted.status_code, drafted.json()["enterprise_uscc"]) == (201, CHENXIN)
    assert (await shared.get(OFFICER, f"/enterprises/{written}")).json()["uscc"] == CHENXIN


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (CHENXIN[:-1] + "F", "统一社会信用代码校验不通过"),
        (CHENXIN[:-1], "统一社会信用代码应为18位，所填为17位"),
        ("\u200b", "统一社会信用代码应为18位，所填为0位"),
        (CHENXIN.replace("0", "O"), "统一社会信用代码不含字母I、O、S、V、Z"),
        ("甲", "统一社会信用代码不含“甲”"),
    ],
)
async def test_credit_code_is_refused_in_both_languages_when_it_is_none(shared: Desk, written: str, said: str) -> None:
    body = {"item_code": "innovation-centre", "enterprise_uscc": written, "facts": {}}
    refused = await shared.post(APPLICANT, "/applications", body)
    [fault] = refused.json()["errors"]
    assert (code_of(refused), fault["field"]) == ("invalid_input", "enterprise_uscc")
    assert fault["message"]["zh"] == said
    assert code_of(await shared.get(OFFICER, f"/enterprises/{written}")) == "not_found"


async def test_facts_of_an_enterprise_are_kept_with_their_day(api: Desk) -> None:
    path = f"/enterprises/{CHENXIN}/facts"
    assert (await api.post(APPLICANT, path, FACT)).status_code == 201
    assert (await api.post(OFFICER, path, FACT | {"value": "large", "effective_on": "2026-06-01"})).status_code == 201
    assert [fact["value"] for fact in (await api.get(APPLICANT, path)).json()] == ["large", "medium"]
    assert [fact["value"] for fact in (await api.get(APPLICANT, path, params={"on": "2026-05-31"})).json()] == ["medium"]
    assert code_of(await api.post(STRANGER, path, FACT)) == "not_found"


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(1949, 9, 30), 422),
        (date(1949, 10, 1), 201),
        (years_after(datetime.now(BEIJING).date(), 10), 201),
        (years_after(datetime.now(BEIJING).date(), 10) + timedelta(days=2), 422),
    ],
)
@pytest.mark.parametrize("person", [APPLICANT, OFFICER])
async def test_fact_is_recorded_only_within_the_days_it_may_be_from(shared: Desk, person: str, day: date, status: int) -> None:
    answer = await shared.post(person, f"/enterprises/{CHENXIN}/facts", FACT | {"name": "pool_no", "effective_on": day.isoformat()})
    assert answer.status_code == status
    if status != 201:
        assert code_of(answer) == "invalid_input"
        [fault] = answer.json()["errors"]
        assert fault["field"] == "effective_on"
        assert fault["message"]["zh"].startswith("应在1949年10月1日至")


@pytest.mark.parametrize("person", [APPLICANT, OFFICER])
async def test_fact_is_refused_with_what_is_known_when_nobody_asks_for_it(shared: Desk, person: str) -> None:
    answer = await shared.post(person, f"/enterprises/{CHENXIN}/facts", FACT | {"name": "siz", "effective_on": "1900-01-01"})
    assert code_of(answer) == "invalid_input"
    assert [fault["field"] for fault in answer.json()["errors"]] == ["name", "effective_on"]
    assert "little_giant" in answer.json()["errors"][0]["message"]["zh"]


async def test_movement_names_its_application_when_an_award_was_approved(api: Desk) -> None:
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    budgets = (await api.get("finance-1", "/appropriations")).json()
    pages = [(await api.get("finance-1", f"/appropriations/{budget['id']}/transfers")).json()["items"] for budget in budgets]
    named = {(row["kind"], row["application_id"]) for page in pages for row in page}
    assert named == {("appropriation", None), ("pre_commitment", drafted["id"])}


async def test_callback_is_matched_when_it_is_about_the_payment_of_a_case(api: Desk, behind: Office) -> None:
    drafted = await api.submitted()
    await behind.add(Disbursement(number="P-1", case_id=uuid.UUID(drafted["id"]), amount_fen=1, account=ACCOUNT))
    body = json.dumps(CALLBACK).encode()
    at = int(time.time())
    signature = hmac.new(TREASURY_SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    headers = {"Content-Type": "application/json", "X-Signature": f"t={at},v1={signature}"}
    assert (await api.ask(None, "POST", "/treasury/callbacks", content=body, headers=headers)).json() == {"matched": True}


async def test_calendar_is_imported_by_the_administrator(api: Desk) -> None:
    assert (await api.get(None, "/calendar/2026")).json()["official"] is True
    notice = {"document_no": "国办发明电〔2027〕1号", "days": [{"day": "2028-01-01", "kind": "off", "name": "元旦"}]}
    assert code_of(await api.ask("admin", "PUT", "/calendar/2029", json=notice)) == "invalid_input"
    imported = await api.ask("admin", "PUT", "/calendar/2028", json=notice)
    assert imported.json() == {"year": 2028, "days": 1, "changed": True, "recomputed": 0}
    assert (await api.ask("admin", "PUT", "/calendar/2028", json=notice)).json()["changed"] is False
    assert (await api.get(None, "/calendar/2028")).json()["document_no"] == "国办发明电〔2027〕1号"


def named(*days: str) -> dict[str, Any]:
    return {"document_no": "国办发明电〔2029〕1号", "days": [{"day": day, "kind": "working", "name": "元旦调休上班"} for day in days]}


async def test_notice_sets_days_of_the_december_before(api: Desk) -> None:
    assert (await api.ask("admin", "PUT", "/calendar/2030", json=named("2029-12-29", "2030-01-05"))).json()["days"] == 2
    found = {year: (await api.get(None, f"/calendar/{year}")).json() for year in (2029, 2030)}
    assert [(day["day"], day["notice_year"]) for day in found[2029]["days"]] == [("2029-12-29", 2030)]
    assert (found[2029]["official"], found[2030]["official"]) == (False, True)


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        (("2029-11-30",), ["days[0].day"]),
        (("2030-01-05", "2031-01-01"), ["days[1].day"]),
        (("2030-01-05", "2030-01-05", "2028-12-29"), ["days[1].day", "days[2].day"]),
        ((), ["days"]),
    ],
)
async def test_notice_is_refused_whole_when_some_of_its_days_are_wrong(shared: Desk, days: tuple[str, ...], wrong: list[str]) -> None:
    answer = await shared.ask("admin", "PUT", "/calendar/2030", json=named(*days))
    assert code_of(answer) == "invalid_input"
    assert [fault["field"] for fault in answer.json()["errors"]] == wrong
    assert (await shared.get(None, "/calendar/2030")).json()["days"] == []


NEW_YEAR = {"day": "2031-01-01", "kind": "off", "name": "元旦"}


def off(*days: date) -> list[dict[str, str]]:
    return [{"day": day.isoformat(), "kind": "off", "name": "放假"} for day in days]


@pytest.mark.parametrize("names", [("元旦", "元旦"), ("元旦", "新年"), ("元旦", "新年", "元旦", "放假")])
async def test_imports_of_one_year_take_turns_when_they_come_at_once(api: Desk, names: tuple[str, ...]) -> None:
    notices = [{"document_no": f"国办发明电〔2030〕{7 + at}号", "days": [NEW_YEAR | {"name": name}]} for at, name in enumerate(names)]
    answers = await asyncio.gather(*(api.ask("admin", "PUT", "/calendar/2031", json=notice) for notice in notices))
    # One that was asked for before another that is already in is out of date; nobody is told to come again.
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert 200 in {answer.status_code for answer in answers}
    found = (await api.get(None, "/calendar/2031")).json()
    assert {"document_no": found["document_no"], "days": [NEW_YEAR | {"name": found["days"][0]["name"]}]} in notices


async def test_one_import_is_taken_when_the_same_notice_comes_at_once(api: Desk) -> None:
    notice = {"document_no": "国办发明电〔2030〕7号", "days": [NEW_YEAR]}
    answers = await asyncio.gather(*(api.ask("admin", "PUT", "/calendar/2031", json=notice) for _ in range(3)))
    assert [(answer.status_code, answer.json()["days"]) for answer in answers] == [(200, 1)] * 3


@pytest.mark.parametrize("number", ["国办发明电〔2030〕7号", "国办发明电[2030]07号", "国办发明电【2030】7号 "])
async def test_notice_is_refused_when_it_was_imported_for_another_year(api: Desk, number: str) -> None:
    given = {"document_no": "国办发明电〔2030〕7号", "days": [NEW_YEAR]}
    assert (await api.ask("admin", "PUT", "/calendar/2031", json=given)).status_code == 200
    other = {"document_no": number, "days": off(date(2032, 1, 1))}
    refused = await api.ask("admin", "PUT", "/calendar/2032", json=other)
    assert (refused.status_code, [fault["field"] for fault in refused.json()["errors"]]) == (409, ["document_no"])
    assert (await api.get(None, "/calendar/2032")).json()["official"] is False


@pytest.mark.parametrize(
    ("days", "field"),
    [
        (off(*(date(2031, 1, 1) + timedelta(days=ahead) for ahead in range(365))), "days"),
        (off(*(date(2031, 2, day) for day in range(1, 29))), "days"),
        (off(*(date(2031, 12, day) for day in range(1, 32) if date(2031, 12, day).weekday() < 5)), "days"),
        ([NEW_YEAR, {"day": "2031-01-02", "kind": "working", "name": "调休上班"}], "days[1].day"),
    ],
)
async def test_notice_is_refused_when_no_notice_says_so(shared: Desk, days: list[dict[str, str]], field: str) -> None:
    refused = await shared.ask("admin", "PUT", "/calendar/2031", json={"document_no": "国办发明电〔2030〕9号", "days": days})
    assert (refused.status_code, [fault["field"] for fault in refused.json()["errors"]]) == (422, [field])
    assert (await shared.get(None, "/calendar/2031")).json()["official"] is False


async def test_notice_is_taken_when_a_month_keeps_one_working_day(api: Desk) -> None:
    days = off(*(date(2031, 2, day) for day in range(1, 28)))
    assert (await api.ask("admin", "PUT", "/calendar/2031", json={"document_no": "国办发明电〔2030〕9号", "days": days})).status_code == 200


async def test_objection_is_filed_by_anybody_and_read_by_the_department_and_auditors(api: Desk, behind: Office) -> None:
    drafted = await api.submitted()
    done = {"acceptance": (OFFICER, {"decision": "accepted"}), "desk_review": (OFFICER, {"decision": "recommended", "opinion": "可"}),
            "decision": (HEAD, {"decision": "approved"})}  # fmt: skip
    for kind, (person, answer) in done.items():
        await api.done(person, drafted["id"], kind, answer)
    mine = [notice for notice in (await api.get(None, "/notices")).json()["items"] if notice["application_number"] == drafted["number"]]
    objection = {"name": "张三", "contact": "13800000000", "grounds": "证书存疑"}
    path = f"/notices/{mine[0]['id']}/objections"
    first, again = [await api.post(STRANGER, path, objection, key="o") for _ in range(2)]
    assert (first.status_code, first.json()) == (201, again.json())
    assert (await api.get(None, f"/notices/{mine[0]['id']}")).json()["state"] == "suspended"
    published = await api.get(None, f"/notices/{mine[0]['id']}", headers={"Accept": "text/plain"})
    assert published.headers["content-type"].startswith("text/plain")
    assert "拟支持公示" in published.text
    assert "实名提出" in published.text
    filed = f"/cases/{drafted['id']}/objections"
    assert [row["contact"] for row in (await api.get(OFFICER, filed)).json()] == ["13800000000"]
    assert [row["contact"] for row in (await api.get("auditor", filed)).json()] == ["****0000"]
    assert code_of(await api.get(APPLICANT, filed)) == "forbidden"
    read = (await api.get(APPLICANT, f"/applications/{drafted['id']}")).json()
    assert read["award_fen"] > 0
    assert read["assessment"]["children"]
    assert "13800000000" not in (await api.get(APPLICANT, f"/cases/{drafted['id']}/timeline")).text


async def test_message_is_read_by_whom_it_is_for(api: Desk) -> None:
    await api.submitted()
    messages = (await api.get(APPLICANT, "/messages", params={"unread": "true"})).json()["items"]
    assert "已收到申请" in messages[0]["text"]["zh"]
    path = f"/messages/{messages[0]['id']}/read"
    assert code_of(await api.ask(STRANGER, "PUT", path)) == "not_found"
    assert (await api.ask(APPLICANT, "PUT", path)).status_code == 204
    assert (await api.get(APPLICANT, "/messages", params={"unread": "true"})).json()["items"] == []


DECODE = "/codec/decode?purpose=查明该件未办结的原因"


async def sealed(case: str = "application/BDA-1") -> dict[str, Any]:
    codec = SealedCodec([PAYLOAD_KEY]).with_context(WorkflowSerializationContext("default", case))
    return MessageToDict(Payloads(payloads=await codec.encode([Payload(metadata={"encoding": b"json/plain"}, data=b'{"a": 1}')])))


async def test_payloads_are_decoded_for_operators_alone(api: Desk) -> None:
    body = await sealed()
    opened = await api.post("operator", DECODE, body, key="", headers={"Origin": "http://127.0.0.1:8233"})
    assert json.loads(base64.b64decode(opened.json()["payloads"][0]["data"])) == {"a": 1}
    assert opened.headers["access-control-allow-origin"] == "http://127.0.0.1:8233"
    assert code_of(await api.post(OFFICER, DECODE, body, key="")) == "forbidden"


async def test_decoding_is_logged_with_who_asked_what_for_and_of_which_process(api: Desk) -> None:
    with capture_logs() as logged:
        assert (await api.post("operator", DECODE, await sealed("application/BDA-2"), key="")).status_code == 200
    [line] = [one for one in logged if one["event"] == "payloads decoded"]
    assert (line["actor"], line["purpose"], line["workflows"]) == ("operator", "查明该件未办结的原因", ["application/BDA-2"])


@pytest.mark.parametrize("asked", ["", "?purpose=", "?purpose=%20", "?purpose=%E2%80%8B"])
async def test_payloads_stay_sealed_when_no_purpose_is_named(api: Desk, asked: str) -> None:
    with capture_logs() as logged:
        refused = await api.post("operator", f"/codec/decode{asked}", await sealed(), key="")
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (422, ["query.purpose"])
    assert not [one for one in logged if one["event"] == "payloads decoded"]


@pytest.mark.parametrize(
    "body", [{"payloads": 1}, {"x": 1}, [], None, {"payloads": [{"metadata": {"encoding": "YmluYXJ5L2VuY3J5cHRlZA=="}}]}]
)
async def test_payloads_are_refused_when_they_are_none(api: Desk, body: Any) -> None:
    answer = await api.ask("operator", "POST", DECODE, content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}


async def test_broken_seal_is_refused_when_it_was_tampered_with(api: Desk) -> None:
    body = await sealed()
    data = base64.b64decode(body["payloads"][0]["data"])
    body["payloads"][0]["data"] = base64.b64encode(data[:-1] + bytes([data[-1] ^ 1])).decode()
    assert (await api.post("operator", DECODE, body)).status_code == 422


@pytest.mark.parametrize("year", [2019, 2021, 2101])
async def test_calendar_says_which_years_there_are_when_another_is_asked_for(shared: Desk, year: int) -> None:
    notice = {"document_no": "国办发明电〔2018〕15号", "days": [{"day": f"{min(year, 2100)}-01-01", "kind": "off", "name": "元旦"}]}
    for answer in (await shared.get(None, f"/calendar/{year}"), await shared.ask("admin", "PUT", f"/calendar/{year}", json=notice)):
        assert (code_of(answer), answer.json()["errors"][0]["field"]) == ("invalid_input", "year")
        assert "2022至2100" in answer.json()["errors"][0]["message"]["zh"]
