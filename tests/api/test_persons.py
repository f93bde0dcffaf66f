"""Persons over REST: registered and looked up by their documents, whose numbers are nowhere in clear; and whom they are employed by."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from models.commands import natural_person as commands
from models.tables import (
    Employment,
    Expert,
    NaturalPerson,
    Recognition,
    Task,
    Verification,
)
from policy.credit_code import is_of_person, read
from policy.errors import Refusal
from sandbox.enterprises import CHENXIN
from tests.api.competing import SCORED
from tests.api.desk import APPLICANT, HEAD, OFFICER, PDF, STRANGER, Desk, code_of
from tests.api.test_personal_numbers import tables_with
from tests.office import FACTS, Office, person, told, until
from tests.office.web_ui import current_details

PERSON, OTHER_PERSON, FOREIGNER = "person-1", "person-2", "person-3"
HR, HR_HEAD = "officer-hr-1", "approver-hr-1"
NUMBER = "11010519491231002X"
CARD = {"document_kind": "resident_card", "number": NUMBER}
PROVES = {"decision": "paper_proves", "opinion": "劳动合同在有效期内"}
PASSPORT = {"document_kind": "passport", "number": "E12345678"}


@pytest.fixture
def durations() -> dict[str, int]:
    """Nothing is overdue while it is looked at."""
    return dict.fromkeys(("employer_answer", "employment_paper", "employment_check"), 100_000)


async def registered(api: Desk, person: str = PERSON, document: dict[str, str] = CARD) -> str:
    answer = await api.post(person, "/persons", document)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


async def named(api: Desk, code: str, employer: str = CHENXIN) -> str:
    answer = await api.post(PERSON, f"/persons/{code}/employments", {"employer_uscc": employer})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["number"])


async def test_person_registers_by_their_document_and_applies_under_a_code_of_ours(api: Desk) -> None:
    assert (await api.get(PERSON, "/me")).json()["enterprise"] is None
    code = await registered(api)
    assert (read(code), is_of_person(code), NUMBER in code) == (code, True, False)
    shown = (await api.get(PERSON, f"/persons/{code}")).json()
    assert (shown["name"], shown["document_kind"], shown["number"], shown["employer_uscc"]) == ("沈知行", "resident_card", "****002X", None)
    assert (await api.get(PERSON, "/me")).json()["enterprise"] == code
    assert (await api.get(PERSON, f"/enterprises/{code}")).json()["kind"] == "person"


@pytest.mark.parametrize(
    ("person", "document"),
    [(PERSON, PASSPORT), (OTHER_PERSON, CARD), (OTHER_PERSON, CARD | {"number": " 110105 19491231 002x"})],
)
async def test_person_registers_once_and_a_document_is_one_persons(api: Desk, person: str, document: dict[str, str]) -> None:
    await registered(api)
    refused = await api.post(person, "/persons", document)
    assert (code_of(refused), NUMBER in refused.text) == ("duplicate", False)


@pytest.mark.parametrize(
    ("person", "document", "code"),
    [
        (PERSON, CARD | {"number": "110105194912310021"}, "invalid_input"),
        (PERSON, CARD | {"document_kind": "licence"}, "invalid_input"),
        (PERSON, CARD | {"name": "某人"}, "invalid_input"),
        (APPLICANT, CARD, "forbidden"),
        (OFFICER, CARD, "forbidden"),
        (None, CARD, "unauthenticated"),
    ],
)
async def test_registration_is_refused(shared: Desk, person: str | None, document: dict[str, str], code: str) -> None:
    refused = await shared.post(person, "/persons", document)
    assert (code_of(refused), document["number"] in refused.text) == (code, False)


async def test_same_request_registers_once(api: Desk) -> None:
    answers = [await api.post(PERSON, "/persons", CARD, key="me") for _ in range(2)]
    assert len({answer.json()["code"] for answer in answers}) == 1
    assert code_of(await api.post(PERSON, "/persons", PASSPORT, key="me")) == "idempotency_key_reused"


# -- the number ---------------------------------------------------------------------------------------------------------------------------


WHY = {"purpose": "核对住房保障名单"}


async def reading(api: Desk, person: str, code: str) -> str:
    """Try to read a number, and return it or why not."""
    answer = await api.post(person, f"/persons/{code}/number", WHY, key="")
    return str(answer.json()["number"]) if answer.status_code == 200 else code_of(answer)


async def test_person_is_found_by_their_number(api: Desk) -> None:
    code = await registered(api)
    found = await api.post(HR, "/persons/lookup", CARD | {"number": "110105-19491231-002x"}, key="")
    assert (found.json()["code"], NUMBER in found.text) == (code, False)
    assert code_of(await api.post(HR, "/persons/lookup", PASSPORT, key="")) == "not_found"


async def test_number_is_read_by_whoever_handles_a_case_of_that_person_and_no_longer(api: Desk) -> None:
    code, other = await registered(api), await registered(api, OTHER_PERSON, PASSPORT)
    # Nobody has a case of theirs yet.
    assert [await reading(api, one, code) for one in (HR, OFFICER)] == ["forbidden"] * 2
    number = await named(api, code)
    people = (HR, OFFICER, HR_HEAD, PERSON, APPLICANT)
    assert [await reading(api, one, code) for one in people] == [NUMBER, *["forbidden"] * 4]
    assert await reading(api, HR, other) == "forbidden"
    await api.done(APPLICANT, number, "employer_answer", {"decision": "employer_confirmed"})
    assert await reading(api, HR, code) == "forbidden"
    assert await reading(api, "auditor", code) == NUMBER


async def test_number_is_read_by_the_department_that_has_a_task(api: Desk, behind: Office) -> None:
    code = await registered(api)
    await named(api, code)
    await behind.change(update(Task).values(department="econ"))
    assert [await reading(api, "officer-econ-1", code), await reading(api, HR, code)] == [NUMBER, "forbidden"]


async def test_number_is_not_read_by_whoever_has_an_interest_in_the_employer(api: Desk, behind: Office) -> None:
    code = await registered(api)
    await named(api, code)
    interested = replace(person(HR), interests=(CHENXIN,))
    async with behind.database.writing() as session:
        row = await session.get_one(NaturalPerson, code)
        # An employer that is not confirmed is no interest in the person yet.
        assert await commands.read_number(session, behind.database.seal, interested, row, "核对") == NUMBER
        row.employer_uscc, row.attached_at = CHENXIN, datetime.now(UTC)
        with pytest.raises(Refusal) as refused:
            await commands.read_number(session, behind.database.seal, interested, row, "核对")
    assert refused.value.code == "conflict_of_interest"


async def test_readings_of_numbers_are_shown_to_the_auditor(api: Desk) -> None:
    code, other = await registered(api), await registered(api, OTHER_PERSON, PASSPORT)
    await named(api, code)
    assert code_of(await api.post(HR, f"/persons/{code}/number", {"purpose": " "}, key="")) == "invalid_input"
    for who, whose in ((HR, code), (OFFICER, code), ("auditor", other)):
        await reading(api, who, whose)
    shown = await api.get("auditor", "/number-readings")
    found = [(one["person"], one["by"], one["purpose"]) for one in shown.json()["items"]]
    assert found == [(other, "auditor", WHY["purpose"]), (code, HR, WHY["purpose"])]
    assert NUMBER not in shown.text
    one = (await api.get("auditor", "/number-readings", params={"limit": 1})).json()
    rest = (await api.get("auditor", "/number-readings", params={"limit": 1, "cursor": one["next_cursor"]})).json()
    assert ([row["by"] for row in one["items"] + rest["items"]], rest["next_cursor"]) == (["auditor", HR], None)
    assert [row["by_name"] for row in (await api.get("auditor", "/number-readings", params={"person": other})).json()["items"]] == [
        "杜若飞"
    ]
    assert [code_of(await api.get(one, "/number-readings")) for one in (HR, HR_HEAD, PERSON)] == ["forbidden"] * 3


async def test_number_is_nowhere_in_clear(api: Desk, behind: Office, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "sqlalchemy.engine")
    code = await registered(api)
    number = await named(api, code)
    await api.done(APPLICANT, number, "employer_answer", {"decision": "employer_denied", "reason": "查无此人"})
    uploaded = await upload(api, number)
    assert uploaded.status_code == 201, uploaded.text
    await api.done(PERSON, number, "employment_paper", {"decision": "paper_handed_in"})
    task = await api.soon(HR, number, "employment_check")
    assert NUMBER not in (await api.get(HR, f"/tasks/{task['id']}")).text
    assert await tables_with(behind, NUMBER[:-1]) == []
    [row] = await behind.all(select(Employment))
    handle = behind.client.get_workflow_handle(row.workflow_id)
    described, history = await handle.describe(), await handle.fetch_history()
    assert NUMBER not in history.to_json() + str(described.raw_description) + caplog.text
    assert NUMBER not in await current_details(behind.client, row.workflow_id)


async def test_number_opens_of_its_own_person_alone(api: Desk, behind: Office) -> None:
    code, other = await registered(api), await registered(api, OTHER_PERSON, PASSPORT)
    async with behind.database.writing() as session:
        first, second = await session.get_one(NaturalPerson, code), await session.get_one(NaturalPerson, other)
        second.number_sealed = first.number_sealed
    answer = await api.post("auditor", f"/persons/{other}/number", {"purpose": "核对"}, key="")
    assert (answer.status_code, NUMBER in answer.text) == (404, False)


async def test_person_is_seen_by_themselves_and_the_authority(api: Desk) -> None:
    code = await registered(api)
    await registered(api, OTHER_PERSON, PASSPORT)
    people = (PERSON, HR, OFFICER, HEAD, "auditor", OTHER_PERSON, APPLICANT)
    assert [(await api.get(person, f"/persons/{code}")).status_code for person in people] == [*[200] * 5, 404, 404]


# -- the employer -------------------------------------------------------------------------------------------------------------------------


async def upload(api: Desk, number: str, person: str = PERSON) -> Any:
    files, data = {"file": ("contract.pdf", PDF)}, {"evidence_code": "employment_proof"}
    return await api.ask(person, "POST", f"/employments/{number}/documents", data=data, files=files)


async def test_employer_confirms_and_either_ends_it(api: Desk) -> None:
    code = await registered(api)
    for who in (PERSON, APPLICANT):
        number = await named(api, code)
        assert (await api.get(APPLICANT, f"/employments/{number}")).json()["person_name"] == "沈知行"
        await api.done(APPLICANT, number, "employer_answer", {"decision": "employer_confirmed"})
        shown = (await api.get(PERSON, f"/persons/{code}")).json()
        assert (shown["employer_uscc"], shown["employer_name"]) == (CHENXIN, "演示晨芯微电子（北京）有限公司")
        letter = (await api.get(PERSON, f"/cases/{number}/letter")).json()["text"]
        says = ("任职关系确认告知书", "沈知行：", "您申报在演示晨芯微电子（北京）有限公司任职，经该单位确认属实。")
        assert [said for said in says if said not in letter] == []
        assert code_of(await api.ask(STRANGER, "DELETE", f"/persons/{code}/employer")) == "not_found"
        ended = await api.ask(who, "DELETE", f"/persons/{code}/employer")
        assert (ended.status_code, ended.json()["employer_uscc"]) == (200, None)
        assert (await api.get(PERSON, f"/employments/{number}")).json()["stage"]["code"] == "ended"
    assert code_of(await api.ask(PERSON, "DELETE", f"/persons/{code}/employer")) == "wrong_stage"


async def test_paper_that_does_not_say_it_is_answered_with_why(api: Desk) -> None:
    number = await named(api, await registered(api))
    assert code_of(await upload(api, number)) == "wrong_stage"
    await api.done(APPLICANT, number, "employer_answer", {"decision": "employer_denied", "reason": "已离职"})
    assert (await upload(api, number)).status_code == 201
    await api.done(PERSON, number, "employment_paper", {"decision": "paper_handed_in"})
    task = await api.soon(HR, number, "employment_check")
    shown = (await api.get(HR, f"/tasks/{task['id']}")).json()
    assert [one["reason"] for one in shown["opinions"] if one["kind"] == "employer_answer"] == ["已离职"]
    await api.done(HR, number, "employment_check", {"decision": "paper_proves_nothing", "reason": "合同已到期"})
    letter = (await api.get(PERSON, f"/cases/{number}/letter")).json()["text"]
    assert [said for said in ("不予确认。理由：合同已到期。", "行政复议") if said not in letter] == []


async def test_employment_is_seen_by_both_and_the_department(api: Desk) -> None:
    number = await named(api, await registered(api))
    people = (PERSON, APPLICANT, HR, HR_HEAD, "auditor", STRANGER, OFFICER)
    seen = [(await api.get(person, f"/employments/{number}")).status_code == 200 for person in people]
    assert seen == [True, True, True, True, True, False, False]
    lists = [[one["number"] for one in (await api.get(person, "/employments")).json()["items"]] for person in people]
    assert [bool(one) for one in lists] == seen


async def test_paper_is_read_by_the_person_and_the_department_and_not_by_the_employer_that_denied_it(api: Desk) -> None:
    number = await named(api, await registered(api))
    await api.done(APPLICANT, number, "employer_answer", {"decision": "employer_denied", "reason": "已离职"})
    content = (await upload(api, number)).headers["Location"]
    # While it is handed in, while it is looked at, and once it is decided.
    for step, answer in (("employment_paper", {"decision": "paper_handed_in"}), ("employment_check", PROVES), ("", {})):
        readers = [PERSON] if step == "employment_paper" else [PERSON, HR, HR_HEAD, "auditor"]
        for path in (f"/employments/{number}/documents", content):
            assert [(await api.get(one, path)).status_code for one in readers] == [200] * len(readers)
            assert [code_of(await api.get(one, path)) for one in (APPLICANT, STRANGER, OFFICER)] == ["not_found"] * 3
        assert (await api.get(APPLICANT, f"/employments/{number}")).json()["evidence"] == []
        [proof] = (await api.get(PERSON, f"/employments/{number}")).json()["evidence"]
        assert (proof["code"], proof["handed_in"], proof["open"]) == ("employment_proof", True, step == "employment_paper")
        if step:
            await api.done(HR if step == "employment_check" else PERSON, number, step, answer)


@pytest.mark.parametrize(("person", "employer", "code"), [(PERSON, "P", "invalid_input"), (APPLICANT, CHENXIN, "not_found")])
async def test_employer_is_not_named(api: Desk, person: str, employer: str, code: str) -> None:
    own = await registered(api)
    body = {"employer_uscc": own if employer == "P" else employer}
    assert code_of(await api.post(person, f"/persons/{own}/employments", body)) == code


# -- what is public -----------------------------------------------------------------------------------------------------------------------


async def test_notice_and_register_name_a_person_and_the_employer_and_no_document(api: Desk, behind: Office) -> None:
    code = await registered(api)
    number = await named(api, code)
    await api.done(APPLICANT, number, "employer_answer", {"decision": "employer_confirmed"})
    await behind.change(update(Expert).values(departments=["hr"]))
    talent = await recognised(api, code)
    [notice] = (await api.get(None, "/notices")).json()["items"]
    assert notice["enterprise_name"] == "沈知行（演示晨芯微电子（北京）有限公司）"
    paper = (await api.get(None, f"/notices/{notice['id']}", headers={"Accept": "text/plain"})).text
    assert [said for said in (NUMBER, "002X", code) if said in paper + str(notice)] == []

    async def entered() -> dict[str, Any] | None:
        items = (await api.get(None, "/recognitions", params={"number": talent})).json()["items"]
        return dict(items[0]) if items else None

    entry = await until(entered, "its entry")
    assert (entry["kind"], entry["holder"], entry["of_person"]) == ("talent", "沈知行（演示晨芯微电子（北京）有限公司）", True)
    assert [said for said in (NUMBER, "002X", code) if said in str(entry)] == []
    [row] = await behind.all(select(Recognition))
    assert (row.verification["applicant"]["type"], row.verification["failures"]) == ("person", [])
    described = str((await behind.client.get_workflow_handle(row.workflow_id).describe()).raw_description)
    assert ("沈知行" in described + await current_details(behind.client, row.workflow_id), code in described) == (False, True)
    judges = {task.assignee for task in await behind.all(select(Task).where(Task.case_id == row.id, Task.kind == "expert_review"))}
    [employed] = await behind.all(select(Expert.subject).where(Expert.employer_uscc == CHENXIN))
    assert (row.concerns, employed in judges) == ({code, CHENXIN}, False)
    told = [one["text"]["zh"] for one in (await api.get(PERSON, "/messages")).json()["items"]]
    assert [one for one in told if "贵单位" in one] == []


async def drawn(api: Desk, number: str) -> list[dict[str, Any]]:
    """Return the tasks of a panel once it is drawn."""

    async def find() -> list[dict[str, Any]] | None:
        query = {"case": number, "kind": "expert_review"}
        return list((await api.get("auditor", "/tasks", params=query)).json()["items"]) or None

    return list(await until(find, "the panel"))


async def recognised(api: Desk, code: str) -> str:
    """Have a person recognised, on public notice."""
    given = {"kind": "talent", "enterprise_uscc": code, "title": "集成电路设计领军人才", "statement": "符合高端人才条件"}
    drafted = (await api.post(PERSON, "/recognitions", given)).json()
    path, files = f"/recognitions/{drafted['number']}", {"file": ("申请.pdf", PDF)}
    sent: dict[str, Any] = {"data": {"evidence_code": "recognition_application"}, "files": files}
    assert (await api.ask(PERSON, "POST", f"{path}/documents", **sent)).status_code == 201
    assert (await api.post(PERSON, f"{path}/submit")).status_code == 200
    await api.done(HR, drafted["number"], "recognition_check", {"decision": "accepted", "paper": "申请书及附件"})
    for task in await drawn(api, drafted["number"]):
        assert (await api.post(task["assignee"], f"/tasks/{task['id']}/complete", SCORED)).status_code == 200
    await api.done(HR_HEAD, drafted["number"], "recognition_decision", {"decision": "recognised", "opinion": "同意"})
    return str(drafted["number"])


# -- what else a person applies for --------------------------------------------------------------------------------------------------------


async def test_person_applies_for_a_project_of_their_own_and_no_enterprise_is_asked_about(api: Desk, behind: Office) -> None:
    code = await registered(api)
    body = {"item_code": "talent-startup", "enterprise_uscc": code, "matter_date": "2026-03-01"}
    drafted = await api.post(PERSON, "/applications", body | told("talent-startup", FACTS["talent-startup"]))
    assert drafted.status_code == 201, drafted.text
    number = drafted.json()["number"]
    for evidence in (await api.get(None, "/items/talent-startup")).json()["evidence"]:
        assert (await api.upload(number, evidence["code"], person=PERSON)).status_code == 201
    submitted = await api.post(PERSON, f"/applications/{number}/submit")
    assert submitted.status_code == 200, submitted.text
    await api.done(OFFICER, number, "acceptance", {"decision": "accepted"})
    await api.reached(PERSON, number, "review")
    [found] = await behind.all(select(Verification))
    assert (found.applicant["type"], found.failures) == ("person", [])
