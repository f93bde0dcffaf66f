"""个人信息。Numbers of accounts and telephones stand nowhere in the database in clear, and are read by whom they are for."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from sqlalchemy import text

from tests.api.desk import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, Desk, code_of
from tests.api.test_refunds import opened
from tests.office import ACCOUNT, CLOSED_ACCOUNT, SIGNED, Office
from tests.workflows.refunds import unsolicited

FINANCE, OTHER_FINANCE, THIRD_FINANCE = "finance-1", "finance-2", "finance-3"
TELEPHONE = "13912345678"
BY_MAIL = "zhang.san@example.com"
NUMBERS = (ACCOUNT["number"], CLOSED_ACCOUNT["number"], TELEPHONE, BY_MAIL)


async def tables_with(behind: Office, number: str) -> list[str]:
    """Return the tables in some column of some row of which a text stands, also as bytes."""
    tables = await behind.all(text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"))
    found = []
    for table in tables:
        anywhere = f'SELECT count(*) FROM "{table}" its WHERE its::text LIKE :clear OR its::text LIKE :hexadecimal'  # noqa: S608
        where = {"clear": f"%{number}%", "hexadecimal": f"%{number.encode().hex()}%"}
        async with behind.database.reading() as session:
            if await session.scalar(text(anywhere), where):
                found.append(table)
    return found


async def object_to(api: Desk, person: str, number: str, contact: str) -> None:
    notices = (await api.get(None, "/notices")).json()["items"]
    notice = next(one for one in notices if one["application_number"] == number)
    objection = {"name": "张三", "contact": contact, "grounds": "证书存疑"}
    assert (await api.post(person, f"/notices/{notice['id']}/objections", objection)).status_code == 201


async def pay(api: Desk, case: str, number: str, kind: str = "payment") -> None:
    await api.done(FINANCE, case, f"{kind}_release", {"decision": "payment_released"})
    await api.done(OTHER_FINANCE, case, f"{kind}_confirmation", {"decision": "payment_confirmed", "last_four": number[-4:]})


async def paid_after_an_objection_and_a_return(api: Desk) -> dict[str, Any]:
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    for person, contact in (("applicant-yunheng", TELEPHONE), ("applicant-qinghe", BY_MAIL)):
        await object_to(api, person, drafted["number"], contact)
        await api.done(OTHER_OFFICER, drafted["id"], "objection_ruling", {"decision": "objection_dismissed", "reason": "经核实证书有效"})
    await api.done(APPLICANT, drafted["id"], "commitment", SIGNED | {"account": CLOSED_ACCOUNT})
    await pay(api, drafted["id"], CLOSED_ACCOUNT["number"])
    await api.done(APPLICANT, drafted["id"], "new_account", {"decision": "account_supplied", "account": ACCOUNT})
    await api.done(THIRD_FINANCE, drafted["id"], "payee_check", {"decision": "payee_accepted", "reason": "已电话核实"})
    await pay(api, drafted["id"], ACCOUNT["number"])
    await api.reached(APPLICANT, drafted["id"], "in_force")
    return drafted


@pytest.fixture
def durations() -> dict[str, int]:
    """A notice that is not over before two people have objected."""
    return {"public_notice": 40}


async def test_no_number_is_kept_in_clear_on_the_way_of_an_award(api: Desk, behind: Office) -> None:
    drafted = await paid_after_an_objection_and_a_return(api)
    assert {number: await tables_with(behind, number) for number in NUMBERS} == {number: [] for number in NUMBERS}
    # What looks for them does find what is there.
    assert {"tasks", "disbursements", "audit_events"} <= set(await tables_with(behind, ACCOUNT["number"][-4:]))
    assert "cases" in await tables_with(behind, drafted["number"])


async def test_no_number_is_kept_in_clear_on_the_way_of_a_refund(api: Desk, behind: Office) -> None:
    number = await opened(api, await unsolicited(behind, 30_001))
    await pay(api, number, ACCOUNT["number"], "refund")
    assert await tables_with(behind, ACCOUNT["number"]) == []


async def test_ends_of_numbers_are_for_finance_and_telephones_for_who_handles_an_objection(api: Desk, behind: Office) -> None:
    drafted = await paid_after_an_objection_and_a_return(api)
    payments = (await api.get(FINANCE, "/disbursements")).json()["items"]
    assert {one["account"]["number"] for one in payments} == {"********2222", "********0000"}
    read = (await api.get(OFFICER, f"/cases/{drafted['id']}/objections")).json()
    assert {one["contact"] for one in read} == {TELEPHONE, BY_MAIL}
    kept = await behind.all(text("SELECT contact FROM objections"))
    assert {one.partition(":")[0] for one in kept} == {"****5678", "****.com"}


async def test_no_number_is_kept_when_an_answer_with_an_account_is_refused(api: Desk, behind: Office) -> None:
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    task = await api.soon(APPLICANT, drafted["id"], "commitment")
    refused = await api.post(APPLICANT, f"/tasks/{task['id']}/complete", SIGNED | {"account": ACCOUNT | {"bank": " "}})
    assert code_of(refused) == "invalid_input"
    assert await tables_with(behind, ACCOUNT["number"]) == []


async def test_no_number_is_found_by_trying_what_a_request_was_told_apart_by(api: Desk, behind: Office) -> None:
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    notice = next(one for one in (await api.get(None, "/notices")).json()["items"] if one["application_number"] == drafted["number"])
    objection = {"name": "张三", "contact": TELEPHONE, "grounds": "证书存疑"}
    sent = await api.post("applicant-yunheng", f"/notices/{notice['id']}/objections", objection)
    assert sent.status_code == 201
    assert TELEPHONE in sent.request.content.decode()
    assert await tables_with(behind, hashlib.sha256(sent.request.content).hexdigest()) == []
