"""Clawbacks: who may ask and approve, objections, and what the books say at each turn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.case.case_start import start_of
from activities.clawback.proposal import propose
from models.tables import AuditEvent, Clawback
from models.tables import Message as Told
from policy.actors import Actor, Role
from policy.errors import Refusal
from policy.money import in_yuan
from tests.granting import grants
from tests.office import APPLICANT, DEPUTY, FINANCE, HEAD, OFFICER, OTHER_FINANCE, RETURNED_LATER_ACCOUNT, Office, message
from tests.office.milestones import application_to
from tests.workflows.conftest import Opening
from tests.workflows.letters import letters_of
from tests.workflows.reclaim import AWARD, TERMS, day_of, draft, paid_award, reclaim, reclaimable, recorded


async def test_award_is_settled_when_all_of_it_came_back(skipping: Office) -> None:
    award = await paid_award(skipping)
    claim = await reclaim(skipping, award)
    await claim.accept()
    assert await claim.balances() == (0, AWARD, 0)
    await claim.repay(AWARD, await day_of(skipping, claim.case))
    row = await claim.case.reach("settled")
    assert (row.repaid_fen, row.interest_fen, (await claim.owed()).left_fen) == (AWARD, 0, 0)
    assert await claim.balances() == (0, 0, AWARD)
    paid = await claim.application()
    assert (paid.paid_fen, paid.recovered_fen, paid.standing_fen) == (AWARD, AWARD, 0)
    assert await claim.movements() == [("demand", AWARD), ("recovery", AWARD)]
    assert await claim.case.handle.result() == "settled"


async def test_nothing_is_booked_when_the_demand_is_not_approved(skipping: Office) -> None:
    award = await paid_award(skipping)
    claim = await reclaim(skipping, award)
    await claim.case.answer("clawback_approval", DEPUTY, decision="demand_refused", reason="证据不足")
    row = await claim.case.reach("cancelled")
    assert row.served_at is None
    assert await claim.balances() == (AWARD, 0, 0)
    assert await reclaimable(skipping, award) == AWARD


async def test_clawback_is_not_approved_by_whoever_asked_for_it(skipping: Office) -> None:
    asking = Actor("officer-and-head", "钱多多", grants(Role.OFFICER, Role.APPROVER))
    claim = await reclaim(skipping, await paid_award(skipping), asked_by=asking)
    assert await claim.case.refusal_of_answer("clawback_approval", asking, decision="demand_approved") == "four_eyes"


async def test_clawback_is_not_approved_by_whoever_decided_the_award(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_award(skipping))
    assert await claim.case.refusal_of_answer("clawback_approval", HEAD, decision="demand_approved") == "four_eyes"


async def test_objection_is_not_ruled_on_by_whoever_approved_or_asked(skipping: Office) -> None:
    asking = Actor("officer-and-head", "钱多多", grants(Role.OFFICER, Role.APPROVER))
    claim = await reclaim(skipping, await paid_award(skipping), asked_by=asking)
    await claim.approve()
    await claim.case.answer("clawback_objection", APPLICANT, decision="demand_disputed", reason="未迁出")
    ruling = {"decision": "dispute_dismissed", "reason": "查实"}
    assert await claim.case.refusal_of_answer("clawback_ruling", DEPUTY, **ruling) == "four_eyes"
    assert await claim.case.refusal_of_answer("clawback_ruling", asking, **ruling) == "four_eyes"
    await claim.case.answer("clawback_ruling", HEAD, **ruling)
    await claim.case.reach("repayment")


async def test_demand_stands_when_nobody_answers_it(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_award(skipping))
    await claim.approve()
    task = await claim.case.task("clawback_objection")
    assert task.due_at is not None
    await claim.case.skip(task.due_at - task.opened_at + timedelta(minutes=1))
    await claim.case.reach("repayment")
    assert "demand_unanswered" in await claim.case.events()
    assert await claim.balances() == (0, AWARD, 0)


async def test_nothing_is_owed_when_the_objection_is_upheld(skipping: Office) -> None:
    award = await paid_award(skipping)
    claim = await reclaim(skipping, award)
    await claim.approve()
    await claim.case.answer("clawback_objection", APPLICANT, decision="demand_disputed", reason="未迁出")
    assert await claim.balances() == (AWARD, 0, 0)
    await claim.case.answer("clawback_ruling", HEAD, decision="release_asked", reason="属实")
    agreed = {"decision": "dispute_upheld", "reason": "同意撤销"}
    assert await claim.case.refusal_of_answer("release_confirmation", HEAD, **agreed) == "four_eyes"
    assert (await claim.row()).stage == "objection"
    await claim.case.answer("release_confirmation", DEPUTY, **agreed)
    assert await claim.case.handle.result() == "cancelled"
    assert await claim.balances() == (AWARD, 0, 0)
    assert await reclaimable(skipping, award) == AWARD


async def test_less_is_owed_when_the_objection_is_upheld_in_part(skipping: Office) -> None:
    award = await paid_award(skipping)
    claim = await reclaim(skipping, award)
    await claim.approve()
    await claim.case.answer("clawback_objection", APPLICANT, decision="demand_disputed", reason="部分未迁出")
    ruling = {"decision": "reduction_asked", "reason": "部分属实"}
    assert await claim.case.refusal_of_answer("clawback_ruling", HEAD, **ruling, amount_fen=AWARD) == "invalid_input"
    await claim.case.answer("clawback_ruling", HEAD, **ruling, amount_fen=AWARD - 1)
    task = await claim.case.task("reduction_confirmation")
    assert (task.about["amount_fen"], task.about["demanded_fen"]) == (AWARD - 1, AWARD)
    agreed = {"decision": "demand_reduced", "reason": "同意调减"}
    assert await claim.case.refusal_of_answer("reduction_confirmation", HEAD, **agreed) == "four_eyes"
    await claim.case.answer("reduction_confirmation", DEPUTY, **agreed)
    row = await claim.case.reach("repayment")
    assert (row.amount_fen, row.reckoning["reduced_from_fen"]) == (AWARD - 1, AWARD)
    assert await claim.balances() == (1, AWARD - 1, 0)
    assert await reclaimable(skipping, award) == 1


async def test_notice_that_was_served_keeps_its_amount_when_less_is_owed_since(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_award(skipping))
    await claim.approve()
    await claim.case.answer("clawback_objection", APPLICANT, decision="demand_disputed", reason="部分未迁出")
    [(_, served)] = await letters_of(claim.case)
    await claim.case.answer("clawback_ruling", HEAD, decision="reduction_asked", reason="部分属实", amount_fen=AWARD - 1)
    await claim.case.answer("reduction_confirmation", DEPUTY, decision="demand_reduced", reason="同意调减")
    await claim.case.reach("repayment")
    first, (event, reduced) = await letters_of(claim.case)
    assert first == ("demand_approved", served)
    assert in_yuan(AWARD).zh in served
    assert event == "demand_reduced"
    assert f"调减后应退缴人民币{in_yuan(AWARD - 1).zh}" in reduced
    # The reason is that of whoever ruled on it, not of whoever agreed.
    assert "理由：部分属实。" in reduced


@pytest.mark.parametrize(("asked", "kind"), [("reduction_asked", "reduction_confirmation"), ("release_asked", "release_confirmation")])
async def test_objection_is_ruled_on_anew_when_a_second_approver_does_not_agree(skipping: Office, asked: str, kind: str) -> None:
    claim = await reclaim(skipping, await paid_award(skipping))
    await claim.approve()
    await claim.case.answer("clawback_objection", APPLICANT, decision="demand_disputed", reason="未迁出")
    amount = {"amount_fen": 1} if asked == "reduction_asked" else {}
    await claim.case.answer("clawback_ruling", HEAD, decision=asked, reason="属实", **amount)
    await claim.case.answer(kind, DEPUTY, decision="ruling_refused", reason="证据不足")
    await claim.case.answer("clawback_ruling", HEAD, decision="dispute_dismissed", reason="查实")
    assert (await claim.case.reach("repayment")).amount_fen == AWARD
    assert await claim.balances() == (0, AWARD, 0)


async def test_no_more_is_demanded_than_was_paid_and_not_reclaimed_yet(skipping: Office) -> None:
    award = await paid_award(skipping)
    first = await reclaim(skipping, award, AWARD - 100)
    second = await draft(skipping, award, 101)
    assert await _refused_submission(skipping, second) == "invalid_input"
    third = await reclaim(skipping, award, 100)
    await first.case.answer("clawback_approval", DEPUTY, decision="demand_refused", reason="证据不足")
    await third.accept()
    assert await reclaimable(skipping, award) == AWARD - 100


async def test_only_what_was_paid_is_reclaimed(skipping: Office) -> None:
    award = await application_to("payment", skipping)
    assert await _refused_submission(skipping, await draft(skipping, award, 1)) == "wrong_stage"


async def _refused_submission(office: Office, row: Clawback) -> str:
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await office.begin(row, OFFICER, "追回", "proposed")
    assert isinstance(refused.value.cause, ApplicationError)
    return str(refused.value.cause.type)


async def test_clawback_found_by_another_process_is_proposed_once(skipping: Office) -> None:
    award = await paid_award(skipping)
    deployment = skipping.parts.deployment()
    written: list[Clawback] = []
    for _ in range(2):
        async with skipping.database.writing() as session:
            row = await award.row()
            found = await propose(
                session,
                deployment,
                key="commitment/1/7",
                occurred_at=row.updated_at,
                actor=OFFICER,
                application=row,
                cause="breach",
                amount_fen=100,
                reckoning={"days": 1},
            )
            assert found is not None
            written.append(found)
            start = await start_of(session, found)
    assert written[0].id == written[1].id
    assert (start.start.number, start.start.resumed) == (written[0].number, True)
    assert written[1].stage == "proposed"
    assert len(await skipping.all(select(AuditEvent).where(AuditEvent.case_id == written[0].id))) == 1


@pytest.mark.parametrize("amount_fen", [0, AWARD + 1])
async def test_clawback_found_by_another_process_is_refused_when_it_demands_nothing_or_too_much(skipping: Office, amount_fen: int) -> None:
    award = await paid_award(skipping)
    row = await award.row()
    with pytest.raises(Refusal) as refused:
        async with skipping.database.writing() as session:
            await propose(
                session,
                skipping.parts.deployment(),
                key="commitment/1/8",
                occurred_at=row.updated_at,
                actor=OFFICER,
                application=row,
                cause="breach",
                amount_fen=amount_fen,
                reckoning={},
            )
    assert refused.value.code == "invalid_input"


async def test_late_rate_is_that_of_the_commitments_day(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_award(skipping, terms=TERMS))
    assert (await claim.row()).late_rate == "0.0005"


async def test_enterprise_is_told_when_the_demand_is_served_and_not_before(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_award(skipping))
    told = select(Told).where(Told.case_id == claim.case.id, Told.enterprise_uscc.is_not(None))
    assert await skipping.all(told) == []
    await claim.approve()
    assert [line.zh[: len(claim.case.number)] for line in await skipping.all(told)] == [claim.case.number]


# -- money that comes in ----------------------------------------------------------------------------------------------------------


async def test_rest_stays_due_when_a_part_came_in(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_award(skipping))
    await claim.accept()
    today = await day_of(skipping, claim.case)
    await claim.repay(1, today)
    assert await claim.balances() == (0, AWARD - 1, 1)
    task = await claim.case.task("repayment_receipt")
    assert task.about["owed_fen"] == AWARD - 1
    await claim.repay(AWARD - 1, today)
    await claim.case.reach("settled")


@pytest.mark.parametrize("received_on", ["2026-02-30", "yesterday", "2999-01-01", "0001-01-01"])
async def test_repayment_is_refused_when_its_day_is_none_to_come_or_before_the_award_was_paid(skipping: Office, received_on: str) -> None:
    claim = await reclaim(skipping, await paid_award(skipping))
    await claim.accept()
    form = recorded(1, "R-1", await day_of(skipping, claim.case)) | {"received_on": received_on}
    assert await claim.case.refusal_of_answer("repayment_receipt", FINANCE, **form) == "invalid_input"


async def test_repayment_is_not_confirmed_by_whoever_recorded_it(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_award(skipping))
    await claim.accept()
    today = await day_of(skipping, claim.case)
    await claim.record(1, "R-1", today, by=FINANCE)
    assert await claim.case.refusal_of_answer("repayment_confirmation", FINANCE, decision="repayment_confirmed") == "four_eyes"
    await claim.case.answer("repayment_confirmation", OTHER_FINANCE, decision="repayment_sent_back", reason="编号有误")
    # Who confirms what comes back records none of it, whoever recorded the last.
    reference = await claim.receive(1, today)
    form = recorded(1, reference, today)
    assert await claim.case.refusal_of_answer("repayment_receipt", OTHER_FINANCE, **form) == "four_eyes"
    await claim.record(1, reference, today, by=FINANCE)
    await claim.confirm(by=OTHER_FINANCE)
    await claim.case.happened("repayment_booked")
    assert [found.state for found in await claim.repayments("sent_back")] == ["sent_back"]


@pytest.mark.parametrize(
    ("received", "reason"),
    [
        (None, "国库没有这笔收款的记录"),
        ({"amount_fen": 99}, "国库记载的到账金额与登记的金额不一致"),
        ({"amount_fen": 101}, "国库记载的到账金额与登记的金额不一致"),
        ({"days": -1}, "国库记载的到账日期与登记的日期不一致"),
    ],
)
async def test_nothing_is_booked_when_the_treasury_does_not_bear_it_out(
    skipping: Office, received: dict[str, object] | None, reason: str
) -> None:
    claim = await reclaim(skipping, await paid_award(skipping))
    await claim.accept()
    today = await day_of(skipping, claim.case)
    reference = "R-unknown"
    if received is not None:
        body = {"amount_fen": 100, "days": 0} | received
        reference = await claim.receive(int(str(body["amount_fen"])), today + timedelta(days=int(str(body["days"]))))
    await claim.record(100, reference, today)
    await claim.confirm()
    await claim.case.happened("receipt_refuted")
    assert [found.reason for found in await claim.repayments("refuted")] == [reason]
    assert await claim.balances() == (0, AWARD, 0)
    await claim.repay(100, today)
    assert await claim.balances() == (0, AWARD - 100, 100)


async def test_repayment_waits_for_the_treasury_when_it_is_out(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_award(skipping))
    await claim.accept()
    today = await day_of(skipping, claim.case)
    reference = await claim.receive(AWARD, today)
    await skipping.fault("treasury.receipts", "down")
    await claim.record(AWARD, reference, today)
    await claim.confirm()
    await skipping.until_failed("treasury", claim.case)
    assert await claim.balances() == (0, AWARD, 0)
    await skipping.mend()
    await claim.case.reach("settled")


# -- who reads it -----------------------------------------------------------------------------------------------------------------


async def test_clawback_cannot_be_stopped_by_a_request(skipping: Office) -> None:
    claim = await reclaim(skipping, await paid_award(skipping))
    assert await claim.case.refusal("request", message("withdrawn", APPLICANT)) == "invalid_input"
    assert await claim.case.refusal("hold", message("put_on_hold", OFFICER)) == "wrong_stage"


async def test_new_award_is_not_counted_against_what_was_paid_back_in_whole(skipping: Office) -> None:
    award = await paid_award(skipping)
    again = await skipping.apply_for(facts={"certificate_no": "BDA-2026-01"})
    await again.to_review()
    await again.answer("desk_review", OFFICER, decision="recommended", opinion="符合条件")
    assert (await again.reach("refused", "decision")).stage == "refused"
    claim = await reclaim(skipping, award)
    await claim.accept()
    await claim.repay(AWARD, await day_of(skipping, claim.case))
    await claim.case.reach("settled")
    third = await application_to("decision", skipping, facts={"certificate_no": "BDA-2026-01"})
    assert (await third.row()).award_fen == AWARD


async def test_return_by_the_bank_is_not_booked_while_the_payment_is_reclaimed(opening: Opening) -> None:
    async with opening(return_after=3.0) as office:
        award = await office.apply_for()
        await award.to_payment(RETURNED_LATER_ACCOUNT)
        await award.pay()
        await award.reach("in_force")
        claim = await reclaim(office, award)
        await award.happened("return_questioned")
        assert (await claim.application()).paid_fen == AWARD
        await claim.case.answer("clawback_approval", DEPUTY, decision="demand_refused", reason="款项已被银行退回")
        await award.happened("bank_returned")
        assert await claim.balances() == (0, 0, 0)
