"""Since when an award was paid out: the day in Beijing of its first payment, one that came back included."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from models.queries.disbursement import all_paid_out_on
from models.session import Database
from models.tables import Application, Disbursement
from tests.models.test_caps import application, database
from tests.policy.baselines import WAN

__all__ = ["database"]
FIRST, SECOND = datetime(2026, 5, 1, 15, 59, tzinfo=UTC), datetime(2026, 5, 1, 16, 0, tzinfo=UTC)


def paid(its: Application, at: datetime | None, state: str = "paid") -> Disbursement:
    made = Disbursement(number=f"{its.number}-{state}", case_id=its.id, amount_fen=1, account={}, paid_at=at)
    made.state = state
    return made


async def since(database: Database, *payments: tuple[int, datetime | None, str]) -> date:
    """Return the first day on which two awards were paid out, each payment being of the award in its place."""
    awards = [application("first-set", WAN, programme_year=year) for year in (2025, 2026)]
    async with database.writing() as session:
        session.add_all(awards)
        await session.flush()
        session.add_all(paid(awards[place], at, state) for place, at, state in payments)
    async with database.reading() as session:
        return await all_paid_out_on(session, [award.id for award in awards])


@pytest.mark.parametrize(("at", "day"), [(FIRST, date(2026, 5, 1)), (SECOND, date(2026, 5, 2))])
async def test_awards_are_all_paid_out_on_the_day_in_beijing_of_the_one_paid_last(database: Database, at: datetime, day: date) -> None:
    assert await since(database, (0, datetime(2026, 4, 1, tzinfo=UTC), "paid"), (1, at, "paid")) == day


async def test_award_was_paid_out_first_when_the_bank_returned_that(database: Database) -> None:
    assert await since(database, (0, FIRST, "returned"), (0, SECOND, "paid"), (1, FIRST, "paid")) == date(2026, 5, 1)
