"""核对范围的测试。Which cases a check expects to have a process: not what rests until it binds, nor what no bank returns any more."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select

from models.commands.case_check import settle
from models.queries.case_check import cases, is_without_process, under_way
from models.session import Database
from models.tables import Case, CaseCheckFinding, Commitment, Enterprise
from policy.processes.commitment.lifecycle import COMMITMENT, ENDED, Stage
from policy.processes.kernel.lifecycle import DRAFT, number_in
from policy.processes.pending.findings import Finding
from policy.processes.registry import LIFECYCLES
from sandbox.enterprises import CHENXIN


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.mark.parametrize("stage", list(Stage))
async def test_commitment_has_a_process_while_something_binds(database: Database, stage: Stage) -> None:
    async with database.writing() as session:
        session.add(Enterprise(uscc=CHENXIN, name="晨芯", kind="enterprise"))
        await session.flush()
        row = Commitment(number=CHENXIN, department="bizcoop", created_by="system", enterprise_uscc=CHENXIN, stage=stage)
        session.add(row)
    expected = stage not in {*ENDED, Stage.DRAFT}
    async with database.reading() as session:
        assert ([row.id] == list((await under_way(session)).values())) is expected
        assert (await cases(session, [row.id]) != []) is expected


# Where a workflow ends, besides the stages that nothing leaves: once the time is over in which a bank may return what was paid.
PAID = {
    ("application", "in_force"),
    ("redecision", "supplemented"),
    ("instalment", "paid"),
    ("refund", "refunded"),
    ("settlement", "settled"),
}


@pytest.mark.parametrize("waits", [True, False])
async def test_case_of_any_process_and_stage_has_a_process_unless_its_workflow_has_ended(database: Database, *, waits: bool) -> None:
    everywhere = [(name, stage) for name, lifecycle in LIFECYCLES.items() for stage in lifecycle.stages]
    kept = [
        {
            "process": name,
            "stage": stage,
            "number": f"{name}:{stage}",
            "department": "sti",
            "created_by": "x",
            "wakes_at": datetime.now(UTC),
        }
        for name, stage in everywhere
    ]
    async with database.writing() as session:
        await session.execute(insert(Case), [one if waits else one | {"wakes_at": None} for one in kept])
    ended = {(name, stage) for name, stage in everywhere if stage == DRAFT or LIFECYCLES[name].stages[stage].terminal}
    ended |= {(COMMITMENT.name, stage) for stage in ENDED} | (set() if waits else PAID)
    async with database.reading() as session:
        found = await under_way(session)
        rows = (await session.execute(select(Case.number, Case.id))).all()
        without = {number for number, case_id in rows if await is_without_process(session, case_id)}
    assert without == {f"{name}:{stage}" for name, stage in ended}
    assert {number_in(its) for its in found} == {f"{name}:{stage}" for name, stage in everywhere if (name, stage) not in ended}


async def test_case_that_is_not_there_is_without_a_process(database: Database) -> None:
    async with database.reading() as session:
        assert await is_without_process(session, uuid.uuid4())


# -- what a check found, for an operator ------------------------------------------------------------------------------------------------

NOW = datetime(2026, 11, 30, 2, 10, tzinfo=UTC)


async def checked(database: Database, **found: list[str]) -> None:
    async with database.writing() as session:
        await settle(session, {Finding(kind): of for kind, of in found.items()}, NOW)


async def findings(database: Database) -> list[tuple[str, list[str], str]]:
    async with database.reading() as session:
        rows = (await session.scalars(select(CaseCheckFinding).order_by(CaseCheckFinding.id))).all()
    return [(row.kind, row.found, row.resolved_by or "open") for row in rows]


async def explained(database: Database) -> None:
    async with database.writing() as session:
        for row in (await session.scalars(select(CaseCheckFinding))).all():
            row.resolve("operator", NOW, "已查明")


async def test_nothing_waits_when_a_check_finds_nothing(database: Database) -> None:
    await checked(database, gone=[], surplus=[])
    assert await findings(database) == []


@pytest.mark.parametrize("kind", Finding)
async def test_finding_is_one_matter_and_says_what_was_found_last_when_it_is_found_again(database: Database, kind: Finding) -> None:
    await checked(database, **{kind: ["b", "a"]})
    await checked(database, **{kind: ["c"]})
    assert await findings(database) == [(kind, ["c"], "open")]


@pytest.mark.parametrize("kind", Finding)
async def test_finding_is_resolved_when_the_next_check_finds_it_no_more(database: Database, kind: Finding) -> None:
    await checked(database, **{kind: ["a"]})
    await checked(database)
    assert await findings(database) == [(kind, ["a"], "system")]
    await checked(database, **{kind: ["a"]})
    assert [row[2] for row in await findings(database)] == ["system", "open"]


async def test_process_without_a_case_waits_for_nobody_again_when_it_was_explained(database: Database) -> None:
    await checked(database, surplus=["a", "b"])
    await explained(database)
    await checked(database, surplus=["b", "a"])
    assert await findings(database) == [("surplus", ["a", "b"], "operator")]
    await checked(database, surplus=["a", "b", "c"])
    assert (await findings(database))[1:] == [("surplus", ["c"], "open")]


@pytest.mark.parametrize("kind", [Finding.GONE, Finding.SCHEDULE, Finding.DIFFERING])
async def test_what_was_mended_waits_again_when_it_happens_after_it_was_explained(database: Database, kind: Finding) -> None:
    await checked(database, **{kind: ["a"]})
    await explained(database)
    await checked(database, **{kind: ["a"]})
    assert [row[2] for row in await findings(database)] == ["operator", "open"]
