"""发起的测试。Many offers written together are the rows that they are when each is written by itself."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import event, inspect, select
from sqlalchemy.engine import Engine

from activities.application.origination import Origin, Originated, originate
from models.commands.application import Matter
from models.session import Database
from models.tables import AnnualRun, Application, AuditEvent, Enterprise, Message, Task
from models.tables.base import Base
from policy.processes.application.lifecycle import Event
from runtime.container import Container
from tests.office import WAN, settings_for

NOW = datetime.now(UTC)
HOW_MANY = 40
# What no two rows have alike, and when the database wrote them.
OWN = frozenset({"id", "number", "case_id", "families", "concerns", "created_at", "recorded_at", "sent_at", "since"})


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    found = Database(database_url)
    yield found
    await found.close()


async def _run(database: Database) -> uuid.UUID:
    async with database.writing() as session:
        session.add_all(Enterprise(uscc=_uscc(number), name=f"企业{number}", kind="enterprise") for number in range(2 * HOW_MANY))
        run = AnnualRun(
            number=f"rd-growth/{NOW.year}",
            item_code="rd-growth",
            department="sti",
            created_by="system",
            year=NOW.year,
            dry_run=False,
            cut_off=NOW.date(),
        )
        session.add(run)
        await session.flush()
        return run.id


def _uscc(number: int) -> str:
    return f"91110302MA9DA{number:04d}X"


def _origin(run: uuid.UUID, number: int) -> Origin:
    figures = {"rd_expense_fen": (number % HOW_MANY + 1) * WAN}
    return Origin(
        event=Event.OFFERED,
        key=f"annual-run/{number}",
        occurred_at=NOW,
        parent_id=run,
        detail={"about": {"award_fen": WAN, "figures": figures}},
        matter=Matter(_uscc(number), {"year": NOW.year} | figures, date(NOW.year, 1, 1)),
        sources=dict.fromkeys(("year", *figures), "statistics"),
    )


async def _originate(database: Database, *origins: Origin) -> list[Originated]:
    deployment = Container(settings_for("postgresql+psycopg://"), database, httpx.AsyncClient()).deployment()
    async with database.writing() as session:
        return await originate(session, deployment, "rd-growth", origins)


async def _rows(database: Database, applications: list[uuid.UUID]) -> list[list[dict[str, Any]]]:
    """Return what was written for each application, without what is each row's own."""
    async with database.reading() as session:
        written = []
        for application in applications:
            found: list[Base] = list(await session.scalars(select(Application).where(Application.id == application)))
            for table in (AuditEvent, Task, Message):
                found += await session.scalars(select(table).where(table.case_id == application).order_by(table.id))
            written.append([_columns(row) for row in found])
        return written


def _columns(row: Base) -> dict[str, Any]:
    names = [attribute.key for attribute in inspect(type(row)).column_attrs if attribute.key not in OWN]
    return {"table": type(row).__name__} | {name: getattr(row, name) for name in names}


async def test_rows_are_the_same_when_many_are_written_together_or_each_by_itself(database: Database) -> None:
    run = await _run(database)
    together = await _originate(database, *(_origin(run, number) for number in range(HOW_MANY)))
    alone = [one for number in range(HOW_MANY, 2 * HOW_MANY) for one in await _originate(database, _origin(run, number))]
    rows = await _rows(database, [one.application.id for one in together])
    assert [row["table"] for row in rows[0]] == ["Application", "AuditEvent", "Task", "Message"]
    assert _without_whose(rows, together) == _without_whose(await _rows(database, [one.application.id for one in alone]), alone)


def _without_whose(rows: list[list[dict[str, Any]]], made: list[Originated]) -> list[str]:
    """Return what was written for each application as text, without whose it is."""
    texts = []
    for of_one, one in zip(rows, made, strict=True):
        application = one.application
        said = str([{name: value for name, value in row.items() if name != "key"} for row in of_one])
        # Subjects hold the credit code folded.
        for code in (application.enterprise_uscc, application.enterprise_uscc.lower()):
            said = said.replace(code, "uscc")
        texts.append(said.replace(application.number, "number"))
    return texts


async def test_applications_are_those_of_before_when_their_keys_were_used(database: Database) -> None:
    run = await _run(database)
    first = await _originate(database, *(_origin(run, number) for number in range(3)))
    again = await _originate(database, *(_origin(run, number) for number in range(5)))
    assert [one.application.id for one in again[:3]] == [one.application.id for one in first]
    assert [one.state is None for one in again] == [True, True, True, False, False]
    assert {one.state.stage for one in first if one.state} == {"offer"}


async def test_each_table_is_written_once_when_many_are_written_together(database: Database) -> None:
    run, statements = await _run(database), Counter[str]()

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements[" ".join(statement.split()[:3])] += 1

    event.listen(Engine, "before_cursor_execute", count)
    try:
        await _originate(database, *(_origin(run, number) for number in range(HOW_MANY)))
    finally:
        event.remove(Engine, "before_cursor_execute", count)
    written = {statement: times for statement, times in statements.items() if statement.startswith(("INSERT", "UPDATE"))}
    assert set(written.values()) == {1}, written
