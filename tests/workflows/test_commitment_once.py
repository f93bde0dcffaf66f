"""只此一份。However often an enterprise is bound, and by however many awards at once, it has one commitment to stay."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from activities.case.case_start import start_of
from activities.commitment.look import commitment_of_enterprise
from models.tables import Commitment
from sandbox.enterprises import CHENXIN
from tests.office import Office
from tests.office.milestones import application_to
from tests.workflows.commitments import bound, bound_by, undertakings


async def test_one_commitment_is_written_when_two_awards_are_paid_at_once(skipping: Office) -> None:
    deployment = skipping.parts.deployment()

    async def write() -> Commitment:
        async with skipping.database.writing() as session:
            return await commitment_of_enterprise(session, deployment, CHENXIN)

    first, second = await asyncio.gather(write(), write())
    assert first.id == second.id
    assert len(await skipping.all(select(Commitment))) == 1


async def test_commitment_is_the_departments_that_is_set(skipping: Office) -> None:
    async with skipping.database.writing() as session:
        row = await commitment_of_enterprise(session, skipping.parts.deployment(), CHENXIN)
        start = await start_of(session, row)
    assert (row.department, row.number, row.item_code, start.start.resumed) == ("bizcoop", CHENXIN, "*", True)


async def test_award_is_collected_once_when_the_commitment_is_told_of_it_many_times(skipping: Office) -> None:
    commitment = await bound(skipping)
    for _ in range(20):
        await commitment.handle.signal("nudge", "again")
    second = await application_to("payment", skipping, "science-award")
    await bound_by(second)
    assert len(await undertakings(skipping)) == 2
    assert (await commitment.events()).count("commitment_collected") == 2
