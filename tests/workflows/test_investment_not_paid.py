"""The price of a share does not come: finance says so once its day is over, an approver decides, and the founders are asked again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from models.tables import Investment
from tests.office import APPLICANT, FINANCE, HEAD, Office
from tests.workflows.investments import BUYER, COST, MISSED, missed, paid_for, receive, record, until_overdue
from tests.workflows.test_investment import last_told, to_offer, to_proceeds, until_received


async def test_investment_is_held_on_when_its_price_never_came(skipping: Office) -> None:
    case = await to_proceeds(skipping)
    await missed(case)
    row = await case.reach("held")
    assert (row.way, row.price_fen) == (None, None)
    assert "继续持有" in await last_told(skipping, case)


async def test_price_is_not_given_up_before_its_day_is_over(skipping: Office) -> None:
    case = await to_proceeds(skipping)
    assert await case.refusal_of_answer("proceeds_receipt", FINANCE, **MISSED) == "wrong_stage"
    # A part of it sets no other day.
    await record(case, 1, await receive(case, 1))
    await until_received(case, 1)
    assert await case.refusal_of_answer("proceeds_receipt", FINANCE, **MISSED) == "wrong_stage"


async def test_price_is_recorded_after_its_day_when_an_approver_waits_for_it(skipping: Office) -> None:
    case = await to_proceeds(skipping)
    await until_overdue(case)
    await case.answer("proceeds_receipt", FINANCE, **MISSED)
    assert (await case.task("proceeds_giving_up")).about["payable_by"] == BUYER
    assert await case.refusal_of_answer("proceeds_giving_up", FINANCE, decision="proceeds_missed") == "forbidden"
    await case.answer("proceeds_giving_up", HEAD, decision="proceeds_awaited", reason="银行已受理汇款")
    assert (await case.task("proceeds_receipt")).about["refused"]["reason"] == "银行已受理汇款"
    await paid_for(case, COST)


@pytest.mark.parametrize("days_left", [-1, 400])
async def test_founders_who_did_not_pay_are_asked_again_while_their_window_is_open(skipping: Office, days_left: int) -> None:
    case = await to_offer(skipping)
    await case.answer("buy_back_offer", APPLICANT, decision="buy_back_taken")
    row = await case.reach("proceeds")
    window_to = (row.stage_entered_at.date() + timedelta(days=days_left)).isoformat()
    await skipping.change(update(Investment).values(agreed=row.agreed | {"window_from": row.paid_on.isoformat(), "window_to": window_to}))
    await missed(case)
    await case.reach("held")
    if days_left > 0:
        await case.task("buy_back_offer")
    assert ("buy_back_offer" in [task.kind for task in await case.tasks()]) is (days_left > 0)
