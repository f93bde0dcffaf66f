"""Vouchers over REST: asked for, issued, spent at a platform with a one-time code, settled to it; and whom they concern."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from temporalio.testing import WorkflowEnvironment

from models.tables import Case as AnyCase
from models.tables import DeliveryCode, IdempotencyRecord, Voucher, VoucherSpend
from policy.processes.registry import KINDS
from policy.processes.settlement.lifecycle import STAGES
from policy.processes.voucher.code import TRIES
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, PDF, STRANGER, Desk, code_of
from tests.api.test_personal_numbers import tables_with
from tests.office import WAN, Office, real_time_office, until
from tests.office.web_ui import current_details
from tests.workflows.vouchers import FACE, PLATFORM_ACCOUNT, recognise, rule, this_month

PLATFORM, COLLEAGUE, NO_PLATFORM = STRANGER, "applicant-chenxin-2", "applicant-qinghe"
BODY = {"service": "流片前仿真验证", "statement": "用于车规芯片研发"}
HANDED_IN = {"account": PLATFORM_ACCOUNT}
SIGNED = {"decision": "commitment_signed", "signatory": "陈思远", "position": "法定代表人", "agreed": True}
CONTRACT: dict[str, Any] = {"enterprise_uscc": CHENXIN, "contract_no": "PT-1", "service": "仿真验证", "price_fen": 20 * WAN}


@pytest.fixture
async def behind(temporal_env: WorkflowEnvironment, database_url: str, durations: dict[str, int]) -> AsyncIterator[Office]:
    """An office whose days are long enough that no voucher runs out while it is looked at, with a rule and a platform."""
    async with real_time_office(temporal_env.client, database_url, durations=durations, working_day_seconds=2) as office:
        await rule(office)
        await recognise(office)
        yield office


async def drafted(api: Desk, **changes: Any) -> str:
    answer = await api.post(APPLICANT, "/vouchers", BODY | changes)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/vouchers/{answer.json()['number']}"
    return str(answer.json()["number"])


async def in_stage(api: Desk, path: str, stage: str, person: str = OFFICER) -> dict[str, Any]:
    async def find() -> dict[str, Any] | None:
        shown = (await api.get(person, path)).json()
        return shown if shown["stage"]["code"] == stage else None

    return dict(await until(find, stage))


async def issued(api: Desk) -> str:
    number = await drafted(api)
    assert (await api.post(APPLICANT, f"/vouchers/{number}/submit")).json()["stage"]["code"] == "check"
    await api.done(OFFICER, number, "voucher_check", {"decision": "accepted"})
    await api.done(HEAD, number, "voucher_decision", {"decision": "voucher_approved", "opinion": "同意"})
    await api.done(APPLICANT, number, "voucher_commitment", SIGNED)
    await in_stage(api, f"/vouchers/{number}", "valid")
    return number


async def registered(api: Desk, number: str, **changes: Any) -> dict[str, Any]:
    answer = await api.post(PLATFORM, f"/vouchers/{number}/contracts", CONTRACT | changes)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def drawn(api: Desk, spend: dict[str, Any]) -> str:
    answer = await api.ask(PLATFORM, "PUT", f"/voucher-spends/{spend['id']}/code")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return str(answer.json()["code"])


async def proved(api: Desk, spend: dict[str, Any], code: str, person: str = APPLICANT) -> Any:
    return await api.ask(person, "PUT", f"/voucher-spends/{spend['id']}/proof", json={"code": code})


async def delivered(api: Desk, number: str, **changes: Any) -> dict[str, Any]:
    spend = await registered(api, number, **changes)
    proof = await proved(api, spend, await drawn(api, spend))
    assert proof.status_code == 200, proof.text
    completed = await api.post(APPLICANT, f"/tasks/{proof.json()['task_id']}/complete", {"decision": "delivery_confirmed"})
    assert completed.status_code == 200, completed.text
    return spend


async def drafted_settlement(api: Desk) -> str:
    answer = await api.post(PLATFORM, "/settlements", {"month": f"{this_month():%Y-%m}"})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/settlements/{answer.json()['number']}"
    return str(answer.json()["number"])


async def spends(api: Desk, person: str, **query: Any) -> list[dict[str, Any]]:
    return list((await api.get(person, "/voucher-spends", params=query)).json()["items"])


async def test_voucher_is_issued_spent_and_settled_to_its_platform_over_rest(api: Desk, behind: Office) -> None:
    number = await issued(api)
    shown = (await api.get(APPLICANT, f"/vouchers/{number}")).json()
    assert (shown["face_fen"], shown["rate"], shown["left_fen"]) == (FACE, "0.5", FACE)
    await delivered(api, number)
    [spend] = (await api.get(APPLICANT, f"/vouchers/{number}")).json()["spends"]
    assert (spend["state"], spend["amount_fen"], spend["platform_uscc"]) == ("spent", 10 * WAN, YUNHENG)
    await behind.change(update(VoucherSpend).values(settles_from=text("now()")))
    settlement = await drafted_settlement(api)
    path = f"/settlements/{settlement}"
    assert code_of(await api.get(OFFICER, path)) == "not_found"
    assert code_of(await api.post(APPLICANT, f"{path}/submit", HANDED_IN)) == "not_found"
    assert code_of(await api.post(PLATFORM, f"{path}/submit", HANDED_IN)) == "incomplete"
    taken = (await api.get(PLATFORM, path)).json()["evidence"]
    assert [(one["code"], one["required"], one["handed_in"], one["open"]) for one in taken] == [
        ("service_contract", True, False, True),
        ("service_invoice", True, False, True),
    ]
    for code in ("service_contract", "service_invoice"):
        sent: dict[str, Any] = {"data": {"evidence_code": code}, "files": {"file": (f"{code}.pdf", PDF)}}
        assert (await api.ask(PLATFORM, "POST", f"{path}/documents", **sent)).status_code == 201
    answers = [await api.post(PLATFORM, f"{path}/submit", HANDED_IN, key="submit-once-0001") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    answer = answers[0]
    assert answer.status_code == 200, answer.text
    assert [one["evidence_code"] for one in (await api.get(OFFICER, f"{path}/documents")).json()] == ["service_contract", "service_invoice"]
    assert (answer.json()["amount_fen"], [one["contract_no"] for one in answer.json()["spends"]]) == (10 * WAN, ["PT-1"])
    await api.done(OFFICER, settlement, "settlement_check", {"decision": "settlement_accepted"})
    await api.done("finance-1", settlement, "payment_release", {"decision": "payment_released"})
    confirmed = {"decision": "payment_confirmed", "last_four": PLATFORM_ACCOUNT["number"][-4:]}
    await api.done("finance-2", settlement, "payment_confirmation", confirmed)
    paid = await in_stage(api, f"/settlements/{settlement}", "settled")
    assert (paid["paid_fen"], [one["state"] for one in paid["payments"]]) == (10 * WAN, ["paid"])
    assert [one["state"] for one in await spends(api, PLATFORM)] == ["settled"]
    assert [one["number"] for one in (await api.get(PLATFORM, "/settlements")).json()["items"]] == [settlement]
    assert (await api.get(APPLICANT, "/settlements")).json()["items"] == []
    assert code_of(await api.get(APPLICANT, f"/settlements/{settlement}")) == "not_found"
    letters = (await api.get(PLATFORM, f"/cases/{settlement}/letters")).json()
    assert [letter["event"]["code"] for letter in letters] == ["settlement_accepted"]
    # Not a second time.
    assert code_of(await api.post(PLATFORM, f"{path}/submit", HANDED_IN)) == "wrong_stage"
    assert await tables_with(behind, PLATFORM_ACCOUNT["number"]) == []


async def settled(api: Desk, behind: Office) -> tuple[str, dict[str, Any]]:
    """Have what was spent settled and paid, and let the days pass in which a bank returns it."""
    spend = await delivered(api, await issued(api))
    await behind.change(update(VoucherSpend).values(settles_from=text("now()")))
    settlement = await drafted_settlement(api)
    for code in ("service_contract", "service_invoice"):
        sent: dict[str, Any] = {"data": {"evidence_code": code}, "files": {"file": (f"{code}.pdf", PDF)}}
        await api.ask(PLATFORM, "POST", f"/settlements/{settlement}/documents", **sent)
    await api.post(PLATFORM, f"/settlements/{settlement}/submit", HANDED_IN)
    await api.done(OFFICER, settlement, "settlement_check", {"decision": "settlement_accepted"})
    await api.done("finance-1", settlement, "payment_release", {"decision": "payment_released"})
    confirmed = {"decision": "payment_confirmed", "last_four": PLATFORM_ACCOUNT["number"][-4:]}
    await api.done("finance-2", settlement, "payment_confirmation", confirmed)
    await in_stage(api, f"/settlements/{settlement}", "settled")
    await behind.change(update(AnyCase).where(AnyCase.number == settlement).values(wakes_at=None))
    return settlement, spend


async def test_what_was_settled_is_taken_back_with_its_paper_over_rest(api: Desk, behind: Office) -> None:
    settlement, spend = await settled(api, behind)
    path = f"/settlements/{settlement}"
    sent: dict[str, Any] = {"data": {"evidence_code": "reclaim_proof"}, "files": {"file": ("finding.pdf", PDF)}}
    assert code_of(await api.ask(PLATFORM, "POST", f"{path}/documents", **sent)) == "invalid_input"
    added = await api.ask(OFFICER, "POST", f"{path}/documents", **sent)
    assert added.status_code == 201, added.text
    body = {"spends": [spend["id"]], "fault": "platform", "paper": added.json()["id"], "reason": "服务未实际提供"}
    for person in (PLATFORM, HEAD):
        assert code_of(await api.post(person, f"{path}/reclaim", body)) == "forbidden"
    assert code_of(await api.post(FOREIGN_OFFICER, f"{path}/reclaim", body)) == "not_found"
    answers = [await api.post(OFFICER, f"{path}/reclaim", body, key="reclaim-once-0001") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["stage"]["code"] == "reclaim"
    assert code_of(await api.post(OFFICER, f"{path}/reclaim", body)) == "wrong_stage"
    # Outside it stands as it was settled until an approver has decided, whichever way its platform looks at it.
    shown = (await api.get(PLATFORM, path)).json()
    assert (shown["stage"]["code"], shown["waiting_for"], shown["next_step"]["zh"]) == ("settled", [], STAGES["settled"].next_step.zh)
    for person, stage, listed in ((PLATFORM, "settled", 1), (PLATFORM, "reclaim", 0), (OFFICER, "settled", 0), (OFFICER, "reclaim", 1)):
        found = (await api.get(person, "/settlements", params={"stage": stage})).json()["items"]
        assert [one["stage"]["code"] for one in found] == [stage] * listed
    # What shows it the office alone reads.
    assert "reclaim_proof" not in [one["evidence_code"] for one in (await api.get(PLATFORM, f"{path}/documents")).json()]
    await api.done(HEAD, settlement, "reclaim_decision", {"decision": "reclaimed", "reason": "经查实"})
    shown = await in_stage(api, path, "netting", PLATFORM)
    assert (shown["reclaimed_fen"], shown["owed_fen"], shown["netted_fen"]) == (10 * WAN, 10 * WAN, 0)
    assert [one["state"] for one in await spends(api, APPLICANT)] == ["reclaimed"]
    letters = (await api.get(PLATFORM, f"/cases/{settlement}/letters")).json()
    assert "reclaimed" in [letter["event"]["code"] for letter in letters]
    timeline = (await api.get(PLATFORM, f"/cases/{settlement}/timeline")).json()
    assert "reclaim_proposed" not in [event["event"]["code"] for event in timeline]


async def test_web_ui_shows_face_rest_and_term_and_no_code(api: Desk, behind: Office) -> None:
    number = await issued(api)
    spend = await registered(api, number)
    code = await drawn(api, spend)
    details = await current_details(behind.client, (await behind.all(select(Voucher).where(Voucher.number == number)))[0].workflow_id)
    assert "face: ¥200,000.00" in details
    assert "left: ¥100,000.00" in details
    assert KINDS["delivery_confirmation"].title.zh in details
    assert code not in details


async def test_draft_is_the_enterprises_alone_and_is_changed_until_it_is_submitted(api: Desk) -> None:
    number = await drafted(api)
    path = f"/vouchers/{number}"
    assert code_of(await api.get(OFFICER, path)) == "not_found"
    assert code_of(await api.get(STRANGER, path)) == "not_found"
    match = {"If-Match": (await api.get(APPLICANT, path)).headers["ETag"]}
    changed = await api.ask(APPLICANT, "PATCH", path, json={"service": "封装测试"}, headers=match)
    assert changed.json()["service"] == "封装测试"
    assert (await api.post(APPLICANT, f"{path}/submit")).status_code == 200
    assert code_of(await api.post(APPLICANT, f"{path}/submit")) == "wrong_stage"
    match = {"If-Match": (await api.get(APPLICANT, path)).headers["ETag"]}
    assert code_of(await api.ask(APPLICANT, "PATCH", path, json={"service": "另一服务"}, headers=match)) == "wrong_stage"


async def test_voucher_is_read_by_its_enterprise_and_its_department_and_not_by_a_platform(api: Desk) -> None:
    number = await issued(api)
    spend = await registered(api, number)
    for person in (APPLICANT, OFFICER, "auditor"):
        assert [row["number"] for row in (await api.get(person, "/vouchers")).json()["items"]] == [number]
        assert [one["id"] for one in await spends(api, person, voucher=number)] == [spend["id"]]
    for person in (PLATFORM, FOREIGN_OFFICER):
        assert code_of(await api.get(person, f"/vouchers/{number}")) == "not_found"
        assert (await api.get(person, "/vouchers")).json()["items"] == []
    assert [one["id"] for one in await spends(api, PLATFORM, state="reserved")] == [spend["id"]]
    assert await spends(api, NO_PLATFORM) == []


async def test_application_for_the_item_leads_to_vouchers(api: Desk) -> None:
    body = {"item_code": "innovation-voucher", "enterprise_uscc": CHENXIN, "facts": {"year": 2026}, "matter_date": "2026-03-01"}
    answer = await api.post(APPLICANT, "/applications", body)
    assert code_of(answer) == "wrong_process"
    instead = (await api.get(None, "/items/innovation-voucher")).json()["instead"]
    assert (instead["path"], instead["text"]["zh"]) == ("/vouchers", answer.json()["detail"])


async def test_contract_is_registered_once_by_a_platform_that_names_voucher_and_holder(api: Desk) -> None:
    number = await issued(api)
    path = f"/vouchers/{number}/contracts"
    assert code_of(await api.post(NO_PLATFORM, path, CONTRACT)) == "forbidden"
    assert code_of(await api.post(PLATFORM, path, CONTRACT | {"enterprise_uscc": YUNHENG})) == "not_found"
    assert code_of(await api.post(PLATFORM, "/vouchers/IV-2026-000000/contracts", CONTRACT)) == "not_found"
    answers = [await api.post(PLATFORM, path, CONTRACT, key="register-once-0001") for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    assert code_of(await api.post(PLATFORM, path, CONTRACT)) == "duplicate"
    assert code_of(await api.post(PLATFORM, path, CONTRACT | {"price_fen": 0})) == "invalid_input"


async def test_code_is_drawn_by_the_platform_proved_by_the_enterprise_and_tries_are_counted(api: Desk, behind: Office) -> None:
    number = await issued(api)
    spend = await registered(api, number)
    for person in (APPLICANT, NO_PLATFORM):
        assert code_of(await api.ask(person, "PUT", f"/voucher-spends/{spend['id']}/code")) == "not_found"
    code = await drawn(api, spend)
    assert code_of(await proved(api, spend, code, PLATFORM)) == "not_found"
    wrong = await proved(api, spend, "WRONGONE")
    assert code_of(wrong) == "invalid_input"
    assert f"还可尝试{TRIES - 1}次" in wrong.json()["detail"]
    [kept] = await behind.all(select(DeliveryCode))
    assert kept.tries == 1
    task = await api.soon(APPLICANT, number, "delivery_confirmation")
    assert code_of(await api.post(APPLICANT, f"/tasks/{task['id']}/complete", {"decision": "delivery_confirmed"})) == "wrong_stage"
    assert (await proved(api, spend, code)).json()["task_id"] == task["id"]
    # Whoever proved it confirms; the code counts once.
    assert code_of(await api.post(COLLEAGUE, f"/tasks/{task['id']}/complete", {"decision": "delivery_confirmed"})) == "wrong_stage"
    assert (await api.post(APPLICANT, f"/tasks/{task['id']}/complete", {"decision": "delivery_confirmed"})).status_code == 200
    assert code_of(await proved(api, spend, code)) == "invalid_input"
    assert code_of(await api.ask(PLATFORM, "PUT", f"/voucher-spends/{spend['id']}/code")) == "wrong_stage"
    records = await behind.all(select(IdempotencyRecord))
    assert not any(code in json.dumps(record.body) for record in records)
    kept_requests = await behind.all(text("SELECT row_to_json(requests)::text FROM requests"))
    assert not any(code in row for row in kept_requests)


async def test_platform_takes_a_contract_back_and_gives_a_spend_back(api: Desk) -> None:
    number = await issued(api)
    first, second = await registered(api, number), await delivered(api, number, contract_no="PT-2")
    cancelled, refunded = f"/voucher-spends/{first['id']}/cancellation", f"/voucher-spends/{second['id']}/refund"
    assert code_of(await api.post(NO_PLATFORM, cancelled, {"reason": "解除"})) == "not_found"
    assert (await api.post(PLATFORM, cancelled, {"reason": "合同解除"})).json()["event"] == "contract_cancelled"
    assert (await api.post(PLATFORM, refunded, {"reason": "服务未达约定"})).json()["event"] == "spend_refunded"
    shown = (await api.get(APPLICANT, f"/vouchers/{number}")).json()
    assert (shown["left_fen"], [one["state"] for one in shown["spends"]]) == (FACE, ["dropped", "refunded"])
    assert [one["reason"] for one in shown["spends"]] == ["合同解除", "服务未达约定"]


async def test_void_is_proposed_by_an_officer_of_its_department(api: Desk) -> None:
    number = await issued(api)
    body = {"reason": "虚构服务需求"}
    assert code_of(await api.post(APPLICANT, f"/vouchers/{number}/void", body)) == "forbidden"
    assert code_of(await api.post(FOREIGN_OFFICER, f"/vouchers/{number}/void", body)) == "not_found"
    assert (await api.post(OTHER_OFFICER, f"/vouchers/{number}/void", body)).status_code == 200
    waits = {person: (await api.get(person, f"/vouchers/{number}")).json()["waiting_for"] for person in (APPLICANT, OFFICER)}
    assert ([one["kind"] for one in waits[OFFICER]], waits[APPLICANT]) == (["void_decision"], [])
    await api.done("approver-sti-2", number, "void_decision", {"decision": "voided", "reason": "经查实"})
    await in_stage(api, f"/vouchers/{number}", "unused")
    timeline = (await api.get(APPLICANT, f"/cases/{number}/timeline")).json()
    assert "void_proposed" not in [event["event"]["code"] for event in timeline]


@pytest.mark.parametrize(("months", "refusal"), [(1, "invalid_input"), (-1, "wrong_stage"), (-60, "wrong_stage")])
async def test_settlement_is_not_drafted_of_a_month_of_which_nothing_can_be_settled(api: Desk, months: int, refusal: str) -> None:
    year, month = divmod(this_month().year * 12 + this_month().month - 1 + months, 12)
    answer = await api.post(PLATFORM, "/settlements", {"month": f"{year}-{month + 1:02}"})
    assert code_of(answer) == refusal
    assert (await api.get(PLATFORM, "/settlements")).json()["items"] == []


@pytest.mark.parametrize(("state", "status"), [("spent", 201), ("refunded", 409)])
async def test_settlement_of_a_month_that_is_over_is_drafted_while_something_of_it_is_in_none(
    api: Desk, behind: Office, state: str, status: int
) -> None:
    await delivered(api, await issued(api))
    before = (this_month() - timedelta(days=1)).replace(day=1)
    await behind.change(update(VoucherSpend).values(delivered_on=before, settles_from=text("now()"), state=state))
    assert (await api.post(PLATFORM, "/settlements", {"month": f"{before:%Y-%m}"})).status_code == status


@pytest.mark.parametrize("month", ["2026-13", "2026-1-1", "November"])
async def test_month_of_a_settlement_has_to_be_one(api: Desk, month: str) -> None:
    answer = await api.post(PLATFORM, "/settlements", {"month": month})
    assert code_of(answer) == "invalid_input"
    assert answer.json()["errors"][0]["field"] == "month"


async def test_correction_changes_what_was_named_and_nothing_else(api: Desk) -> None:
    number = await drafted(api)
    await api.post(APPLICANT, f"/vouchers/{number}/submit")
    defect = {"decision": "correction_requested", "defects": [{"code": "statement", "reason": "用途不明"}]}
    await api.done(OFFICER, number, "voucher_check", defect)
    shown = await api.get(APPLICANT, f"/vouchers/{number}")
    match = {"If-Match": shown.headers["ETag"]}
    assert [one["code"] for one in shown.json()["defects"]] == ["statement"]
    assert code_of(await api.ask(APPLICANT, "PATCH", f"/vouchers/{number}", json={"service": "其他"}, headers=match)) == "not_open"
    assert (await api.ask(APPLICANT, "PATCH", f"/vouchers/{number}", json={"statement": "流片"}, headers=match)).status_code == 200
    await api.done(APPLICANT, number, "voucher_correction", {"decision": "corrected"})
    await in_stage(api, f"/vouchers/{number}", "check")
