"""Enquiries over REST: made, answered by a department and others, asked once more, rated, listed and counted; and whom they concern."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import AuditEvent, CaseRequest, Enquiry, IdempotencyRecord, Message, Task
from policy.judging.catalogue import ITEMS
from policy.language.items import Process
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, STRANGER, Desk, code_of
from tests.office import Office, until
from tests.office.web_ui import current_details

COMFIN = "officer-comfin-1"
TELEPHONE = "13812345678"
BODY: dict[str, Any] = {
    "item_code": "listing",
    "title": "北交所上市辅导",
    "text": "拟申报北交所上市，希望了解本区的辅导安排。",
    "contact": TELEPHONE,
}
PART = {"department": "comfin", "question": "辅导由谁办理？"}
ANSWER = {"decision": "answered", "answer": "请先登记辅导意向。"}
GUIDANCE = sorted(code for code, item in ITEMS.items() if item.process is Process.GUIDANCE)


@pytest.fixture
def durations() -> dict[str, int]:
    """Nothing is overdue while it is looked at."""
    return dict.fromkeys(("enquiry_answer", "enquiry_part", "enquiry_rating", "follow_up_answer", "follow_up_rating"), 100_000)


async def made(api: Desk, person: str = APPLICANT, **changes: Any) -> str:
    answer = await api.post(person, "/enquiries", BODY | changes)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/enquiries/{answer.json()['number']}"
    return str(answer.json()["number"])


async def read(api: Desk, number: str, person: str = APPLICANT) -> dict[str, Any]:
    return dict((await api.get(person, f"/enquiries/{number}")).json())


async def in_stage(api: Desk, number: str, stage: str) -> dict[str, Any]:
    async def find() -> dict[str, Any] | None:
        shown = await read(api, number)
        return shown if shown["stage"]["code"] == stage else None

    return dict(await until(find, stage))


async def test_enquiry_is_answered_by_two_departments_asked_once_more_and_rated(api: Desk) -> None:
    number = await made(api)
    assert (await api.post(OFFICER, f"/enquiries/{number}/parts", PART)).status_code == 200
    await api.done(COMFIN, number, "enquiry_part", {"decision": "part_given", "opinion": "由我局办理"})
    task = await api.soon(OFFICER, number, "enquiry_answer")
    shown = (await api.get(OFFICER, f"/tasks/{task['id']}")).json()
    assert shown["facts"] == {"title": BODY["title"], "question": BODY["text"]}
    assert [(one["department"], one["opinion"]) for one in shown["opinions"]] == [("comfin", "由我局办理")]
    await api.done(OFFICER, number, "enquiry_answer", ANSWER)
    await api.done(APPLICANT, number, "enquiry_rating", {"decision": "follow_up_asked", "reason": "最迟何时登记？"})
    task = await api.soon(OTHER_OFFICER, number, "follow_up_answer")
    asked = (await api.get(OTHER_OFFICER, f"/tasks/{task['id']}")).json()["opinions"]
    assert [one["reason"] for one in asked if one["kind"] == "enquiry_rating"] == ["最迟何时登记？"]
    await api.done(OTHER_OFFICER, number, "follow_up_answer", {"decision": "follow_up_answered", "answer": "辅导备案之前。"})
    await api.done(APPLICANT, number, "follow_up_rating", {"decision": "unsatisfied", "reason": "期限仍不明确"})
    ended = await in_stage(api, number, "unsatisfied")
    assert [(one["asked"], one["answer"]) for one in ended["exchanges"]] == [
        (BODY["text"], "请先登记辅导意向。"),
        ("最迟何时登记？", "辅导备案之前。"),
    ]
    assert (ended["reason"], ended["invited"], ended["late"]) == ("期限仍不明确", ["comfin"], False)
    told = [one["text"]["zh"] for one in (await api.get(HEAD, "/messages")).json()["items"]]
    assert f"诉求{number}（企业上市服务）的办理评价为不满意，请关注。理由：期限仍不明确" in told


async def test_each_answer_is_a_letter_that_says_until_when_it_may_be_rated(api: Desk) -> None:
    number = await made(api)
    assert code_of(await api.get(APPLICANT, f"/cases/{number}/letter")) == "wrong_stage"
    await api.done(OFFICER, number, "enquiry_answer", ANSWER)
    first = (await api.get(APPLICANT, f"/cases/{number}/letter")).json()["text"]
    says = ("诉求答复函", "“企业上市服务”", "“北交所上市辅导”已收悉", "请先登记辅导意向。", "或者追问一次", "第（十六）条")
    assert [said for said in says if said not in first] == []
    await api.done(APPLICANT, number, "enquiry_rating", {"decision": "follow_up_asked", "reason": "何时？"})
    await api.done(OFFICER, number, "follow_up_answer", {"decision": "follow_up_answered", "answer": "辅导备案之前。"})
    listed = (await api.get(APPLICANT, f"/cases/{number}/letters")).json()
    assert [one["event"]["code"] for one in listed] == ["answered", "follow_up_answered"]
    assert len({one["document_no"] for one in listed}) == 2
    second = (await api.get(APPLICANT, f"/cases/{number}/letter")).json()["text"]
    assert ("提出的追问已收悉" in second, "辅导备案之前。" in second, "追问一次" in second) == (True, True, False)


@pytest.mark.parametrize("code", GUIDANCE)
async def test_every_item_that_guides_is_enquired_about_and_says_so(api: Desk, code: str) -> None:
    draft = {"item_code": code, "enterprise_uscc": "91110302MA9DA0018E", "matter_date": "2026-03-01", "facts": {}}
    refused = await api.post(APPLICANT, "/applications", draft)
    assert (refused.status_code, code_of(refused)) == (409, "window_closed")
    assert refused.json()["detail"] == "该事项不涉及资金申报，请提出诉求（/enquiries），由科技创新局在期限内答复。"
    answers = (await api.post(None, "/eligibility", {}, key="")).json()["items"]
    [instead] = [one["instead"] for one in answers if one["item"] == code]
    assert (instead["path"], instead["text"]["zh"]) == ("/enquiries", refused.json()["detail"])
    assert (await api.get(None, f"/items/{code}")).json()["instead"] == instead
    assert (await read(api, await made(api, item_code=code)))["department"] == ITEMS[code].departments[0]


async def test_only_what_guides_is_enquired_about(shared: Desk) -> None:
    answers = (await shared.post(None, "/eligibility", {}, key="")).json()["items"]
    assert sorted(one["item"] for one in answers if one["instead"] and one["instead"]["path"] == "/enquiries") == GUIDANCE
    refused = await shared.post(APPLICANT, "/enquiries", BODY | {"item_code": "rd-growth"})
    assert (code_of(refused), [one["field"] for one in refused.json()["errors"]]) == ("wrong_process", ["item_code"])
    assert code_of(await shared.post(APPLICANT, "/enquiries", BODY | {"item_code": "none"})) == "unknown_item"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"text": ""}, "text"),
        ({"text": "问" * 2001}, "text"),
        ({"contact": "王先生"}, "contact"),
        ({"contact": "12345"}, "contact"),
        ({"contact": "somebody@"}, "contact"),
        ({"enterprise_uscc": "91110302MA9DA0018E"}, "enterprise_uscc"),
    ],
)
async def test_enquiry_is_refused_with_the_field_that_is_wrong(shared: Desk, changes: dict[str, Any], field: str) -> None:
    answer = await shared.post(APPLICANT, "/enquiries", BODY | changes)
    assert (answer.status_code, [fault["field"] for fault in answer.json()["errors"]]) == (422, [field])


async def test_same_request_makes_one_enquiry(api: Desk) -> None:
    answers = [await api.post(APPLICANT, "/enquiries", BODY, key="listing-2026") for _ in range(2)]
    assert len({answer.json()["number"] for answer in answers}) == 1
    assert len((await api.get(OFFICER, "/enquiries")).json()["items"]) == 1


async def test_enquiry_is_withdrawn_by_its_own_enterprise_alone(api: Desk) -> None:
    number = await made(api)
    why = {"reason": "已自行解决"}
    assert (await api.post(STRANGER, f"/cases/{number}/withdraw", why)).status_code == 404
    assert (await api.post(OFFICER, f"/cases/{number}/withdraw", why)).status_code == 403
    assert (await api.post(APPLICANT, f"/cases/{number}/withdraw", why)).status_code == 200
    await in_stage(api, number, "withdrawn")
    assert code_of(await api.post(APPLICANT, f"/cases/{number}/withdraw", why)) == "process_ended"
    # Nobody gains time by a hold.
    assert code_of(await api.post(OFFICER, f"/cases/{await made(api)}/hold", why)) == "wrong_stage"


# -- whom it concerns ---------------------------------------------------------------------------------------------------------------------


async def sees(api: Desk, number: str, person: str) -> bool:
    alone = (await api.get(person, f"/enquiries/{number}")).status_code == 200
    assert (number in [one["number"] for one in (await api.get(person, "/enquiries")).json()["items"]]) is alone
    return alone


async def test_enquiry_is_seen_by_its_enterprise_and_whoever_has_a_part_in_it(api: Desk) -> None:
    number = await made(api)
    people = (APPLICANT, OFFICER, HEAD, "auditor", COMFIN, FOREIGN_OFFICER, STRANGER)
    assert [await sees(api, number, person) for person in people] == [True, True, True, True, False, False, False]
    assert (await api.post(OFFICER, f"/enquiries/{number}/parts", PART)).status_code == 200
    assert [await sees(api, number, person) for person in people] == [True, True, True, True, True, False, False]
    events = [one["event"]["code"] for one in (await api.get(APPLICANT, f"/cases/{number}/timeline")).json()]
    assert events == ["submitted"]


@pytest.mark.parametrize(
    ("person", "body", "code"),
    [
        (COMFIN, PART, "not_found"),
        (STRANGER, PART, "forbidden"),
        (HEAD, PART, "forbidden"),
        (OFFICER, PART | {"department": "nobody"}, "invalid_input"),
        (OFFICER, PART | {"question": " "}, "invalid_input"),
        (OFFICER, PART | {"department": "sti"}, "duplicate"),
    ],
)
async def test_invitation_is_refused(api: Desk, person: str, body: dict[str, str], code: str) -> None:
    assert code_of(await api.post(person, f"/enquiries/{await made(api)}/parts", body)) == code


async def test_invited_department_does_not_invite_others(api: Desk) -> None:
    number = await made(api)
    assert (await api.post(OFFICER, f"/enquiries/{number}/parts", PART)).status_code == 200
    assert code_of(await api.post(COMFIN, f"/enquiries/{number}/parts", PART | {"department": "econ"})) == "forbidden"


# -- how they are reached -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "kept", "shown"),
    [
        ("138 1234-5678", TELEPHONE, "****5678"),
        ("＋86 13812345678", "+8613812345678", "****5678"),
        ("Office@Chenxin.example", "office@chenxin.example", "****@chenxin.example"),
    ],
)
async def test_contact_is_read_by_the_department_that_answers_and_masked_for_everybody_else(
    api: Desk, written: str, kept: str, shown: str
) -> None:
    number = await made(api, contact=written)
    assert (await api.post(OFFICER, f"/enquiries/{number}/parts", PART)).status_code == 200
    for person in (APPLICANT, OFFICER, COMFIN, "auditor"):
        whole = (await api.get(person, f"/enquiries/{number}")).text
        assert (shown in whole, kept in whole) == (True, False), person
    path = f"/enquiries/{number}/contact"
    assert [(await api.get(person, path)).json() for person in (OFFICER, HEAD)] == [{"contact": kept}] * 2
    assert [code_of(await api.get(person, path)) for person in (COMFIN, APPLICANT, "auditor", FOREIGN_OFFICER)] == [
        *("forbidden", "forbidden", "forbidden", "not_found")
    ]


def names_of(row: Any) -> list[str]:
    return [column.key for column in type(row).__mapper__.column_attrs]


async def test_contact_is_nowhere_in_clear(api: Desk, behind: Office, caplog: pytest.LogCaptureFixture) -> None:
    number = await made(api)
    await api.done(OFFICER, number, "enquiry_answer", ANSWER)
    kept = [row for table in (AuditEvent, CaseRequest, IdempotencyRecord, Message, Task) for row in await behind.all(select(table))]
    assert [row for row in kept if TELEPHONE in str({name: getattr(row, name) for name in names_of(row)})] == []
    [row] = await behind.all(select(Enquiry))
    assert TELEPHONE.encode() not in row.contact_sealed
    handle = behind.client.get_workflow_handle(row.workflow_id)
    described, history = await handle.describe(), await handle.fetch_history()
    assert TELEPHONE not in history.to_json() + str(described.raw_description) + caplog.text
    details = await current_details(behind.client, row.workflow_id)
    assert ("办理评价" in details, TELEPHONE in details, BODY["title"] in details) == (True, False, False)


async def test_contact_is_read_of_its_own_row_alone(api: Desk, behind: Office) -> None:
    numbers = [await made(api), await made(api, contact="010-88888888")]
    first, second = await behind.all(select(Enquiry).order_by(Enquiry.id))
    async with behind.database.writing() as session:
        moved = await session.get_one(Enquiry, second.id)
        moved.contact_sealed = first.contact_sealed
    assert (await api.get(OFFICER, f"/enquiries/{numbers[0]}/contact")).json() == {"contact": TELEPHONE}
    answer = await api.get(OFFICER, f"/enquiries/{numbers[1]}/contact")
    assert (answer.status_code, TELEPHONE in answer.text) == (404, False)


# -- lists and counts ---------------------------------------------------------------------------------------------------------------------


async def test_list_takes_filters_and_counts_are_those_of_the_list(api: Desk) -> None:
    first, second = await made(api), await made(api, item_code="ip-finance")
    await api.done(OFFICER, first, "enquiry_answer", ANSWER)
    await api.done(APPLICANT, first, "enquiry_rating", {"decision": "satisfied"})
    await in_stage(api, first, "satisfied")

    async def listed(**where: Any) -> list[str]:
        return [one["number"] for one in (await api.get(OFFICER, "/enquiries", params=where)).json()["items"]]

    assert await listed() == [second, first]
    assert await listed(stage="satisfied") == await listed(item="listing") == [first]
    assert await listed(department="sti", enterprise="91110302MA9DA0018E", late="false") == [second, first]
    assert await listed(department="econ") == await listed(late="true") == await listed(enterprise="91110302MA9DA00269") == []
    page = (await api.get(OFFICER, "/enquiries", params={"limit": 1})).json()
    assert await listed(limit=1, cursor=page["next_cursor"]) == [first]
    counted = [(one["item_code"], one["department"], one["stage"]["code"], one["late"], one["count"]) for one in await counts(api)]
    assert counted == [("ip-finance", "sti", "answering", False, 1), ("listing", "sti", "satisfied", False, 1)]
    assert await counts(api, STRANGER) == await counts(api, FOREIGN_OFFICER) == await counts(api, OFFICER, year=2022) == []


async def counts(api: Desk, person: str = OFFICER, **where: Any) -> list[dict[str, Any]]:
    return list((await api.get(person, "/enquiries/counts", params=where)).json())


@pytest.mark.parametrize("where", [{"stage": "lost"}, {"item": "none"}, {"department": "none"}, {"late": "maybe"}, {"title": "x"}])
async def test_filter_nobody_knows_is_refused(shared: Desk, where: dict[str, str]) -> None:
    assert code_of(await shared.get(OFFICER, "/enquiries", params=where)) == "invalid_input"


async def test_stranger_knows_of_no_enquiry(shared: Desk) -> None:
    assert (await shared.get(STRANGER, f"/enquiries/{uuid.uuid4()}")).status_code == 404
