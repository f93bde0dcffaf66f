"""What a year of a matching project shows as asked back: what was served and what came back, and apart what is only proposed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.queries import held
from models.queries.held import AskedBack
from models.tables import Application
from tests.office import DEPUTY, THIRD_APPROVER, WAN, Office
from tests.workflows.test_matching_given_up import waived
from tests.workflows.test_matching_returned import demanded, owed, repaid, served, taken_back

DEMAND = 40 * WAN


async def asked_back(office: Office) -> tuple[int, int, int]:
    """Return what of the only claim came back, is asked for, and is only proposed to be."""
    [award] = await office.all(select(Application))
    async with office.database.reading() as session:
        found = await held.asked_back(session, award)
    assert isinstance(found, AskedBack)
    return found.recovered_fen, found.outstanding_fen, found.proposed_fen


async def test_demand_is_told_apart_when_it_is_only_proposed(skipping: Office) -> None:
    await demanded(skipping)
    assert await asked_back(skipping) == (0, 0, DEMAND)


async def test_demand_counts_as_asked_for_when_it_was_served(skipping: Office) -> None:
    _, demand = await demanded(skipping)
    await served(demand)
    assert await asked_back(skipping) == (0, DEMAND, 0)


async def test_nothing_is_asked_for_when_a_proposal_was_dropped(skipping: Office) -> None:
    _, demand = await demanded(skipping)
    await demand.answer("clawback_approval", DEPUTY, decision="dropping_asked", reason="证据不足")
    await demand.answer("dropping_confirmation", THIRD_APPROVER, decision="demand_refused", reason="证据不足")
    await demand.reach("cancelled")
    assert await asked_back(skipping) == (0, 0, 0)


@pytest.mark.parametrize("repaid_fen", [1, DEMAND - 1, DEMAND])
async def test_what_came_back_of_a_demand_is_not_asked_for_any_more(skipping: Office, repaid_fen: int) -> None:
    _, demand = await demanded(skipping)
    await owed(demand)
    await repaid(demand, repaid_fen)
    await demand.happened("repayment_booked")
    assert await asked_back(skipping) == (repaid_fen, DEMAND - repaid_fen, 0)


async def test_second_demand_is_told_apart_when_it_is_proposed_beside_one_that_was_waived(skipping: Office) -> None:
    project = await waived(skipping, 10 * WAN)
    await taken_back(project, 60 * WAN)
    assert await asked_back(skipping) == (10 * WAN, 0, 20 * WAN)
