"""One person takes on two duties in the same moment: the second sees the first, as when one comes after the other."""

from __future__ import annotations

import asyncio
import uuid

import pytest

from models.commands import involvement as involvements
from models.queries.family import Family
from models.session import Database
from policy.processes.kernel.duties import Duty
from tests.models.test_caps import database

__all__ = ["database"]
ONE, OTHER = uuid.uuid4(), uuid.uuid4()
PAIRS = [(Duty.CONFIRM, Duty.FUND), (Duty.PREPARE, Duty.DECIDE), (Duty.RELEASE, Duty.CONFIRM)]


async def at_once(
    database: Database, first: tuple[str, Family, Duty], second: tuple[str, Family, Duty], *, kept: bool = True
) -> list[Duty]:
    """Return which duties the second finds to be had, begun before the first was kept, or undone."""

    async def take(who: str, family: Family, duty: Duty) -> list[Duty]:
        async with database.writing() as session:
            return [one.duty for one in (await involvements.add(session, who, family, duty, duty.value)).done]

    async with database.writing() as session:
        await involvements.add(session, *first, first[-1].value)
        waiting = asyncio.create_task(take(*second))
        await asyncio.sleep(0.3)
        was_done = waiting.done()
        if not kept:
            await session.rollback()
    found = await waiting
    assert was_done is (first[0] != second[0] or not set(first[1].counted) & set(second[1].counted))
    return found


@pytest.mark.parametrize(("first", "second"), [*PAIRS, *((second, first) for first, second in PAIRS)])
async def test_second_duty_sees_the_first_when_both_are_taken_at_once(database: Database, first: Duty, second: Duty) -> None:
    family = Family((ONE,))
    assert await at_once(database, ("finance-4", family, first), ("finance-4", family, second)) == [first]


async def test_second_duty_sees_the_first_when_that_counts_from_beside(database: Database) -> None:
    first, second = Family((OTHER,)), Family((ONE,), (OTHER,))
    assert await at_once(database, ("finance-4", first, Duty.PREPARE), ("finance-4", second, Duty.DECIDE)) == [Duty.PREPARE]


async def test_second_duty_sees_nothing_when_the_first_was_undone(database: Database) -> None:
    family = Family((ONE,))
    assert await at_once(database, ("finance-4", family, Duty.FUND), ("finance-4", family, Duty.CONFIRM), kept=False) == []


@pytest.mark.parametrize(("who", "where"), [("finance-3", ONE), ("finance-4", OTHER)])
async def test_nobody_waits_when_another_acts_or_in_another_family(database: Database, who: str, where: uuid.UUID) -> None:
    first, second = ("finance-4", Family((ONE,)), Duty.FUND), (who, Family((where,)), Duty.CONFIRM)
    assert await at_once(database, first, second) == []
