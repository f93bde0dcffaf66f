"""Meetings over REST: called, shown to whom they concern, voted on as tasks; and what is wrong with a meeting."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from models.tables import Meeting, Person
from policy.working_days import BEIJING
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, Desk, code_of
from tests.office import Office, until
from tests.office.web_ui import current_details
from tests.workflows.test_application_decision import to_committee

WAN = 1_000_000
SEATS = ["committee-1", "committee-2", "committee-3"]
BODY: dict[str, Any] = {"department": "sti", "title": "一事一议专题会", "members": SEATS, "chair": "committee-1"}


@pytest.fixture
def durations() -> dict[str, int]:
    """Nothing is overdue while it is looked at."""
    kinds = ("meeting_listing", "meeting_convening", "meeting_vote", "meeting_minutes", "minutes_signature")
    return dict.fromkeys(kinds, 100_000)


async def workflow_of(behind: Office, number: str) -> str:
    """Return what the process of a meeting is called."""
    [row] = await behind.all(select(Meeting).where(Meeting.number == number))
    return str(row.workflow_id)


async def called(api: Desk, person: str = OFFICER, **changes: Any) -> str:
    answer = await api.post(person, "/meetings", BODY | changes)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/meetings/{answer.json()['number']}"
    return str(answer.json()["number"])


async def test_member_reads_a_case_once_asked_to_vote_on_it_and_not_after_standing_aside(api: Desk, behind: Office) -> None:
    case = (await to_committee(behind)).number
    number = await called(api)
    await api.done(
        OFFICER, case, "meeting_listing", {"decision": "tabled", "meeting": number, "proposed_fen": 300 * WAN, "opinion": "支持"}
    )
    offered = [f"/applications/{case}", f"/applications/{case}/documents", f"/cases/{case}/timeline", f"/cases/{case}/opinions"]
    assert {(await api.get("committee-1", one)).status_code for one in offered} == {404}
    await api.done(OFFICER, number, "meeting_convening", {"decision": "convened"})
    await api.soon("committee-1", number, "meeting_vote")
    assert {(await api.get("committee-1", one)).status_code for one in offered} == {200}
    await api.done("committee-1", number, "meeting_vote", {"decision": "recused", "reason": "有利害关系"})
    assert {(await api.get("committee-1", one)).status_code for one in offered} == {404}
    assert {(await api.get("committee-5", one)).status_code for one in offered} == {404}


async def test_meeting_resolves_a_case_from_its_calling_to_the_decision(api: Desk, behind: Office) -> None:
    case = (await to_committee(behind)).number
    number = await called(api)
    listed = {"decision": "tabled", "meeting": number, "proposed_fen": 300 * WAN, "opinion": "建议支持"}
    await api.done(OFFICER, case, "meeting_listing", listed)
    [matter] = (await api.get(HEAD, f"/meetings/{number}")).json()["agenda"]
    assert (matter["application_number"], matter["proposed_fen"], matter["votes"]) == (case, 300 * WAN, None)
    await api.done(OFFICER, number, "meeting_convening", {"decision": "convened"})
    for member in SEATS:
        task = await api.soon(member, number, "meeting_vote")
        assert (await api.get(member, f"/tasks/{task['id']}")).json()["about"]["number"] == case
        await api.done(member, number, "meeting_vote", {"decision": "voted_for", "award_fen": 200 * WAN})
    today = datetime.now(BEIJING).date().isoformat()
    written = {"minutes_no": "纪要〔2026〕1号", "held_on": today, "minutes": "会议同意支持。"}
    await api.done(OTHER_OFFICER, number, "meeting_minutes", {"decision": "minutes_written", **written})
    assert (await api.get(OFFICER, f"/meetings/{number}")).json()["minutes"] is None
    assert "matters: 1" in await current_details(behind.client, await workflow_of(behind, number))
    await api.done("committee-1", number, "minutes_signature", {"decision": "minutes_signed"})
    task = await api.soon(HEAD, case, "decision")
    shown = (await api.get(HEAD, f"/tasks/{task['id']}")).json()
    assert (shown["about"]["minutes_no"], shown["award"]["award_fen"]) == ("纪要〔2026〕1号", 200 * WAN)

    async def closed() -> dict[str, Any] | None:
        found = (await api.get("auditor", f"/meetings/{number}")).json()
        return found if found["stage"]["code"] == "closed" else None

    [matter] = dict(await until(closed, "closed"))["agenda"]
    assert (matter["result"], matter["award_fen"], matter["state"]) == ("carried", 200 * WAN, "taken")
    assert matter["votes"] == {"agreed": 3, "against": 0, "abstained": 0, "absent": 0, "recused": 0}
    assert (await api.get(OFFICER, f"/meetings/{number}")).json()["minutes"] == "会议同意支持。"
    letter = (await api.get(OFFICER, f"/cases/{number}/letter")).json()["text"]
    says = ("专题会会议纪要", "纪要〔2026〕1号", "会议同意支持。", "提请支持300万元", "同意3票", "决议：同意支持200万元。")
    assert [said for said in says if said not in letter] == []
    assert [one["number"] for one in (await api.get(OFFICER, "/meetings", params={"stage": "closed"})).json()["items"]] == [number]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"members": ["committee-1", "committee-2"]}, "members"),
        ({"members": ["committee-1", "committee-2", "committee-2"]}, "members"),
        ({"members": [*SEATS, OFFICER]}, "members"),
        ({"members": [*SEATS, "nobody"]}, "members"),
        ({"chair": "committee-4"}, "chair"),
        ({"title": " "}, "title"),
        ({"department": "nowhere"}, "department"),
    ],
)
async def test_meeting_is_refused_when_it_is_not_valid(api: Desk, changes: dict[str, Any], field: str) -> None:
    answer = await api.post(OFFICER, "/meetings", BODY | changes)
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["errors"]} == {field}


async def test_member_whose_rights_were_taken_back_cannot_sit(api: Desk, behind: Office) -> None:
    await behind.change(update(Person).where(Person.subject == "committee-2").values(revoked_at=datetime.now(BEIJING)))
    assert (await api.post(OFFICER, "/meetings", BODY)).status_code == 422


@pytest.mark.parametrize("person", [APPLICANT, HEAD, "committee-1", FOREIGN_OFFICER])
async def test_meeting_is_called_by_officers_of_its_department_alone(api: Desk, person: str) -> None:
    assert code_of(await api.post(person, "/meetings", BODY)) == "forbidden"


@pytest.mark.parametrize(
    ("person", "status"), [(APPLICANT, 403), (FOREIGN_OFFICER, 404), (HEAD, 200), ("committee-5", 200), ("auditor", 200)]
)
async def test_meeting_is_shown_to_its_department_and_whoever_works_for_all(api: Desk, person: str, status: int) -> None:
    number = await called(api)
    assert (await api.get(person, f"/meetings/{number}")).status_code == status


async def test_same_request_calls_one_meeting(api: Desk) -> None:
    first, second = [await api.post(OFFICER, "/meetings", BODY, key="one-and-the-same") for _ in range(2)]
    assert first.json()["number"] == second.json()["number"]
