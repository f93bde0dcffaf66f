"""Who speaks for an enterprise whose place was taken: its successor reads and acts, its own people go on reading, strangers neither."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sandbox.enterprises import CHENXIN, HAIXI, QINGHE, YUNHENG
from tests.api.desk import APPLICANT, OFFICER, Desk, code_of
from tests.models.succeeding import succeed
from tests.office import ACCOUNT, FINANCE, OTHER_FINANCE, Case, Office, defective, explained, person
from tests.office.milestones import application_to
from tests.workflows.successions import take_over

SUCCESSOR, STRANGER = "applicant-yunheng", "applicant-haixi"


@pytest.fixture
async def corrected(behind: Office) -> Case:
    """An application whose enterprise has to correct something, and has lost its place."""
    case = await behind.apply_for()
    await case.answer("acceptance", person(OFFICER), **defective())
    await case.reach("correction")
    await succeed(behind.database, (CHENXIN, YUNHENG))
    return case


async def listed(api: Desk, person: str, path: str, **query: str) -> list[dict[str, Any]]:
    return list((await api.get(person, path, params=query)).json()["items"])


async def correction(api: Desk, person: str, case: Case) -> dict[str, Any]:
    [task] = await listed(api, person, "/tasks", case=case.number, kind="correction")
    return task


async def test_successors_people_read_and_act_when_a_case_was_the_predecessors(api: Desk, corrected: Case) -> None:
    assert [row["number"] for row in await listed(api, SUCCESSOR, "/applications")] == [corrected.number]
    task = await correction(api, SUCCESSOR, corrected)
    assert task["may_complete"]
    assert [row["id"] for row in await listed(api, SUCCESSOR, "/tasks", mine="true")] == [task["id"]]
    for path in ("", "/letter", "/documents"):
        assert (await api.get(SUCCESSOR, f"/applications/{corrected.number}{path}")).status_code == 200
    assert (await api.get(SUCCESSOR, f"/cases/{corrected.number}/timeline")).status_code == 200
    assert await listed(api, SUCCESSOR, "/messages")
    await api.done(SUCCESSOR, corrected.number, "correction", explained())
    await corrected.reach("acceptance")


async def test_application_is_listed_and_shown_under_the_name_of_whoever_stands_for_it_today(api: Desk, corrected: Case) -> None:
    name = "演示云衡机器人（北京）股份有限公司"
    assert [row["enterprise_name"] for row in await listed(api, OFFICER, "/applications")] == [name]
    shown = (await api.get(OFFICER, f"/applications/{corrected.number}")).json()
    # Whose it was when it was applied for stays on record.
    assert (shown["enterprise_name"], shown["enterprise_uscc"]) == (name, CHENXIN)
    task = await correction(api, SUCCESSOR, corrected)
    assert (await api.get(SUCCESSOR, f"/tasks/{task['id']}")).json()["enterprise_name"] == name


async def test_open_confirmation_shows_whoever_stands_for_the_payee_and_to_whom_it_was_released(api: Desk, behind: Office) -> None:
    case = await application_to("payment", behind)
    await case.answer("payment_release", FINANCE, decision="payment_released")
    task = await case.task("payment_confirmation")
    path = f"/tasks/{task.id}"
    before = (await api.get(OTHER_FINANCE.subject, path)).json()["about"]
    assert (before["payee"], before.get("released_to")) == (ACCOUNT["holder"], None)
    await succeed(behind.database, (CHENXIN, YUNHENG))
    about = (await api.get(OTHER_FINANCE.subject, path)).json()["about"]
    assert (about["payee"], about["released_to"]) == ("演示云衡机器人（北京）股份有限公司", ACCOUNT["holder"])


async def test_predecessors_people_go_on_reading_and_act_no_longer(api: Desk, corrected: Case) -> None:
    assert [row["number"] for row in await listed(api, APPLICANT, "/applications")] == [corrected.number]
    task = await correction(api, APPLICANT, corrected)
    assert not task["may_complete"]
    assert await listed(api, APPLICANT, "/tasks", mine="true") == []
    denied = await api.post(APPLICANT, f"/tasks/{task['id']}/complete", explained())
    assert (denied.status_code, code_of(denied)) == (403, "forbidden")
    assert "贵单位的权利义务已由演示云衡机器人（北京）股份有限公司承继，由其办理。" in denied.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/applications", {"item_code": "innovation-centre", "enterprise_uscc": CHENXIN, "matter_date": "2026-03-01", "facts": {}}),
        ("/cases/{number}/withdraw", {"reason": "不再需要"}),
        (f"/enterprises/{CHENXIN}/facts", {"name": "size", "value": "large", "effective_on": "2026-01-01"}),
        ("/filings", {"kind": "relocation", "planned_on": "2027-01-01", "description": "迁址", "evidence": []}),
    ],
)
async def test_predecessors_people_begin_and_end_nothing(api: Desk, corrected: Case, path: str, body: dict[str, Any]) -> None:
    denied = await api.post(APPLICANT, path.format(number=corrected.number), body)
    assert (denied.status_code, code_of(denied)) == (403, "forbidden"), denied.text


async def test_successors_people_withdraw_what_was_the_predecessors(api: Desk, corrected: Case) -> None:
    answer = await api.post(SUCCESSOR, f"/cases/{corrected.number}/withdraw", {"reason": "不再需要"})
    assert answer.status_code == 200, answer.text
    await corrected.reach("withdrawn")


async def test_stranger_reads_and_does_nothing(api: Desk, corrected: Case) -> None:
    task = await correction(api, SUCCESSOR, corrected)
    assert await listed(api, STRANGER, "/applications") == []
    assert await listed(api, STRANGER, "/tasks") == []
    for path in (f"/applications/{corrected.number}", f"/cases/{corrected.number}/timeline", f"/tasks/{task['id']}"):
        assert (await api.get(STRANGER, path)).status_code == 404
    assert (await api.post(STRANGER, f"/tasks/{task['id']}/complete", explained())).status_code == 404


async def test_last_of_a_chain_acts_and_those_between_read(api: Desk, behind: Office, corrected: Case) -> None:
    await succeed(behind.database, (YUNHENG, QINGHE))
    assert not (await correction(api, SUCCESSOR, corrected))["may_complete"]
    assert (await correction(api, "applicant-qinghe", corrected))["may_complete"]


async def test_successor_reads_nothing_of_another_enterprise_and_its_predecessor_nothing_of_it(api: Desk, behind: Office) -> None:
    own = await behind.apply_for(uscc=YUNHENG)
    await succeed(behind.database, (CHENXIN, YUNHENG), (HAIXI, QINGHE))
    assert (await api.get(APPLICANT, f"/applications/{own.number}")).status_code == 404
    assert (await api.get("applicant-qinghe", f"/applications/{own.number}")).status_code == 404
    assert {row["uscc"] for row in await listed(api, SUCCESSOR, "/enterprises")} == {CHENXIN, YUNHENG}
    assert {row["uscc"] for row in await listed(api, APPLICANT, "/enterprises")} == {CHENXIN}


async def test_waiting_task_is_the_successors_once_the_succession_is_approved(api: Desk, behind: Office) -> None:
    case = await behind.apply_for()
    await case.answer("acceptance", person(OFFICER), **defective())
    assert await listed(api, SUCCESSOR, "/tasks") == []
    await take_over(behind)
    assert [task["kind"] for task in await listed(api, SUCCESSOR, "/tasks", mine="true")] == ["correction"]
    assert any(case.number in message["text"]["zh"] for message in await listed(api, SUCCESSOR, "/messages"))


async def test_letter_addresses_the_successor(api: Desk, corrected: Case) -> None:
    letter = (await api.get(SUCCESSOR, f"/applications/{corrected.number}/letter")).json()
    assert "演示云衡机器人（北京）股份有限公司（承继演示晨芯微电子（北京）有限公司）：" in letter["text"]


async def test_timeline_says_who_took_over_and_when(api: Desk, behind: Office) -> None:
    case = await behind.apply_for()
    await case.answer("acceptance", person(OFFICER), **defective())
    await take_over(behind)
    await case.answer("correction", replace(person(SUCCESSOR), predecessors=(CHENXIN,)), **explained())
    told = (await api.get(APPLICANT, f"/cases/{case.number}/timeline")).json()
    assert [event["event"]["code"] for event in told] == ["submitted", "correction_requested", "succeeded", "corrected"]
    assert told[2]["event"]["zh"] == "由演示云衡机器人（北京）股份有限公司承继"
    assert [event["sequence"] for event in told] == [1, 2, 3, 4]
    assert (told[2]["from_stage"], told[2]["to_stage"]) == ("correction", "correction")


async def test_timeline_says_nothing_of_a_succession_when_the_case_had_ended(api: Desk, behind: Office) -> None:
    case = await behind.apply_for()
    await case.withdraw()
    await take_over(behind)
    told = (await api.get(SUCCESSOR, f"/cases/{case.number}/timeline")).json()
    assert [event["event"]["code"] for event in told] == ["submitted", "withdrawn"]
