"""Money that a bank returned never arrived: no interest of it runs, and none is kept of it where it settles a demand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from models.tables import AuditEvent, Clawback, Message, ReceiptPart
from policy.money import in_yuan
from tests.office import WAN, Case, Office
from tests.workflows.reclaim import Reclaim, day_of, reclaim
from tests.workflows.redecisions import SECOND, balanced, paid_prize
from tests.workflows.test_redecision_returned import returned

ASKED = 20 * WAN


async def late(office: Office, **conditions: str) -> tuple[Case, Reclaim]:
    """Demand a part of a prize back as an error, with interest by the day, and be late with it."""
    award = await paid_prize(office)
    claim = await reclaim(office, award, ASKED)
    reckoning = (await claim.row()).reckoning | conditions
    await office.change(update(Clawback).values(late_rate="0.0005", reckoning=reckoning))
    await claim.accept()
    await claim.miss()
    await claim.case.skip(timedelta(days=40))
    return award, claim


async def owed_back(office: Office) -> int:
    """Return what of receipts is owed back."""
    [fen] = await office.all(select(func.coalesce(func.sum(ReceiptPart.amount_fen), 0)).where(ReceiptPart.state == "owed_back"))
    return int(fen)


async def test_no_interest_is_kept_of_what_a_bank_returned_when_it_settles_a_late_demand(skipping: Office) -> None:
    award, claim = await late(skipping)
    await returned(award, "return_counted")
    row = await claim.case.reach("settled")
    assert (row.repaid_fen, row.interest_fen, row.interest_repaid_fen) == (ASKED, 0, 0)
    assert await owed_back(skipping) == SECOND - ASKED
    books = await balanced(skipping)
    assert (books["recovered"], books["owed_back"], books["receivable"]) == (ASKED, SECOND - ASKED, 0)


@pytest.mark.parametrize(("repaid_fen", "conditions"), [(1, {}), (5 * WAN, {"surcharge": "0.1"}), (ASKED, {"surcharge": "0.1"})])
async def test_demand_is_settled_with_nothing_on_top_when_a_bank_returns_all_and_a_part_had_been_repaid(
    skipping: Office, repaid_fen: int, conditions: dict[str, str]
) -> None:
    award, claim = await late(skipping, **conditions)
    await claim.repay(repaid_fen, await day_of(skipping, claim.case))
    assert (await claim.row()).interest_owed_fen > 0 or repaid_fen == 1
    await returned(award, "return_counted")
    row = await claim.case.reach("settled")
    assert (row.repaid_fen, row.interest_fen, row.interest_repaid_fen) == (ASKED, 0, 0)
    # What its enterprise repaid was its own: with the rest of the return it goes back.
    assert await owed_back(skipping) == SECOND - ASKED + repaid_fen
    await balanced(skipping)


async def test_interest_is_kept_of_what_its_enterprise_repaid_late(skipping: Office) -> None:
    _, claim = await late(skipping)
    await claim.repay(1, await day_of(skipping, claim.case))
    owed = await claim.owed()
    await claim.repay(owed.left_fen, await day_of(skipping, claim.case))
    assert (await claim.case.reach("settled")).interest_repaid_fen == owed.interest_fen > 0


async def test_no_surcharge_is_owed_of_what_a_bank_returned_when_that_settles_the_demand(skipping: Office) -> None:
    award, claim = await late(skipping, surcharge="0.1")
    await returned(award, "return_counted")
    assert (await claim.case.reach("settled")).interest_fen == 0
    await balanced(skipping)
    told = await skipping.all(select(Message.zh).where(Message.case_id == claim.case.id, Message.enterprise_uscc.is_not(None)))
    assert [said for said in told if f"加收款项由{in_yuan(ASKED // 10).zh}调整为0元" in said]


async def test_interest_and_surcharge_that_were_paid_are_owed_back_when_a_bank_returns_what_was_repaid(skipping: Office) -> None:
    award, claim = await late(skipping, surcharge="0.1")
    await claim.repay(1, await day_of(skipping, claim.case))
    await claim.repay((await claim.owed()).left_fen, await day_of(skipping, claim.case))
    paid_fen = (await claim.case.reach("settled")).interest_repaid_fen
    await returned(award, "return_counted")
    row = await claim.row()
    assert (row.repaid_fen, row.interest_fen, row.interest_repaid_fen) == (ASKED, 0, 0)
    assert paid_fen > ASKED // 10
    assert await owed_back(skipping) == SECOND + paid_fen
    assert (await balanced(skipping))["owed_back"] == SECOND + paid_fen
    # The letter that was served before says for good what it said.
    [kept] = await skipping.all(select(AuditEvent.detail).where(AuditEvent.case_id == claim.case.id, AuditEvent.event == "settled"))
    said = kept["letter"]
    assert (sum(one["interest_fen"] for one in said["received"]), said["surcharged"], said["beyond_fen"]) == (paid_fen, True, 0)
