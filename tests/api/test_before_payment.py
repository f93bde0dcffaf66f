"""拨付前核查。Over REST: what happens between approval and payment holds the money, and everybody reads what concerns them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models.tables import Case as AnyCase
from models.tables import ChangeFiling, Commitment, Enterprise
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, HEAD, OFFICER, OTHER_OFFICER, Desk, code_of
from tests.api.test_enterprise_warnings import debarment, demand
from tests.office import ACCOUNT, SIGNED, WAN, Office
from tests.patience import until

DEPUTY, FINANCE, OTHER_FINANCE = "approver-sti-2", "finance-1", "finance-2"
NOW = datetime.now(UTC)
CONFIRMED = {"decision": "payment_confirmed", "last_four": ACCOUNT["number"][-4:]}


async def released(api: Desk) -> dict[str, Any]:
    """Take an application to where a second person of finance confirms its payment."""
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    await api.done(APPLICANT, drafted["id"], "commitment", SIGNED)
    await api.done(FINANCE, drafted["id"], "payment_release", {"decision": "payment_released"})
    return drafted


async def becomes(behind: Office, **changes: Any) -> None:
    known = (await behind.sandbox.get("/admin/enterprises")).json()[CHENXIN]
    (await behind.sandbox.put(f"/admin/enterprises/{CHENXIN}", json=known | changes)).raise_for_status()


async def suspend(api: Desk) -> None:
    """Suspend the item from today on, by two officers."""
    today = datetime.now(BEIJING).date().isoformat()
    entered = {"from": today, "reason": {"zh": "上级政策调整", "en": "A superior policy changes"}, "document_no": "京政发〔2026〕7号"}
    answer = await api.post(OFFICER, "/items/innovation-centre/suspensions", entered)
    assert answer.status_code == 201, answer.text
    assert (await api.post(OTHER_OFFICER, f"/suspensions/{answer.json()['id']}/approval")).status_code == 200


async def payment(api: Desk) -> dict[str, Any]:
    [found] = (await api.get(FINANCE, "/disbursements")).json()["items"]
    return dict(found)


async def test_award_is_ended_with_its_letter_when_the_enterprise_was_deregistered_after_the_approval(api: Desk, behind: Office) -> None:
    drafted = await released(api)
    await becomes(behind, status="deregistered")
    await api.done(OTHER_FINANCE, drafted["id"], "payment_confirmation", CONFIRMED)
    task = await api.soon(DEPUTY, drafted["id"], "standing_check")
    about = (await api.get(DEPUTY, f"/tasks/{task['id']}")).json()["about"]
    assert (about["findings"][0]["code"], about["looked"]["registration"]["status"]) == ("deregistered", "deregistered")
    without = await api.post(DEPUTY, f"/tasks/{task['id']}/complete", {"decision": "payment_ended"})
    assert code_of(without) == "invalid_input"
    await api.done(DEPUTY, drafted["id"], "standing_check", {"decision": "payment_ended", "reason": "企业已注销"})
    shown = (await api.get(APPLICANT, f"/applications/{drafted['id']}")).json()
    assert (shown["stage"]["code"], shown["refusal"]["event"], shown["refusal"]["reason"]) == ("refused", "payment_ended", "企业已注销")
    letter = (await api.get(APPLICANT, f"/applications/{drafted['id']}/letter")).json()["text"]
    for sentence in ("停止拨付的通知书", "核查发现：经查询登记机关，该单位已经注销。", "停止拨付的理由：企业已注销。", "申请复核"):
        assert sentence in letter
    assert "500,000" not in letter
    assert await behind.treasury_payments() == []
    assert (await payment(api))["state"] == "given_up"


@pytest.mark.parametrize("decision", ["payment_resumed", "payment_ended"])
async def test_item_suspended_after_the_approval_is_paid_only_when_an_approver_says_so(api: Desk, behind: Office, decision: str) -> None:
    drafted = await released(api)
    await suspend(api)
    await api.done(OTHER_FINANCE, drafted["id"], "payment_confirmation", CONFIRMED)
    await api.soon(DEPUTY, drafted["id"], "standing_check")
    held = await payment(api)
    assert (held["state"], [one["code"] for one in held["look"]["findings"]]) == ("held", ["suspended"])
    assert held["looked_at"] is not None
    told = (await api.get(APPLICANT, "/messages", params={"limit": 100})).json()["items"]
    assert any("拨付前核查发现需要核实的情况，暂缓拨付。" in one["text"]["zh"] for one in told)
    assert (await api.get(HEAD, "/tasks", params={"case": drafted["id"], "mine": "true"})).json()["items"] == []
    await api.done(DEPUTY, drafted["id"], "standing_check", {"decision": decision, "reason": "按上级文件办理"})
    if decision == "payment_resumed":
        await api.reached(APPLICANT, drafted["id"], "in_force")
    assert len(await behind.treasury_payments()) == (decision == "payment_resumed")


async def test_account_and_its_last_four_are_taken_with_the_blanks_and_widths_people_type(api: Desk, behind: Office) -> None:
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    typed = SIGNED | {"account": ACCOUNT | {"number": "6222 0000 1111\u30002222"}}
    await api.done(APPLICANT, drafted["id"], "commitment", typed)
    await api.done(FINANCE, drafted["id"], "payment_release", {"decision": "payment_released"})
    confirmed = {"decision": "payment_confirmed", "last_four": "\uff12\uff12\uff12\uff12"}
    await api.done(OTHER_FINANCE, drafted["id"], "payment_confirmation", confirmed)
    await api.reached(APPLICANT, drafted["id"], "in_force")
    assert len(await behind.treasury_payments()) == 1


async def test_field_that_a_task_does_not_ask_for_is_named(api: Desk) -> None:
    drafted = await released(api)
    task = await api.soon(OTHER_FINANCE, drafted["id"], "payment_confirmation")
    refused = await api.post(OTHER_FINANCE, f"/tasks/{task['id']}/complete", CONFIRMED | {"amount_fen": 1})
    assert (refused.status_code, code_of(refused)) == (422, "invalid_input")
    assert [error["field"] for error in refused.json()["errors"]] == ["amount_fen"]


async def test_payment_that_is_not_what_was_released_goes_back_to_its_release(api: Desk, behind: Office) -> None:
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    await api.done(APPLICANT, drafted["id"], "commitment", SIGNED)
    task = await api.soon(FINANCE, drafted["id"], "payment_release")
    shown = (await api.get(FINANCE, f"/tasks/{task['id']}")).json()["about"]["simulation"]
    assert (shown["effect"], shown["before_fen"], shown["new_fen"], shown["over_fen"]) == ("first", 0, 50 * WAN, 0)
    assert (shown["lines"][0]["award"], shown["lines"][0]["budget"]["department"]) == (drafted["number"], "sti")
    assert ACCOUNT["number"] not in str(shown)
    await api.done(FINANCE, drafted["id"], "payment_release", {"decision": "payment_released"})
    assert (await payment(api))["released_digest"] == shown["digest"]
    async with behind.database.writing() as session:
        await session.execute(update(Enterprise).where(Enterprise.uscc == CHENXIN).values(name=f"{ACCOUNT['holder']} "))
    asked = await api.soon(OTHER_FINANCE, drafted["id"], "payment_confirmation")
    refused = await api.post(OTHER_FINANCE, f"/tasks/{asked['id']}/complete", CONFIRMED)
    assert (refused.status_code, code_of(refused)) == (409, "release_outdated")
    assert "收款人" in refused.text
    assert (await behind.treasury_payments(), (await payment(api))["state"]) == ([], "prepared")
    await api.done(OTHER_FINANCE, drafted["id"], "payment_confirmation", {"decision": "payment_sent_back", "reason": "名称有变"})
    again = await api.soon(FINANCE, drafted["id"], "payment_release")
    assert (await api.get(FINANCE, f"/tasks/{again['id']}")).json()["about"]["simulation"]["digest"] != shown["digest"]


async def test_finance_reads_why_a_payment_was_sent_back_and_what_was_noted_with_it(api: Desk) -> None:
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    await api.done(APPLICANT, drafted["id"], "commitment", SIGNED)
    await api.done(FINANCE, drafted["id"], "payment_release", {"decision": "payment_released", "note": "首次拨付"})
    await api.done(OTHER_FINANCE, drafted["id"], "payment_confirmation", {"decision": "payment_sent_back", "reason": "请核对开户行"})

    async def read(person: str, kind: str) -> list[tuple[str, str | None]]:
        task = await api.soon(person, drafted["id"], kind)
        shown = await api.get(person, f"/tasks/{task['id']}")
        assert ACCOUNT["number"] not in shown.text
        return [(one["kind"], one["reason"] or one["opinion"]) for one in shown.json()["opinions"]]

    assert ("payment_confirmation", "请核对开户行") in await read(FINANCE, "payment_release")
    await api.done(FINANCE, drafted["id"], "payment_release", {"decision": "payment_released", "note": "开户行无误"})
    said = [("payment_release", "首次拨付"), ("payment_confirmation", "请核对开户行"), ("payment_release", "开户行无误")]
    assert await read(OTHER_FINANCE, "payment_confirmation") == said


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, True),
        ({"kind": "deregistration"}, True),
        ({"kind": "tax_registration"}, False),
        ({"state": "withdrawn", "decided_at": NOW}, False),
    ],
    ids=["relocation", "deregistration", "changes-nothing", "withdrawn"],
)
async def test_finance_sees_an_open_filing_that_would_end_what_binds_before_it_pays(
    api: Desk, behind: Office, changes: dict[str, Any], *, shown: bool
) -> None:
    drafted = await api.to_decision()
    await api.done(HEAD, drafted["id"], "decision", {"decision": "approved"})
    await api.done(APPLICANT, drafted["id"], "commitment", SIGNED)

    async def read(person: str, kind: str) -> list[str]:
        task = await api.soon(person, drafted["id"], kind)
        return [one["code"] for one in (await api.get(person, f"/tasks/{task['id']}")).json()["about"].get("findings", [])]

    assert await read(FINANCE, "payment_release") == []
    async with behind.database.writing() as session:
        commitment = Commitment(number=CHENXIN, department="bizcoop", created_by="system", enterprise_uscc=CHENXIN, stage="in_force")
        session.add(commitment)
        await session.flush()
        filed: dict[str, Any] = {"kind": "relocation", "state": "filed", "planned_on": NOW.date() + timedelta(days=90), "filed_at": NOW}
        its = {"commitment_id": commitment.id, "enterprise_uscc": CHENXIN, "description": "迁出", "filed_by": "applicant-chenxin"}
        session.add(ChangeFiling(**its, **(filed | changes)))
    assert await read(FINANCE, "payment_release") == ["leaving"] * shown
    await api.done(FINANCE, drafted["id"], "payment_release", {"decision": "payment_released"})
    assert await read(OTHER_FINANCE, "payment_confirmation") == ["leaving"] * shown
    await api.done(OTHER_FINANCE, drafted["id"], "payment_confirmation", CONFIRMED)
    if shown:
        await api.soon(DEPUTY, drafted["id"], "standing_check")
        for person in (APPLICANT, OFFICER, FINANCE):
            application = (await api.get(person, f"/applications/{drafted['id']}")).json()
            assert application["next_step"]["zh"] == "拨付前核查发现的情况，审批人正在审查。"


async def seen(api: Desk, person: str, application: str) -> list[Any]:
    """Return what a person reads of an application: messages, timeline, what it waits for."""
    messages = (await api.get(person, "/messages", params={"limit": 100})).json()["items"]
    timeline = (await api.get(person, f"/cases/{application}/timeline")).json()
    shown = (await api.get(person, f"/applications/{application}")).json()
    happened = [one["event"]["code"] for one in timeline if one["event"]["code"] not in {"payment_confirmed", "payment_instructed", "paid"}]
    return [sorted(one["text"]["zh"] for one in messages if "款项已拨付" not in one["text"]["zh"]), happened, shown["refusal"]]


async def is_kept(api: Desk) -> bool | None:
    return (await payment(api))["state"] == "held" or None


@pytest.mark.parametrize("proposed", ["clawback", "debarment"])
async def test_applicant_reads_nothing_of_what_is_only_proposed_and_officers_and_finance_do(
    api: Desk, behind: Office, proposed: str
) -> None:
    drafted = await released(api)
    _, claim = await demand(behind, "proposed") if proposed == "clawback" else (None, None)
    if claim is None:
        await debarment(behind)
    before = await seen(api, APPLICANT, drafted["id"])
    await api.done(OTHER_FINANCE, drafted["id"], "payment_confirmation", CONFIRMED)
    await until(lambda: is_kept(api), "a payment that is kept")
    assert await seen(api, APPLICANT, drafted["id"]) == before
    shown = (await api.get(APPLICANT, f"/applications/{drafted['id']}")).json()
    assert (shown["waiting_for"], shown["due_at"], shown["stage"]["code"]) == ([], None, "payment")
    assert [one["code"] for one in (await payment(api))["look"]["findings"]] == [f"{proposed}_proposed"]
    for person in (OFFICER, FINANCE):
        [told] = [said for said in (await seen(api, person, drafted["id"]))[0] if "暂不发出拨付指令" in said]
        assert "也未告知该单位" in told
    assert "payment_kept" in (await seen(api, OFFICER, drafted["id"]))[1]
    if claim is not None:
        await behind.change(update(AnyCase).where(AnyCase.id == claim.id).values(stage="cancelled"))
        await api.reached(APPLICANT, drafted["id"], "in_force")
        assert await seen(api, APPLICANT, drafted["id"]) == before
