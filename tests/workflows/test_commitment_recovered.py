"""A commitment binds for money: once all of an award came back because it was not due, it ends, and a move is no breach of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.queries import commitment as commitments
from models.queries import conduct
from models.tables import Application
from sandbox.enterprises import CHENXIN
from tests.office import Case, Office
from tests.workflows.commitments import TODAY, bound, breaches, found_gone
from tests.workflows.reclaim import AWARD, Reclaim, day_of, reclaim


async def demanded(office: Office, amount_fen: int, cause: str) -> tuple[Case, Reclaim]:
    """Return a commitment, and a demand for so much of its award that is to be repaid."""
    commitment = await bound(office)
    award = office.running((await office.all(select(Application)))[0])
    claim = await reclaim(office, award, amount_fen, cause=cause)
    await claim.accept()
    return commitment, claim


@pytest.mark.parametrize("cause", ["error", "fraud"])
async def test_commitment_ends_when_all_of_its_award_came_back(skipping: Office, cause: str) -> None:
    commitment, claim = await demanded(skipping, AWARD, cause)
    assert (await commitment.row()).stage == "in_force"
    with skipping.starting():
        await claim.repay(AWARD, await day_of(skipping, claim.case))
        await commitment.reach("fulfilled")
    assert await breaches(skipping) == []
    async with skipping.database.reading() as session:
        # The yearly check asks nothing about it.
        assert await commitments.bound_enterprises(session, "", 10) == []
        assert not (await conduct.of(session, CHENXIN, TODAY)).in_breach


async def test_commitment_binds_for_what_is_left_when_a_part_of_its_award_came_back(skipping: Office) -> None:
    commitment, claim = await demanded(skipping, AWARD - 1, "error")
    await claim.repay(AWARD - 1, await day_of(skipping, claim.case))
    await claim.case.reach("settled")
    await found_gone(commitment)
    await commitment.reach("hearing")
