"""审定前所见的测试。Whoever decides reads what it rests on as it is when they look, and not as it was when they were asked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from api.views.decided_today import read_today
from models.tables import Application
from tests.office import DEPUTY, WAN, Case, Office
from tests.workflows.debarments import accepted, followed
from tests.workflows.projects import admitted, claimed, enter, received
from tests.workflows.reclaim import day_of, reclaim
from tests.workflows.redecisions import SECOND, anew, paid_prize
from tests.workflows.test_commitment_breach import suspected, to_decision
from tests.workflows.test_matching_years import nudged


async def read(office: Office, case: Case, kind: str, *, closed: bool = False) -> dict[str, Any]:
    """Return what a task says today besides what it was opened with, while it is open or once it was closed."""
    row, task = await case.row(), await case.task(kind)
    task.closed_at = task.opened_at if closed else None
    async with office.database.reading() as session:
        return await read_today(session, task, row, await day_of(office, case))


async def test_redecision_shows_a_demand_that_was_proposed_after_its_decision_was_asked_for(skipping: Office) -> None:
    found = await anew(skipping, await paid_prize(skipping), {"grade": "first"})
    assert "proposed_demands" not in (await found.case.task("redecision_decision")).about
    assert await read(skipping, found.case, "redecision_decision") == {}
    error = await reclaim(skipping, found.award, 10, cause="error")
    shown = await read(skipping, found.case, "redecision_decision")
    assert shown == {"proposed_demands": [{"clawback": error.case.number, "cause": "error", "amount_fen": 10}]}


async def test_demand_shows_another_that_was_proposed_after_its_approval_was_asked_for(skipping: Office) -> None:
    award = await paid_prize(skipping)
    first = await reclaim(skipping, award, 10, cause="error")
    assert (await first.case.task("clawback_approval")).about["figures"]["others"] == []
    second = await reclaim(skipping, award, 20, cause="error")
    (other,) = (await read(skipping, first.case, "clawback_approval"))["figures"]["others"]
    assert second.case.number in other.values()


async def test_bar_shows_what_was_repaid_after_it_was_asked_for_while_it_is_open(skipping: Office) -> None:
    claim = await accepted(skipping)
    case = await followed(skipping, claim.case)
    assert (await case.task("debarment_proposal")).about["repaid_fen"] == 0
    await claim.repay(SECOND, await day_of(skipping, claim.case))
    await claim.case.reach("settled")
    assert (await read(skipping, case, "debarment_proposal"))["repaid_fen"] == SECOND
    assert await read(skipping, case, "debarment_proposal", closed=True) == {}


async def test_breach_shows_what_else_is_demanded_as_it_stands_when_that_was_refused_since(skipping: Office) -> None:
    commitment = await suspected(skipping, "full")
    award = skipping.running((await skipping.all(select(Application)))[0])
    await to_decision(commitment)
    assert (await commitment.task("breach_decision")).about["other_demands"] == []
    mistaken = await reclaim(skipping, award, 10)
    (other,) = (await read(skipping, commitment, "breach_decision"))["other_demands"]
    assert (other["clawback"], other["award"], other["stage"], other["amount_fen"]) == (mistaken.case.number, award.number, "proposed", 10)
    await mistaken.case.answer("clawback_approval", DEPUTY, decision="demand_refused", reason="无误")
    assert (await read(skipping, commitment, "breach_decision"))["other_demands"] == []


async def test_claim_shows_that_the_record_of_its_project_is_being_clarified_to_whoever_decides_or_pays(skipping: Office) -> None:
    await enter(skipping, received(100 * WAN))
    project = await admitted(skipping)
    claim = await claimed(project)
    await claim.to_decision()
    assert await read(skipping, claim, "decision") == {}
    await enter(skipping, received(100 * WAN), received_total_fen=1)
    await nudged(project)
    assert (await read(skipping, claim, "decision"))["upstream_unclear"]["contradictions"]
