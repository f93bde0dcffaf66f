"""Clawbacks over REST: what a breach costs, who sees what, and what is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.tables import Clawback, ClawbackInstalment
from policy.working_days import BEIJING
from sandbox.enterprises import CHENXIN
from tests.api.desk import APPLICANT, FOREIGN_OFFICER, HEAD, OFFICER, OTHER_OFFICER, STRANGER, Desk, code_of
from tests.office import Case, Office, until
from tests.workflows.reclaim import AWARD, paid_award

DEPUTY = "approver-sti-2"
FINANCE, OTHER_FINANCE = "finance-1", "finance-2"


def error(award: Case, amount_fen: int = AWARD) -> dict[str, Any]:
    return {"application": award.number, "cause": "error", "amount_fen": amount_fen, "reason": "重复拨付"}


async def proposed(api: Desk, award: Case, amount_fen: int = AWARD) -> dict[str, Any]:
    answer = await api.post(OFFICER, "/clawbacks", error(award, amount_fen))
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def served(api: Desk, award: Case) -> str:
    number = str((await proposed(api, award))["number"])
    await api.done(DEPUTY, number, "clawback_approval", {"decision": "demand_approved"})
    return number


async def test_award_is_paid_back_over_rest_with_a_fen_too_much(api: Desk, behind: Office) -> None:
    number = await served(api, await paid_award(behind))
    notice = (await api.get(APPLICANT, f"/cases/{number}/letter")).json()
    assert "该项资金支付有误（重复拨付），应退缴人民币" in notice["text"]
    assert (notice["number"], f"注明追回编号{number}" in notice["text"], "前答复" in notice["text"]) == (number, True, True)
    assert "个工作日内，将上述款项退缴国库" in notice["text"]
    await api.done(APPLICANT, number, "clawback_objection", {"decision": "demand_accepted"})
    due_on = (await behind.all(select(ClawbackInstalment.due_on)))[0]
    stands = (await api.get(APPLICANT, f"/cases/{number}/letter")).json()["text"]
    assert f"请于{due_on.year}年{due_on.month}月{due_on.day}日前（含当日）将上述款项退缴国库。" in stands
    today = datetime.now(BEIJING).date().isoformat()
    body = {"reference": f"R-{number}", "amount_fen": AWARD + 1, "payer_uscc": CHENXIN, "received_on": today}
    (await behind.sandbox.post("/admin/receipts", json=body)).raise_for_status()
    form = {"decision": "repayment_recorded", "amount_fen": AWARD + 1, "reference": f"R-{number}", "received_on": today}
    await api.done(FINANCE, number, "repayment_receipt", form)
    await api.done(OTHER_FINANCE, number, "repayment_confirmation", {"decision": "repayment_confirmed"})

    async def settled() -> dict[str, Any] | None:
        shown = (await api.get(APPLICANT, f"/clawbacks/{number}")).json()
        return dict(shown) if shown["stage"]["code"] == "settled" else None

    found = await until(settled, "settled")
    ended = (await api.get(APPLICANT, f"/cases/{number}/letter")).json()["text"]
    now = datetime.now(BEIJING)
    assert f"国库已收到：{now.year}年{now.month}月{now.day}日人民币50万元，合计人民币50万元。" in ended
    assert "上述款项已全部退缴，贵单位就此不再欠缴任何款项，本案办结。" in ended
    listed = (await api.get(APPLICANT, f"/cases/{number}/letters")).json()
    assert [one["event"]["code"] for one in listed] == ["demand_approved", "demand_accepted", "settled"]
    assert [(await api.get(APPLICANT, f"/cases/{number}/letters/{one['sequence']}")).json()["text"] for one in listed] == [
        notice["text"],
        stands,
        ended,
    ]
    assert (found["left_fen"], found["repayments"][0]["state"]) == (0, "booked")
    assert [(part["amount_fen"], part["state"]) for part in found["parts"]] == [(AWARD, "booked"), (1, "owed_back")]
    assert (found["parts"][0]["reference"], found["owed_back_fen"]) == (f"R-{number}", 1)
    assert (await api.get(FINANCE, "/receipts", params={"standing": "undivided"})).json()["items"] == []
    (receipt,) = (await api.get(FINANCE, "/receipts", params={"standing": "owed_back"})).json()["items"]
    assert (receipt["amount_fen"], receipt["owed_back_fen"], receipt["undivided_fen"]) == (AWARD + 1, 1, 0)
    assert (receipt["payer_uscc"], receipt["parts"][0]["clawback_number"]) == (CHENXIN, number)
    assert (await api.get("auditor", f"/receipts/{receipt['id']}")).json() == receipt
    assert (await api.get(APPLICANT, f"/applications/{found['application_number']}")).json()["recovered_fen"] == AWARD


async def test_enterprise_reads_and_does_nothing_otherwise_while_a_demand_is_only_proposed(api: Desk, behind: Office) -> None:
    award = await paid_award(behind)
    number = (await proposed(api, award))["number"]

    async def bound() -> bool | None:
        return (await api.get(APPLICANT, f"/commitments/{CHENXIN}")).status_code == 200 or None

    await until(bound, "the commitment")
    seen = [(await api.get(who, f"/commitments/{CHENXIN}")).json() for who in (APPLICANT, "officer-bizcoop-1")]
    assert [(one["good_standing"], one["clawbacks"]) for one in seen] == [(True, []), (False, [number])]
    drafted = await api.ready("science-award")
    assert (await api.post(APPLICANT, f"/applications/{drafted['id']}/submit")).status_code == 200
    await api.done(DEPUTY, number, "clawback_approval", {"decision": "demand_approved"})
    drafted = await api.ready("science-award")
    refused = await api.post(APPLICANT, f"/applications/{drafted['id']}/submit")
    assert (code_of(refused), number in refused.json()["detail"]) == ("breach_open", True)


@pytest.mark.parametrize(
    ("more", "left_out"),
    [
        # A breach is found by the enterprise's commitment, with its safeguards and its amount.
        ({"cause": "breach"}, ()),
        ({"cause": "breach", "breach_on": "2026-09-01"}, ("amount_fen",)),
        ({"breach_on": "2026-09-01"}, ()),
        ({}, ("amount_fen",)),
        ({"amount_fen": 0}, ()),
        ({"amount_fen": AWARD + 1}, ()),
        ({"cause": "upstream_recovery"}, ()),
        ({"reason": ""}, ()),
    ],
)
async def test_clawback_is_refused_when_it_does_not_say_what_and_why(
    api: Desk, behind: Office, more: dict[str, Any], left_out: tuple[str, ...]
) -> None:
    body = error(await paid_award(behind)) | more
    answer = await api.post(OFFICER, "/clawbacks", {name: value for name, value in body.items() if name not in left_out})
    assert (answer.status_code, code_of(answer)) == (422, "invalid_input")
    assert await behind.all(select(Clawback.id)) == []


async def test_clawback_is_proposed_once_when_it_is_asked_for_twice(api: Desk, behind: Office) -> None:
    award = await paid_award(behind)
    first = await api.post(OFFICER, "/clawbacks", error(award, 100), key="once")
    again = await api.post(OFFICER, "/clawbacks", error(award, 100), key="once")
    assert first.json()["number"] == again.json()["number"]
    assert len((await api.get(OFFICER, "/clawbacks")).json()["items"]) == 1


@pytest.mark.parametrize(("person", "code"), [(FOREIGN_OFFICER, "not_found"), (HEAD, "forbidden"), (APPLICANT, "forbidden")])
async def test_clawback_is_not_proposed_by_whoever_did_not_handle_the_award(api: Desk, behind: Office, person: str, code: str) -> None:
    assert code_of(await api.post(person, "/clawbacks", error(await paid_award(behind)))) == code


async def test_enterprise_sees_its_own_once_it_was_served(api: Desk, behind: Office) -> None:
    award = await paid_award(behind)
    number = (await proposed(api, award))["number"]
    for person in (APPLICANT, STRANGER, FOREIGN_OFFICER):
        assert code_of(await api.get(person, f"/clawbacks/{number}")) == "not_found"
        assert (await api.get(person, "/clawbacks")).json()["items"] == []
    await api.done(DEPUTY, number, "clawback_approval", {"decision": "demand_approved"})
    shown = (await api.get(APPLICANT, f"/clawbacks/{number}")).json()
    assert (shown["application_number"], shown["amount_fen"], shown["waiting_for"][0]["kind"]) == (
        award.number,
        AWARD,
        "clawback_objection",
    )
    assert code_of(await api.get(STRANGER, f"/clawbacks/{number}")) == "not_found"


async def test_enterprise_is_not_told_who_in_the_office_did_what(api: Desk, behind: Office) -> None:
    number = await served(api, await paid_award(behind))
    told = (await api.get(APPLICANT, f"/cases/{number}/timeline")).json()
    assert [(event["event"]["code"], event["by"]["zh"]) for event in told] == [
        ("proposed", "科技创新局经办人"),
        ("demand_approved", "科技创新局审批人"),
    ]
    assert (await api.get(OTHER_OFFICER, f"/cases/{number}/timeline")).status_code == 200
    assert code_of(await api.get(STRANGER, f"/cases/{number}/timeline")) == "not_found"


async def test_clawback_is_neither_held_nor_withdrawn(api: Desk, behind: Office) -> None:
    number = str((await proposed(api, await paid_award(behind)))["number"])
    reason = {"reason": "等待"}
    assert code_of(await api.post(OFFICER, f"/cases/{number}/hold", reason)) == "wrong_stage"
    assert code_of(await api.post(FOREIGN_OFFICER, f"/cases/{number}/hold", reason)) == "not_found"
    # Its enterprise does not know of it before it is served.
    assert code_of(await api.post(APPLICANT, f"/cases/{number}/withdraw", reason)) == "not_found"
    await api.done(DEPUTY, number, "clawback_approval", {"decision": "demand_approved"})
    assert code_of(await api.post(APPLICANT, f"/cases/{number}/withdraw", reason)) == "invalid_input"


async def test_clawbacks_are_filtered(api: Desk, behind: Office) -> None:
    await proposed(api, await paid_award(behind))
    for name, value, count in (("stage", "proposed", 1), ("stage", "settled", 0), ("cause", "fraud", 0), ("enterprise", CHENXIN, 1)):
        assert len((await api.get("auditor", "/clawbacks", params={name: value})).json()["items"]) == count


async def test_same_demand_is_not_proposed_twice_while_the_first_waits(api: Desk, behind: Office) -> None:
    award = await paid_award(behind)
    first = await proposed(api, award, 100)
    twin = await api.post(OFFICER, "/clawbacks", error(award, 100))
    assert (code_of(twin), first["number"] in twin.json()["detail"]) == ("duplicate", True)
    await proposed(api, award, 101)
    await api.done(DEPUTY, first["number"], "clawback_approval", {"decision": "demand_approved"})
    await proposed(api, award, 100)


async def test_instalments_are_asked_for_by_the_enterprise_itself_once_the_objection_was_dismissed(api: Desk, behind: Office) -> None:
    number = await served(api, await paid_award(behind))
    path = f"/clawbacks/{number}/instalments"
    start = datetime.now(BEIJING).date()
    parts = [{"due_on": (start + timedelta(days=days)).isoformat(), "amount_fen": AWARD // 2} for days in (10, 20)]
    assert code_of(await api.post(STRANGER, path, {"plan": parts})) == "not_found"
    assert code_of(await api.post(APPLICANT, path, {"plan": parts[:1]})) == "invalid_input"
    await api.done(APPLICANT, number, "clawback_objection", {"decision": "demand_disputed", "reason": "并未迁出"})
    assert code_of(await api.post(APPLICANT, path, {"plan": parts})) == "wrong_stage"
    await api.done(HEAD, number, "clawback_ruling", {"decision": "dispute_dismissed", "reason": "查实"})
    asked = await api.post(APPLICANT, path, {"plan": parts, "reason": "资金周转困难"})
    assert asked.json()["stage"]["code"] == "instalments"
    decision = await api.soon(HEAD, number, "instalment_decision")
    about = (await api.get(HEAD, f"/tasks/{decision['id']}")).json()["about"]
    assert (about["plan"], about["reason"]) == (parts, "资金周转困难")
    await api.done(HEAD, number, "instalment_decision", {"decision": "instalments_granted"})
    shown = (await api.get(APPLICANT, f"/clawbacks/{number}")).json()
    granted = (await api.get(APPLICANT, f"/cases/{number}/letter")).json()["text"]
    assert "准予分期" in granted
    for part in shown["instalments"]:
        due_on = date.fromisoformat(part["due_on"])
        assert f"{due_on.year}年{due_on.month}月{due_on.day}日前退缴人民币25万元（大写：人民币贰拾伍万元整）" in granted
    numbered = [(part["ordinal"], part["due_on"], part["amount_fen"]) for part in shown["instalments"]]
    assert numbered == [(number, part["due_on"], AWARD // 2) for number, part in enumerate(parts, 1)]
    assert code_of(await api.post(APPLICANT, path, {"plan": parts})) == "wrong_stage"


async def test_plea_is_read_by_whoever_rules_on_it_and_the_ruling_by_the_enterprise(api: Desk, behind: Office) -> None:
    number = await served(api, await paid_award(behind))
    await api.done(APPLICANT, number, "clawback_objection", {"decision": "demand_disputed", "reason": "并未迁出"})
    ruling = (await api.get(HEAD, f"/tasks/{(await api.soon(HEAD, number, 'clawback_ruling'))['id']}")).json()
    assert [(one["kind"], one["reason"]) for one in ruling["opinions"]][-1] == ("clawback_objection", "并未迁出")
    await api.done(HEAD, number, "clawback_ruling", {"decision": "dispute_dismissed", "reason": "查实已迁出"})
    told = (await api.get(APPLICANT, "/messages", params={"limit": 100})).json()["items"]
    assert any(f"{number}的申辩不成立" in one["text"]["zh"] and "理由：查实已迁出" in one["text"]["zh"] for one in told)
