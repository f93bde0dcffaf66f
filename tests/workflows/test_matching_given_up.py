"""What was waived of matched money stays with its enterprise: it counts towards what is due later, and is asked back once with that."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.queries import held
from models.tables import Application
from tests.office import DEPUTY, HEAD, WAN, Case, Office
from tests.workflows.projects import claimed, paid, until_it_runs
from tests.workflows.reclaim import Reclaim, day_of, reclaimable
from tests.workflows.test_matching_claims import clawbacks
from tests.workflows.test_matching_returned import demanded, owed, repaid, taken_back
from tests.workflows.test_matching_supplements import is_refused


async def waived(office: Office, repaid_fen: int = 0) -> Case:
    """Return a project of which 100 were paid, 40 of it taken back upstream, and what was not repaid of those was waived."""
    project, demand = await demanded(office)
    claim = Reclaim(office, demand, demand)
    await owed(demand)
    if repaid_fen:
        await claim.repay(repaid_fen, await day_of(office, demand))
    await claim.miss()
    await demand.answer("enforcement_decision", HEAD, decision="waiver_asked", reason="经营困难")
    await demand.answer("waiver_confirmation", DEPUTY, decision="waived", reason="同意减免")
    await demand.reach("waived")
    return project


async def asked(office: Office) -> list[int]:
    """Return what was asked back after the demand that was waived."""
    return [found.amount_fen for found in (await clawbacks(office))[1:]]


async def test_waived_money_is_asked_back_with_what_is_due_when_all_of_it_was_due_again(skipping: Office) -> None:
    project = await waived(skipping)
    await taken_back(project, 60 * WAN)
    second = skipping.running((await clawbacks(skipping))[1])
    await until_it_runs(second)
    assert (await second.row()).amount_fen == 20 * WAN
    await owed(second)
    await repaid(second, 20 * WAN)
    await second.reach("settled")
    await taken_back(project, 0)
    supplement = await claimed(project)
    assert (await paid(supplement)).paid_fen == 20 * WAN
    await taken_back(project, 100 * WAN)
    assert sum((await asked(skipping))[1:]) == 100 * WAN
    # Another look finds nothing more.
    await taken_back(project, 100 * WAN)
    assert sum((await asked(skipping))[1:]) == 100 * WAN


@pytest.mark.parametrize(
    ("repaid_fen", "taken", "asked_fen"),
    [
        # It is not due again.
        (0, (40 * WAN,), 0),
        (0, (40 * WAN, 100 * WAN), 60 * WAN),
        # All of it is due again, and less is due then.
        (0, (0, 40 * WAN), 40 * WAN),
        (0, (0, 100 * WAN), 100 * WAN),
        # A part of it is due again.
        (0, (10 * WAN, 40 * WAN), 30 * WAN),
        (0, (39 * WAN, 10 * WAN, 20 * WAN), 10 * WAN),
        (10 * WAN, (0, 100 * WAN), 90 * WAN),
        (10 * WAN, (20 * WAN, 40 * WAN), 20 * WAN),
    ],
)
async def test_no_more_than_is_due_again_of_waived_money_is_asked_back_when_less_is_due(
    skipping: Office, repaid_fen: int, taken: tuple[int, ...], asked_fen: int
) -> None:
    project = await waived(skipping, repaid_fen)
    for recovered_fen in taken:
        await taken_back(project, recovered_fen)
    assert sum(await asked(skipping)) == asked_fen


async def test_year_is_claimed_again_for_nothing_while_waived_money_counts_towards_it(skipping: Office) -> None:
    project = await waived(skipping)
    await taken_back(project, 0)
    assert await is_refused(project)
    [award] = await skipping.all(select(Application))
    assert await reclaimable(skipping, skipping.running(award)) == 100 * WAN


async def test_demand_is_lowered_to_what_is_due_back_when_it_asks_for_waived_money_that_was_due_again(skipping: Office) -> None:
    project = await waived(skipping)
    await taken_back(project, 0)
    await taken_back(project, 40 * WAN)
    second = skipping.running((await clawbacks(skipping))[1])
    await until_it_runs(second)
    await taken_back(project, 15 * WAN)
    asked_now = await second.task("proposal_shrunk")
    assert (asked_now.about["before_fen"], asked_now.about["left_fen"]) == (40 * WAN, 15 * WAN)


@pytest.mark.parametrize(("repaid_fen", "reclaimed_fen"), [(0, 0), (10 * WAN, 10 * WAN)])
async def test_waived_money_is_not_reclaimed_when_nothing_of_it_came_back(skipping: Office, repaid_fen: int, reclaimed_fen: int) -> None:
    await waived(skipping, repaid_fen)
    [award] = await skipping.all(select(Application))
    async with skipping.database.reading() as session:
        assert (await held.of(session, award)).reclaimed_fen == reclaimed_fen
