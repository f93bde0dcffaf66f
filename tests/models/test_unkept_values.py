"""无法保存的值。What PostgreSQL cannot keep is refused, once, and never repeated in a log."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from models.session import Database
from policy.errors import Refusal

ACCOUNT = "6222000011112222"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    ("cast", "value"),
    [
        ("text", f"{ACCOUNT}\x00"),
        ("text", f"{ACCOUNT}\ud800"),
        ("jsonb", f'"{ACCOUNT}\\u0000"'),
        ("jsonb", f'{{"{ACCOUNT}": "\\ud800"}}'),
        ("date", "99999-01-01x"),
        ("bigint", "99999999999999999999"),
        ("uuid", ACCOUNT),
    ],
)
@pytest.mark.parametrize("way", ["reading", "writing"])
async def test_value_is_refused_when_it_cannot_be_kept(database: Database, way: str, cast: str, value: str) -> None:
    with pytest.raises(Refusal) as refused:
        async with getattr(database, way)() as session:
            await session.execute(text(f"SELECT CAST(:value AS {cast})"), {"value": value})
    assert refused.value.code == "invalid_input"
    assert refused.value.__cause__ is None
    assert ACCOUNT not in str(refused.value)


async def test_day_is_refused_when_no_calendar_has_it(database: Database) -> None:
    with pytest.raises(Refusal) as refused:
        async with database.writing():
            datetime(9999, 12, 31, 23, 59, tzinfo=UTC).astimezone(timezone(timedelta(hours=8)))
    assert refused.value.code == "invalid_input"


async def test_transaction_goes_on_for_the_next_when_a_value_was_refused(database: Database) -> None:
    with pytest.raises(Refusal):
        async with database.writing() as session:
            await session.execute(text("SELECT CAST(:value AS bigint)"), {"value": "x"})
    async with database.writing() as session:
        assert await session.scalar(text("SELECT 1")) == 1


async def test_parameters_are_not_repeated_when_a_statement_fails(database: Database) -> None:
    with pytest.raises(ProgrammingError) as failed:
        async with database.reading() as session:
            await session.execute(text("SELECT :account FROM nowhere"), {"account": ACCOUNT})
    assert ACCOUNT not in str(failed.value)
