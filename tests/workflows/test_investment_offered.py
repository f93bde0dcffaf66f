"""The founders have the offer of the agreement before them: a sale waits for it, a liquidation and a write-off do not."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from api.views.case import timeline
from models.tables import AuditEvent, Message
from tests.office import APPLICANT, DEPUTY, HEAD, OFFICER, Case, Office, message
from tests.workflows.investments import BUYER, COST, dispose, missed
from tests.workflows.test_investment import to_offer


def proposed(way: str) -> Any:
    """Return the request to give it up in a way."""
    if way == "write_off":
        return message("write_off_proposed", OFFICER, reason="企业已破产终结")
    return message("disposal_proposed", OFFICER, way=way, price_fen=COST, buyer=BUYER, reason="破产清算")


async def kinds(case: Case) -> set[str]:
    """Return the kinds of its open tasks but of the valuation."""
    return {task.kind for task in await case.tasks()} - {"investment_valuation"}


async def test_sale_is_not_proposed_while_the_founders_are_asked(skipping: Office) -> None:
    case = await to_offer(skipping)
    assert await case.refusal("request", proposed("transfer")) == "wrong_stage"


async def test_offer_ends_when_it_is_written_off(skipping: Office) -> None:
    case = await to_offer(skipping)
    await case.ask("request", proposed("write_off"))
    await case.answer("investment_write_off", HEAD, decision="write_off_approved")
    assert await kinds(case) == {"buy_back_offer", "investment_write_off_confirmation"}
    await case.answer("investment_write_off_confirmation", DEPUTY, decision="written_off")
    await case.reach("written_off")
    assert (await kinds(case), await case.tasks()) == (set(), [])
    told = select(Message.zh).where(Message.case_id == case.id, Message.enterprise_uscc.is_not(None)).order_by(Message.id.desc())
    assert ["终止" in zh or "核销" in zh for zh in (await skipping.all(told))[:3]] == [True, True, False]


async def test_founders_are_asked_about_a_liquidation_instead_and_again_when_nothing_of_it_came(skipping: Office) -> None:
    case = await to_offer(skipping)
    await dispose(case, "liquidation")
    assert await kinds(case) == {"first_right"}
    await case.answer("first_right", APPLICANT, decision="first_right_waived")
    await missed(case)
    await case.task("buy_back_offer")


@pytest.mark.parametrize(("way", "kind"), [("liquidation", "disposal_decision"), ("write_off", "investment_write_off")])
async def test_founders_may_take_their_offer_while_another_end_is_only_proposed(skipping: Office, way: str, kind: str) -> None:
    case = await to_offer(skipping)
    await case.ask("request", proposed(way))
    assert await kinds(case) == {"buy_back_offer", kind}
    await case.answer("buy_back_offer", APPLICANT, decision="buy_back_taken")
    row = await case.reach("proceeds")
    assert (row.way, row.buyer, await kinds(case)) == ("buy_back", None, {"proceeds_receipt"})
    events = await skipping.all(select(AuditEvent).where(AuditEvent.case_id == case.id).order_by(AuditEvent.sequence))
    assert timeline(events, row, APPLICANT)[-1].from_stage == "held"


@pytest.mark.parametrize(("way", "kind"), [("liquidation", "disposal"), ("write_off", "write_off")])
async def test_offer_goes_on_when_another_end_is_refused(skipping: Office, way: str, kind: str) -> None:
    case = await to_offer(skipping)
    offer = await case.task("buy_back_offer")
    await case.ask("request", proposed(way))
    decided = {"disposal": "disposal_decision", "write_off": "investment_write_off"}[kind]
    await case.answer(decided, HEAD, decision=f"{kind}_refused", reason="仍有可供执行的财产")
    await case.reach("held")
    again = await case.task("buy_back_offer")
    assert (again.id, again.due_at) == (offer.id, offer.due_at)
