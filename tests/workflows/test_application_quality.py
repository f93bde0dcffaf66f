"""A second look before payment: who gets one, who takes it, and what a doubt changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from models.tables import AuditEvent, Notice, Undertaking
from policy.actors import Actor, Role
from tests.granting import grants
from tests.office import APPLICANT, DEPUTY, HEAD, HEAD_OFFICER, OFFICER, OTHER_OFFICER, SIGNED, THIRD_OFFICER, WAN, Case, Office
from tests.workflows.conftest import Opening

AWARD = 50 * WAN
BUDGET = 2 * 10_000 * WAN
PASSED = {"decision": "quality_passed", "opinion": "材料真实"}
CONFIRMED = {"decision": "doubt_confirmed", "reason": "请核对证书"}
DISMISSED = {"decision": "doubt_dismissed", "reason": "证书经核实有效"}
DOUBTED = {"decision": "quality_doubted", "opinion": "证书编号查无", "reason": "请核对证书"}


async def sampled(case: Case) -> object:
    query = select(AuditEvent.detail).where(AuditEvent.case_id == case.id, AuditEvent.event == "commitment_signed")
    return (await case.office.all(query))[-1]["sampled"]


async def signed(office: Office) -> Case:
    case = await office.apply_for()
    await case.to_payment()
    return case


@pytest.mark.parametrize(
    ("threshold_fen", "kind", "why"),
    [
        (AWARD - 1, "quality_check", "above_threshold"),
        (AWARD, "payment_release", None),
        (AWARD + 1, "payment_release", None),
    ],
)
async def test_award_gets_a_second_look_when_it_is_above_the_threshold(
    opening: Opening, threshold_fen: int, kind: str, why: str | None
) -> None:
    async with opening(quality_threshold_fen=threshold_fen) as office:
        case = await signed(office)
        assert [task.kind for task in await case.tasks()] == [kind]
        assert await sampled(case) == why


async def test_every_award_gets_a_second_look_when_the_share_is_all(opening: Opening) -> None:
    async with opening(quality_share="1") as office:
        case = await signed(office)
        task = await case.task("quality_check")
        assert (task.about, await sampled(case)) == ({"sampled": "drawn"}, "drawn")
        assert await case.payments() == []
        await case.answer("quality_check", OTHER_OFFICER, **PASSED)
        await case.pay()
        assert (await case.reach("in_force")).paid_fen == AWARD


@pytest.mark.parametrize("who", [OFFICER, HEAD])
async def test_second_look_is_not_taken_by_whoever_handled_or_decided_it(opening: Opening, who: Actor) -> None:
    async with opening(quality_share="1") as office:
        case = await signed(office)
        as_officer = Actor(who.subject, who.name, grants(Role.OFFICER, Role.APPROVER))
        assert await case.refusal_of_answer("quality_check", as_officer, **PASSED) == "four_eyes"


async def test_second_look_goes_to_a_head_who_did_not_decide_when_no_officer_takes_it(opening: Opening) -> None:
    async with opening(quality_share="1") as office:
        case = await signed(office)
        task = await case.task("quality_check")
        assert task.due_at is not None
        await case.skip(task.due_at - task.opened_at)
        await case.happened("escalated")
        assert await case.refusal_of_answer("quality_check", OFFICER, **PASSED) == "four_eyes"
        await case.answer("quality_check", HEAD_OFFICER, **PASSED)
        await case.task("payment_release")


async def test_money_is_free_again_when_the_second_look_raises_doubts(opening: Opening) -> None:
    async with opening(quality_share="1") as office:
        case = await signed(office)
        assert (await office.balances())["obligation"] == AWARD
        await case.answer("quality_check", OTHER_OFFICER, **DOUBTED)
        await case.answer("doubt_decision", DEPUTY, **CONFIRMED)
        await case.reach("review")
        balances = await office.balances()
        assert (balances["obligation"], balances["available"]) == (0, BUDGET)
        assert [task.kind for task in await case.tasks()] == ["desk_review"]


async def test_award_is_decided_published_signed_and_paid_anew_after_a_doubt(opening: Opening) -> None:
    async with opening(quality_share="1") as office:
        case = await signed(office)
        await case.answer("quality_check", OTHER_OFFICER, **DOUBTED)
        await case.answer("doubt_decision", DEPUTY, **CONFIRMED)
        await case.answer("desk_review", OFFICER, decision="recommended", opinion="证书核实")
        await case.answer("decision", HEAD, decision="approved")
        await case.reach("public_notice")
        await case.clear_notice()
        await case.answer("commitment", APPLICANT, **SIGNED)
        await case.answer("quality_check", OTHER_OFFICER, **PASSED)
        await case.pay()
        assert (await case.reach("in_force")).paid_fen == AWARD
        assert [payment["amount_fen"] for payment in await office.treasury_payments()] == [AWARD]
        assert len(await office.all(select(Notice).where(Notice.case_id == case.id))) == 2
        assert len(await office.all(select(Undertaking).where(Undertaking.application_id == case.id))) == 1
        balances = await office.balances()
        assert (balances["expenditure"], sum(balances.values())) == (AWARD, 0)


async def test_award_may_be_refused_after_a_doubt(opening: Opening) -> None:
    async with opening(quality_share="1") as office:
        case = await signed(office)
        await case.answer("quality_check", OTHER_OFFICER, **DOUBTED)
        await case.answer("doubt_decision", DEPUTY, **CONFIRMED)
        await case.answer("desk_review", OFFICER, decision="not_recommended", opinion="属实", reason="证书系伪造")
        assert (await case.reach("refused")).award_fen is None
        assert (await office.balances())["available"] == BUDGET


# -- an approver decided the award, and says whether the doubt holds --------------------------------------------------------------------


async def test_award_stays_where_it_is_until_an_approver_confirms_the_doubt(opening: Opening) -> None:
    async with opening(quality_share="1") as office:
        case = await signed(office)
        await case.answer("quality_check", OTHER_OFFICER, **DOUBTED)
        assert [task.kind for task in await case.tasks()] == ["doubt_decision"]
        assert ((await case.row()).stage, (await office.balances())["obligation"]) == ("payment", AWARD)
        for actor, code in (
            (HEAD, "four_eyes"),
            (replace(OTHER_OFFICER, grants=grants(Role.APPROVER)), "four_eyes"),
            (THIRD_OFFICER, "forbidden"),
        ):
            assert await case.refusal_of_answer("doubt_decision", actor, **CONFIRMED) == code


async def test_award_is_paid_when_the_doubt_is_dismissed(opening: Opening) -> None:
    async with opening(quality_share="1") as office:
        case = await signed(office)
        await case.answer("quality_check", OTHER_OFFICER, **DOUBTED)
        await case.answer("doubt_decision", DEPUTY, **DISMISSED)
        await case.pay()
        assert (await case.reach("in_force")).paid_fen == AWARD
