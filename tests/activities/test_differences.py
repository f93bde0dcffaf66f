"""差异的测试。What is noted when a process takes its case to stand otherwise than it does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from activities.case.activities import CaseActivities
from activities.signatures.case import AutomaticStep, CaseState, Transition
from models.tables import CaseDifference
from tests.activities.award import AWARD_FEN, Award
from tests.office import HEAD

# The keys of three steps: the second to last that was recorded, the last, and one that recorded nothing.
EARLIER, LAST, NOTHING = "application/AW-1/1", "application/AW-1/2", "application/AW-1/3"


async def went_on(award: Award) -> CaseState:
    """Have two steps recorded, and return where the case stood between them."""
    await award.happens("referred")
    between = await award.records(minuted(award, EARLIER))
    await award.records(Transition("application", str(award.id), "returned", LAST, datetime.now(UTC), HEAD, None, {}))
    return between


def minuted(award: Award, key: str) -> Transition:
    return Transition("application", str(award.id), "minuted", key, datetime.now(UTC), HEAD, None, {"award_fen": AWARD_FEN})


async def noted(award: Award, known: str | None, under_way: str | None) -> int:
    """Read the case for a process that takes it to stand so, and return how many differences are noted."""
    step = AutomaticStep("application", str(award.id), "application/AW-1/4", datetime.now(UTC), known=known, under_way=under_way)
    await CaseActivities(award.deployment).read_case(step)
    async with award.database.reading() as session:
        return len((await session.scalars(select(CaseDifference.id))).all())


@pytest.mark.parametrize(("under_way", "differences"), [(LAST, 0), (EARLIER, 1), (NOTHING, 1), (None, 1)])
async def test_case_differs_unless_the_step_under_way_was_recorded_last(award: Award, under_way: str | None, differences: int) -> None:
    between = await went_on(award)
    assert await noted(award, between.standing, under_way) == differences


@pytest.mark.parametrize("under_way", [None, LAST, NOTHING])
async def test_case_does_not_differ_when_its_process_knows_it(award: Award, under_way: str | None) -> None:
    await went_on(award)
    state = await CaseActivities(award.deployment).read_case(replace(award.step(), key=NOTHING))
    assert await noted(award, state.standing, under_way) == 0
    assert await noted(award, None, under_way) == 0
