"""最新在前的测试。Lists whose rows are called after the requests that wrote them: what came last is read first, page by page."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import filing as filings
from models.queries import what_if as what_ifs
from models.queries.page import Page, Wanted
from models.session import Database
from models.tables import ChangeFiling, Commitment, Enterprise, WhatIf
from policy.actors import Actor, Grant, Role
from policy.processes.commitment.states import FilingState
from sandbox.enterprises import CHENXIN

NOW = datetime(2026, 3, 9, 2, tzinfo=UTC)
# Neither in the order in which they came nor in the reverse of it.
IDS = [uuid.UUID(int=place) for place in (3, 1, 5, 2, 4)]
ITEM = "rd-growth"
AUDITOR = Actor("auditor-1", "审计", (Grant(Role.AUDITOR),))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


async def file_all(session: AsyncSession) -> None:
    session.add(Enterprise(uscc=CHENXIN, name="晨芯", kind="enterprise"))
    await session.flush()
    row = Commitment(number=CHENXIN, department="bizcoop", created_by="system", enterprise_uscc=CHENXIN, stage="in_force")
    session.add(row)
    await session.flush()
    same = {"commitment_id": row.id, "enterprise_uscc": CHENXIN, "kind": "other", "planned_on": date(2026, 9, 1), "description": "x"}
    for one in IDS:
        session.add(ChangeFiling(id=one, **same, state=FilingState.FILED, filed_at=NOW, filed_by="x"))
        await session.flush()


async def ask_all(session: AsyncSession) -> None:
    for place, one in enumerate(IDS):
        session.add(WhatIf(id=one, item_code=ITEM, asked={}, asked_by="x", asked_at=NOW + timedelta(hours=place)))
    await session.flush()


async def filed(session: AsyncSession, page: Page) -> Sequence[uuid.UUID]:
    return [row.id for row in await filings.page(session, AUDITOR, page, Wanted(), state=None)]


async def asked(session: AsyncSession, page: Page) -> Sequence[uuid.UUID]:
    return [row.id for row in await what_ifs.page(session, [ITEM], page)]


@pytest.mark.parametrize("limit", [1, 2, 4, 5])
@pytest.mark.parametrize(("write", "read"), [(file_all, filed), (ask_all, asked)], ids=["filings", "what-ifs"])
async def test_what_came_last_is_read_first_whatever_its_id_is(
    database: Database,
    write: Callable[[AsyncSession], Awaitable[None]],
    read: Callable[[AsyncSession, Page], Awaitable[Sequence[uuid.UUID]]],
    limit: int,
) -> None:
    async with database.writing() as session:
        await write(session)
    found: list[uuid.UUID] = []
    async with database.reading() as session:
        while len(found) < len(IDS):
            found += (await read(session, Page(limit, found[-1] if found else None)))[:limit]
        assert await read(session, Page(limit, found[-1])) == []
    assert found == IDS[::-1]


async def test_every_one_is_read_once_when_they_were_asked_at_one_moment(database: Database) -> None:
    async with database.writing() as session:
        session.add_all([WhatIf(id=one, item_code=ITEM, asked={}, asked_by="x", asked_at=NOW) for one in IDS])
    found: list[uuid.UUID] = []
    async with database.reading() as session:
        while page := (await asked(session, Page(2, found[-1] if found else None)))[:2]:
            found += page
    assert sorted(found) == sorted(IDS)
    assert len(found) == len(IDS)
