"""What bound an enterprise binds whoever took its place, once nothing that it filed or was suspected of is open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.queries import conduct
from models.tables import Clawback, CollectedUndertaking, Commitment, CommitmentCheck
from sandbox.enterprises import CHENXIN, YUNHENG
from tests.models.succeeding import succeed
from tests.office import DEPUTY as STI_DEPUTY
from tests.office import SIGNED, Case, Office, becomes, until
from tests.office.milestones import application_to
from tests.workflows.commitments import HEAD, NOON, OFFICER, TODAY, bound, breaches, file_change, found_gone, let_go, paper, start_check
from tests.workflows.letters import letters_of
from tests.workflows.successions import SUCCESSOR, take_over
from tests.workflows.test_successor_paid import ITS_ACCOUNT


async def of_successor(office: Office) -> Case:
    """Wait for the commitment of the successor to be in force."""

    async def find() -> Commitment | None:
        query = select(Commitment).where(Commitment.enterprise_uscc == YUNHENG, Commitment.stage == "in_force")
        return next(iter(await office.all(query)), None)

    return office.running(await until(find, "the successor's commitment"))


async def first(office: Office, query: Any) -> Any:
    return next(iter(await office.all(query)), None)


async def binding(office: Office, commitment: Case) -> int:
    query = select(CollectedUndertaking).where(CollectedUndertaking.commitment_id == commitment.id, CollectedUndertaking.ended_on.is_(None))
    return len(await office.all(query))


async def handed_over(office: Office, commitment: Case) -> Case:
    """Have the place of the enterprise taken, and return its successor's commitment; its time stands still."""
    with office.starting():
        await take_over(office)
        await commitment.reach("fulfilled")
        return await of_successor(office)


async def stands_well(office: Office) -> bool:
    async with office.database.reading() as session:
        return await conduct.is_in_good_standing(session, YUNHENG, TODAY)


async def test_successor_is_bound_by_what_bound_its_predecessor(skipping: Office) -> None:
    commitment = await bound(skipping)
    [before] = await skipping.all(select(CollectedUndertaking))
    successors = await handed_over(skipping, commitment)
    assert (await commitment.events())[-1] == "commitments_handed_over"
    assert (await binding(skipping, commitment), await binding(skipping, successors)) == (0, 1)
    [after] = await skipping.all(select(CollectedUndertaking))
    assert (after.until, after.collected_at, after.ended_on) == (before.until, before.collected_at, None)


async def test_leaving_asks_for_what_the_predecessor_was_paid(skipping: Office) -> None:
    commitment = await bound(skipping, repay="full")
    successors = await handed_over(skipping, commitment)
    await file_change(successors, TODAY + timedelta(days=200), actor=SUCCESSOR)
    await successors.answer("filing_review", OFFICER, decision="approval_with_repayment_proposed", opinion="按协议退回")
    [demand] = (await successors.task("filing_confirmation")).about["demands"]
    assert demand["amount_fen"] > 0
    await successors.skip_until(NOON + timedelta(days=201))
    await successors.answer("filing_confirmation", HEAD, decision="approved_with_repayment")
    clawback = skipping.running(await until(lambda: first(skipping, select(Clawback)), "the clawback"))
    assert (await clawback.row()).enterprise_uscc == CHENXIN
    await clawback.has_started()
    await clawback.answer("clawback_approval", STI_DEPUTY, decision="demand_approved")
    [(_, text)] = await letters_of(clawback)
    assert "演示云衡机器人（北京）股份有限公司（承继演示晨芯微电子（北京）有限公司）：" in text
    assert "迁" in text


async def test_breach_of_the_predecessor_bars_its_successor_and_is_answered_by_it(skipping: Office) -> None:
    commitment = await bound(skipping)
    await found_gone(commitment)
    await commitment.reach("hearing")
    await take_over(skipping)
    assert (await commitment.row()).stage == "hearing"
    assert not await stands_well(skipping)
    await commitment.answer("hearing_statement", SUCCESSOR, decision="heard", statement="已由我单位承继，未迁出")
    await let_go(commitment, "breach_review", OFFICER, HEAD, reason="承继，未迁出")
    # Nothing of it is open any more: it is handed over.
    await commitment.reach("fulfilled")
    assert await binding(skipping, await of_successor(skipping)) == 1
    assert await stands_well(skipping)


async def test_commitment_stays_the_predecessors_while_what_it_filed_is_open(skipping: Office) -> None:
    commitment = await bound(skipping)
    await file_change(commitment, TODAY + timedelta(days=30))
    await take_over(skipping)
    assert (await commitment.row()).stage == "in_force"
    await commitment.answer(
        "filing_review", OFFICER, decision="filing_correction_requested", defects=[{"code": "evidence", "reason": "缺协议"}]
    )
    await commitment.answer("filing_correction", SUCCESSOR, decision="filing_corrected", evidence=[await paper(commitment)])
    assert await binding(skipping, commitment) == 1


@pytest.mark.parametrize(("taken", "failing"), [(True, 0), (False, 1)])
async def test_check_asks_about_the_successor_when_the_predecessor_is_deregistered(skipping: Office, *, taken: bool, failing: int) -> None:
    commitment = await bound(skipping)
    await becomes(skipping, CHENXIN, status="deregistered", taxed_in_area=False, statistics_in_area=False)
    if taken:
        await succeed(skipping.database, (CHENXIN, YUNHENG))
    result = await (await start_check(skipping)).result()
    assert (result.checked, result.failing) == (1, failing)
    [check] = await skipping.all(select(CommitmentCheck))
    assert check.answers["registration"]["uscc"] == (YUNHENG if taken else CHENXIN)
    assert check.enterprise_uscc == CHENXIN
    if not taken:
        await commitment.reach("hearing")
    assert len(await breaches(skipping)) == failing


async def test_check_is_of_the_successor_once_it_is_bound(skipping: Office) -> None:
    commitment = await bound(skipping)
    await handed_over(skipping, commitment)
    assert (await (await start_check(skipping)).result()).failing == 0
    assert [check.enterprise_uscc for check in await skipping.all(select(CommitmentCheck))] == [YUNHENG]


async def test_award_of_the_predecessor_binds_the_successor_when_it_is_paid_afterwards(skipping: Office) -> None:
    case = await application_to("commitment", skipping)
    await take_over(skipping)
    await case.answer("commitment", SUCCESSOR, **(SIGNED | {"account": ITS_ACCOUNT}))
    await case.pay()
    await case.reach("in_force")
    assert await binding(skipping, await of_successor(skipping)) == 1
    assert await skipping.all(select(Commitment.enterprise_uscc)) == [YUNHENG]
