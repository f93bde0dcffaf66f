"""共有环节的测试。A process that names only its stages is decided, published and paid by the steps that others have.

Its rows are those of the shared steps alone. Its stages go by names that mean something else to an application, so that a step which
knew the application's by heart would fail here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update
from temporalio.exceptions import ApplicationError

from activities.case.activities import CaseActivities
from activities.signatures.case import CaseState, Transition
from models.tables import AuditEvent, Case, Disbursement, Notice
from policy.actors import Role
from policy.errors import Code, Refusal
from tests.activities.award import ANY, AWARD_FEN, DECIDED, FOUND, OVER, PAID, PAYING, SHOWN, WAITING, Award
from tests.granting import grants
from tests.office import ACCOUNT, FINANCE, HEAD, OTHER_FINANCE
from tests.vouching import vouched


async def test_case_is_paid_when_its_process_names_only_its_stages(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    assert (await award.approved()).stage == SHOWN
    assert (await award.confirmed()).stage == PAYING
    assert (await award.settle()).stage == PAID
    assert (await award.row()).paid_fen == AWARD_FEN
    assert await award.movements() == ["pre_commitment", "obligation", "instruction", "expenditure"]


async def test_case_says_by_which_event_it_came_where_it_stands_when_others_happened_there(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    await award.approved()
    await award.confirmed()
    await award.instruct()
    async with award.database.reading() as session:
        events = (await session.scalars(select(AuditEvent).where(AuditEvent.case_id == award.id).order_by(AuditEvent.sequence))).all()
    came = [one.event for one in events if one.from_stage != one.to_stage]
    row = await award.row()
    assert (row.stage, row.came_by, events[-1].from_stage) == (PAYING, came[-1], PAYING)
    assert row.came_by != events[-1].event


async def test_rows_belong_to_the_case_when_it_is_published_and_paid(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    await award.approved()
    await award.confirmed()
    async with award.database.reading() as session:
        notice = (await session.scalars(select(Notice).where(Notice.case_id == award.id))).one()
        payment = (await session.scalars(select(Disbursement).where(Disbursement.case_id == award.id))).one()
    assert (notice.state, notice.amount_fen) == ("cleared", AWARD_FEN)
    assert (payment.number.startswith("AW-2026-000001-P1-"), payment.amount_fen) == (True, AWARD_FEN)


async def test_case_gets_its_turn_when_the_budget_comes_later(award: Award) -> None:
    await award.happens("referred")
    await award.happens("minuted", award_fen=AWARD_FEN)
    await award.happens("budget_found_exhausted")
    waiting = await award.seek_budget()
    assert (waiting.stage, waiting.wakes_at is not None, await award.movements()) == (WAITING, True, [])
    await award.appropriate(AWARD_FEN)
    assert ((await award.seek_budget()).stage, await award.movements()) == (SHOWN, ["pre_commitment"])


@pytest.mark.parametrize(("recorded_since", "stage"), [(0, SHOWN), (1, WAITING), (2, WAITING)])
async def test_step_is_taken_only_when_nothing_was_recorded_since_it_was_asked_for(award: Award, recorded_since: int, stage: str) -> None:
    await award.happens("referred")
    await award.happens("minuted", award_fen=AWARD_FEN)
    asked = await award.happens("budget_found_exhausted")
    await award.appropriate(AWARD_FEN)
    async with award.database.writing() as session:
        await session.execute(update(Case).where(Case.id == award.id).values(version=asked.version + recorded_since))
    found = await award.seek_budget(seen=asked.version)
    assert (found.stage, found.overtaken, found.version > asked.version) == (stage, stage == WAITING, True)
    assert await award.movements() == ([] if stage == WAITING else ["pre_commitment"])


async def test_act_is_done_once_when_its_request_is_brought_again(award: Award) -> None:
    await award.happens("referred")
    await award.happens("minuted", award_fen=AWARD_FEN)
    asked = Transition("application", str(award.id), "approved", "first", datetime.now(UTC), HEAD, None, {}, "asked")
    first = replace(await vouched(award.database, (await award.row()).number, asked), event="first_approved")
    recording = CaseActivities(award.deployment)
    assert (await recording.record_transition(first)).event == "first_approved"
    with pytest.raises(ApplicationError) as refused:
        await recording.record_transition(replace(first, key="second"))
    assert refused.value.type == "duplicate"
    assert (await award.row()).stage == DECIDED


async def test_case_is_returned_when_another_was_awarded_while_it_waited(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    await award.happens("referred")
    await award.happens("minuted", award_fen=AWARD_FEN)
    await award.happens("budget_found_exhausted")
    award.refusal = Refusal(Code.ALREADY_AWARDED, ANY)
    assert ((await award.seek_budget()).stage, await award.movements()) == (FOUND, [])


async def test_nothing_is_set_aside_when_the_process_refuses_the_award(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    award.refusal = Refusal(Code.BREACH_OPEN, ANY)
    with pytest.raises(ApplicationError) as refused:
        await award.approved()
    assert (refused.value.type, await award.movements(), (await award.row()).stage) == (Code.BREACH_OPEN, [], DECIDED)


GONE = {"code": "deregistered", "text": ANY.as_dict()}
LATER = {"code": "record_since_application", "text": ANY.as_dict()}


async def held(award: Award, *found: dict[str, Any]) -> CaseState:
    """Take the award to its payment, and find something."""
    await award.appropriate(AWARD_FEN)
    await award.approved()
    await award.confirmed()
    award.found = list(found)
    return await award.instruct()


async def test_money_stays_when_something_speaks_against_the_payment(award: Award) -> None:
    state = await held(award, GONE)
    assert (state.event, (await award.task("standing_check")).about["findings"]) == ("payment_held", [GONE])
    assert await award.movements() == ["pre_commitment", "obligation", "instruction", "hold"]
    payment = await award.payment()
    assert (payment.state, payment.look, await award.treasury.status(payment.number)) == ("held", {"answers": {}, "findings": [GONE]}, None)


async def test_payment_goes_on_when_what_was_found_was_let_pass(award: Award) -> None:
    await held(award, GONE)
    await award.answered("standing_check", "payment_resumed", reason="名称变更，已核实")
    assert (await award.settle()).stage == PAID
    assert await award.movements() == ["pre_commitment", "obligation", "instruction", "hold", "instruction", "expenditure"]


async def test_payment_is_held_again_when_something_else_is_found(award: Award) -> None:
    await held(award, GONE)
    await award.answered("standing_check", "payment_resumed", reason="名称变更，已核实")
    award.found = [GONE, LATER]
    state = await award.instruct()
    assert (state.event, (await award.payment()).state) == ("payment_held", "held")
    assert (await award.task("standing_check")).about["findings"] == [LATER]


async def test_nothing_is_changed_when_a_held_payment_is_instructed(award: Award) -> None:
    await held(award, GONE)
    before = await award.movements()
    award.found = []
    await award.instruct()
    assert ((await award.payment()).state, await award.movements()) == ("held", before)


async def test_money_is_free_when_the_award_is_ended(award: Award) -> None:
    await held(award, GONE)
    state = await award.answered("standing_check", "payment_ended", reason="企业已注销")
    row, payment = await award.row(), await award.payment()
    assert (state.stage, row.award_fen, payment.state, payment.reason) == (OVER, None, "given_up", "企业已注销")
    assert await award.movements() == ["pre_commitment", "obligation", "instruction", "hold", "release"]
    assert await award.treasury.status(payment.number) is None


async def test_whoever_paid_is_excluded_when_the_payment_was_held(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    await award.approved()
    await award.happens("notice_cleared")
    await award.happens("account_supplied", account=ACCOUNT)
    await award.answered("payment_release", "payment_released", FINANCE)
    await award.answered("payment_confirmation", "payment_confirmed", OTHER_FINANCE, last_four=ACCOUNT["number"][-4:])
    award.found = [GONE]
    await award.instruct()
    both = [replace(one, grants=grants(Role.APPROVER)) for one in (FINANCE, OTHER_FINANCE)]
    for somebody in both:
        with pytest.raises(ApplicationError, match="four_eyes"):
            await award.answered("standing_check", "payment_resumed", somebody, reason="已核实")


async def test_payment_says_what_was_looked_at_when_nothing_was_found(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    await award.approved()
    await award.confirmed()
    await award.settle()
    payment = await award.payment()
    assert (payment.state, payment.look, payment.looked_at is not None) == ("paid", {"answers": {}, "findings": []}, True)


async def test_process_follows_up_when_its_case_was_paid(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    await award.approved()
    await award.confirmed()
    assert award.told == []
    await award.settle()
    assert award.told == [award.id]


async def test_end_of_the_notice_is_counted_again_when_the_calendar_changes(award: Award) -> None:
    await award.appropriate(AWARD_FEN)
    published = await award.approved()
    async with award.database.writing() as session:
        notice = (await session.scalars(select(Notice).where(Notice.case_id == award.id).with_for_update())).one()
        notice.working_days = notice.working_days + 5
    counted = await award.happens("deadlines_recomputed")
    async with award.database.reading() as session:
        until_now = (await session.scalars(select(Notice.until).where(Notice.case_id == award.id))).one()
    assert published.wakes_at is not None
    assert until_now > published.wakes_at
    assert counted.wakes_at == until_now
