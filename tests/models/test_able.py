"""能办的人的测试。Whether anybody could do a task, as the statement that writes it finds, is what policy says of each of them."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from models.queries import person as people
from models.session import Database, Session
from models.tables import Involvement, Person, Task
from policy.actors import OF_A_DEPARTMENT
from policy.processes.kernel.duties import Done, Duty
from policy.processes.kernel.handing import why_not_to
from policy.processes.kernel.permissions import OpenTask
from policy.processes.registry import KINDS
from tests.granting import grants

DAY, NOW = date(2026, 3, 2), datetime(2026, 3, 2, tzinfo=UTC)
FAMILY, ELSEWHERE = uuid.uuid4(), uuid.uuid4()
ENTERPRISE = "91110302MA9DA0018E"
TASKS = (
    *("acceptance", "decision", "second_decision", "payment_release", "payment_confirmation"),
    *("doubt_decision", "resumption_confirmation", "closing_confirmation"),
)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


def task_of(kind: str, **changed: Any) -> Task:
    fields = {"id": uuid.uuid4(), "kind": kind, "role": KINDS[kind].role.value, "department": "sti"}
    return Task(**(fields | {"concerns": [ENTERPRISE], "families": [FAMILY]} | changed))


async def able(session: Session, task: Task) -> bool | None:
    """Return what the statement finds that writes a task."""
    expression = people.some_could(task, DAY)
    assert not isinstance(expression, bool)
    found: bool | None = await session.scalar(select(expression))
    return found


def variants(kind: str) -> Iterator[tuple[dict[str, Any], list[Done]]]:
    """Yield what the directory and the involvements may say of the one person who holds the role."""
    yield {}, []
    yield {"revoked_at": NOW}, []
    for first, last in ((DAY, DAY), (DAY - timedelta(days=1), DAY), (DAY, DAY + timedelta(days=1)), (DAY + timedelta(days=1),) * 2):
        for deputy in (None, "deputy"):
            yield {"absent_from": first, "absent_to": last, "deputy": deputy}, []
    yield {"interests": [ENTERPRISE]}, []
    yield {"interests": ["91110302MA9DA00269"]}, []
    for family in (FAMILY, ELSEWHERE):
        yield from (({}, [Done(family, duty, "before")]) for duty in Duty)
        yield from (({}, [Done(family, KINDS[step].duty, step)]) for step in KINDS[kind].not_again if step in KINDS)


@pytest.mark.parametrize("kind", TASKS)
async def test_task_is_able_exactly_when_policy_would_give_it_to_its_one_candidate(database: Database, kind: str) -> None:
    held = [{"role": grant.role, "department": grant.department, "head": False} for grant in grants(KINDS[kind].role)]
    seen = set()
    for known, done in variants(kind):
        task, subject = task_of(kind), uuid.uuid4().hex
        row = Person(**({"subject": subject, "name": "某人", "grants": held, "interests": []} | known))
        async with database.writing() as session:
            await session.execute(delete(Person))
            session.add(row)
            session.add_all(Involvement(subject=subject, family=one.family, duty=one.duty, step=one.step) for one in done)
            await session.flush()
            found = await able(session, task)
        counted = [one for one in done if one.family == FAMILY]
        assert found is (why_not_to(row.as_candidate(DAY), OpenTask.of(task), KINDS[kind], counted) is None), (known, done)
        seen.add(found)
    assert seen == {True, False}


def deputies(kind: str, held: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], list[Done]]]:
    """Yield what the directory and the involvements may say of who acts for the one person who holds the role."""
    yield {"grants": held}, []
    yield {"grants": held, "revoked_at": NOW}, []
    yield {"grants": held, "absent_from": DAY, "absent_to": DAY}, []
    yield {"grants": held, "absent_from": DAY, "absent_to": DAY, "deputy": "another"}, []
    yield {"grants": held, "interests": [ENTERPRISE]}, []
    yield {"grants": [{"role": "auditor", "department": None, "head": False}]}, []
    yield from (({"grants": held}, [Done(FAMILY, duty, "before")]) for duty in Duty)
    yield from (({"grants": held}, [Done(FAMILY, KINDS[step].duty, step)]) for step in KINDS[kind].not_again if step in KINDS)


@pytest.mark.parametrize("kind", TASKS)
async def test_task_is_able_exactly_when_whoever_acts_for_its_one_candidate_may_do_it(database: Database, kind: str) -> None:
    role = KINDS[kind].role
    of_it, elsewhere = (
        [{"role": role, "department": place if role in OF_A_DEPARTMENT else None, "head": False}] for place in ("sti", "econ")
    )
    seen = set()
    for known, done in [*deputies(kind, of_it), *([({"grants": elsewhere}, [])] if role in OF_A_DEPARTMENT else [])]:
        task, acting = task_of(kind), uuid.uuid4().hex
        row = Person(subject="somebody", name="某人", grants=of_it, interests=[], absent_from=DAY, absent_to=DAY, deputy=acting)
        deputy = Person(**({"subject": acting, "name": "代理人", "interests": []} | known))
        async with database.writing() as session:
            await session.execute(delete(Person))
            session.add_all([row, deputy])
            session.add_all(Involvement(subject=acting, family=one.family, duty=one.duty, step=one.step) for one in done)
            await session.flush()
            # Of a role that departments do not hold the deputy could do it beside.
            left, denied = await able(session, task), await people.why_not(session, task, "somebody", DAY, others_left=False)
        if role in OF_A_DEPARTMENT:
            assert left is (denied is None), (known, done)
        seen.add(denied is None)
    assert seen == {True, False}


async def test_task_is_neither_when_the_directory_knows_nobody_of_its_role_there(database: Database) -> None:
    async with database.writing() as session:
        session.add(Person(subject="elsewhere", name="某人", grants=[{"role": "officer", "department": "econ", "head": False}]))
        await session.flush()
        assert await able(session, task_of("acceptance")) is None
        session.add(Person(subject="here", name="某人", grants=[{"role": "officer", "department": "sti", "head": True}]))
        await session.flush()
        assert await able(session, task_of("acceptance")) is True


@pytest.mark.parametrize("kind", ["correction", "expert_review"])
def test_nobody_is_looked_for_when_a_task_is_nobody_elses(kind: str) -> None:
    assert people.some_could(task_of(kind), DAY) is True
