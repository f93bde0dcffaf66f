"""A bank returns what was invested: the investment waits, and is held again from the day on which it is paid again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from models.tables import Application, Investment, ReceiptPart
from models.tables import Case as AnyCase
from policy.working_days import years_after
from tests.office import APPLICANT, FINANCE, HEAD, OFFICER, RETURNED_LATER_ACCOUNT, SIGNED, Case, Office, message
from tests.workflows.investments import COST, MISSED, agree, begun, dispose, held, receive, record, signing, to_paid, until_overdue
from tests.workflows.test_application_payment import supply_account
from tests.workflows.test_investment import books


async def unpaid(office: Office, case: Case) -> None:
    """Have its award be one that a bank has returned, and have it look."""
    row: Investment = await case.row()
    await office.change(update(Application).where(Application.id == row.application_id).values(paid_fen=0))
    await case.handle.signal("nudge", "returned")
    await case.reach("returned")


async def test_investment_waits_for_what_a_bank_returned_and_is_held_once_it_is_paid_again(skipping: Office) -> None:
    award = await signing(skipping)
    await agree(award)
    await award.answer("commitment", APPLICANT, **(SIGNED | {"account": RETURNED_LATER_ACCOUNT}))
    await award.pay()
    case = await begun(skipping, award, returnable=True)
    await award.happened("bank_returned")
    await case.reach("returned")
    assert await books(skipping) == {"expenditure": 0, "investment": 0, "recovered": 0}
    await supply_account(award)
    await award.pay()
    await award.reach("in_force")
    row = await case.reach("held")
    assert (row.cost_fen, row.next_valuation_on) == (COST, years_after(row.paid_on, 1))
    assert await books(skipping) == {"expenditure": 0, "investment": COST, "recovered": 0}


@pytest.mark.parametrize("stage", ["first_right", "proceeds", "part_of_its_price"])
async def test_what_was_being_done_with_a_share_is_dropped_when_its_payment_is_returned(skipping: Office, stage: str) -> None:
    case = await held(skipping)
    await dispose(case)
    if stage != "first_right":
        await case.answer("first_right", APPLICANT, decision="first_right_waived")
    if stage == "part_of_its_price":
        await record(case, 1, await receive(case, 1))
        await case.happened("proceeds_part_received")
    await unpaid(skipping, case)
    row = await case.row()
    assert (row.way, row.price_fen, row.reference) == (None, None, None)
    # What came in is owed back.
    owed = [("owed_back", 1)] if stage == "part_of_its_price" else []
    assert [(part.state, part.amount_fen) for part in await skipping.all(select(ReceiptPart))] == owed
    assert await case.tasks() == []


async def test_investment_is_undone_when_what_was_returned_is_never_paid_again(skipping: Office) -> None:
    case = await held(skipping)
    await unpaid(skipping, case)
    row: Any = await case.row()
    await skipping.change(update(AnyCase).where(AnyCase.id == row.application_id).values(closed_at=datetime.now(UTC)))
    await case.handle.signal("nudge", "ended")
    await case.reach("undone")


async def test_false_nudge_changes_nothing(skipping: Office) -> None:
    case = await held(skipping)
    before = await case.events()
    await case.handle.signal("nudge", "nothing")
    await dispose(case)
    assert (await case.events())[len(before) :] == ["disposal_proposed", "disposal_approved"]


@pytest.mark.parametrize("given_up", ["sold", "written_off", "liquidated"])
async def test_nothing_is_booked_as_given_up_until_no_bank_returns_what_was_paid(skipping: Office, given_up: str) -> None:
    award = await to_paid(skipping)
    # Nothing of it comes by itself meanwhile.
    with skipping.starting():
        case = await begun(skipping, award, returnable=True)
        if given_up == "written_off":
            proposed = message("write_off_proposed", OFFICER, reason="企业已破产终结")
            assert await case.refusal("request", proposed) == "wrong_stage"
            return
        await dispose(case, "transfer" if given_up == "sold" else "liquidation")
        await case.answer("first_right", APPLICANT, decision="first_right_waived")
        if given_up == "sold":
            recorded = {"amount_fen": COST, "reference": "EI-EARLY", "received_on": (await case.row()).paid_on.isoformat()}
            assert await case.refusal_of_answer("proceeds_receipt", FINANCE, decision="proceeds_recorded", **recorded) == "wrong_stage"
            await until_overdue(case)
            assert await case.refusal_of_answer("proceeds_receipt", FINANCE, **MISSED) == "wrong_stage"
        else:
            await case.answer("proceeds_receipt", FINANCE, decision="liquidation_reported_over", reason="破产程序终结裁定")
            assert await case.refusal_of_answer("liquidation_closing", HEAD, decision="liquidation_closed") == "wrong_stage"
