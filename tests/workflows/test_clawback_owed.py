"""What is shown as owed today settles the debt today: while it is in arrears, paid in part, extended, or with the court."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.tables import Message
from policy.money import write_official
from tests.office import Office
from tests.workflows.reclaim import AWARD, TERMS, Reclaim, day_of, paid_award, reclaim


async def in_arrears(office: Office, principal_fen: int = AWARD) -> Reclaim:
    """Return a debt that bears interest of 0.05% a day and whose whole amount was missed."""
    claim = await reclaim(office, await paid_award(office, terms=TERMS), principal_fen)
    await claim.accept()
    await claim.miss()
    return claim


async def late(claim: Reclaim) -> int:
    return (await day_of(claim.office, claim.case) - (await claim.instalments())[0].due_on).days


@pytest.mark.parametrize(("more_fen", "left_fen"), [(-1, 1), (0, 0), (1, 0)])
async def test_debt_is_settled_when_what_is_owed_today_comes_in_today(skipping: Office, more_fen: int, left_fen: int) -> None:
    claim = await in_arrears(skipping, 5_582_701)
    owed = await claim.owed()
    assert (owed.principal_fen, owed.interest_fen) == (5_582_701, 5_582_701 * 5 * await late(claim) // 10_000)
    await claim.repay(owed.left_fen + more_fen, owed.on)
    row = await claim.case.reach("arrears" if left_fen else "settled")
    assert ((await claim.owed()).left_fen, row.interest_owed_fen) == (left_fen, left_fen)
    assert (await skipping.balances())["owed_back"] == max(more_fen, 0)


async def test_interest_of_a_day_is_owed_back_when_it_came_in_the_day_before(skipping: Office) -> None:
    claim = await in_arrears(skipping)
    owed = await claim.owed()
    await claim.repay(owed.left_fen, owed.on - timedelta(days=1))
    await claim.case.reach("settled")
    assert (await skipping.balances())["owed_back"] == AWARD * 5 // 10_000


async def test_interest_of_a_day_is_still_owed_when_it_comes_in_the_day_after(skipping: Office) -> None:
    claim = await in_arrears(skipping)
    owed = await claim.owed()
    await claim.case.skip(timedelta(days=1))
    await claim.repay(owed.left_fen, owed.on + timedelta(days=1))
    left = await claim.owed()
    assert ((await claim.row()).stage, left.principal_fen, left.interest_fen) == ("arrears", 0, AWARD * 5 // 10_000)
    await claim.repay(left.left_fen, left.on)
    await claim.case.reach("settled")


async def test_interest_runs_on_what_is_left_when_a_part_came_in_late(skipping: Office) -> None:
    claim = await in_arrears(skipping)
    first = await claim.owed()
    await claim.repay(AWARD // 2, first.on)
    for days in (0, 1, 10):
        later = await claim.owed((await claim.row()).updated_at + timedelta(days=days))
        on_the_rest_fen = AWARD // 2 * 5 * (later.on - first.on).days // 10_000
        assert (later.principal_fen, later.interest_fen) == (AWARD // 2, first.interest_fen + on_the_rest_fen)


async def test_interest_goes_on_to_run_before_the_court_and_stops_when_the_debt_ends(skipping: Office) -> None:
    claim = await in_arrears(skipping)
    before = await claim.owed()
    await claim.hand_over()
    await claim.case.skip(timedelta(days=30))
    at = (await claim.row()).updated_at + timedelta(days=30)
    owed = await claim.owed(at)
    assert owed.interest_fen == before.interest_fen + AWARD * 5 * (owed.on - before.on).days // 10_000
    await claim.repay(owed.left_fen, owed.on)
    await claim.case.reach("settled")
    assert (await claim.owed(at + timedelta(days=30))).left_fen == 0


async def test_enterprise_and_finance_are_told_what_settles_the_debt_when_it_is_missed(skipping: Office) -> None:
    claim = await in_arrears(skipping)
    owed = await claim.owed()
    told = await skipping.all(select(Message.zh).where(Message.case_id == claim.case.id, Message.enterprise_uscc.is_not(None)))
    assert f"本金{write_official(AWARD)}、逾期利息{write_official(owed.interest_fen)}，请立即退缴" in told[-1]
    task = await claim.case.task("repayment_receipt")
    assert {name: task.about[name] for name in owed.as_dict()} == owed.as_dict()
