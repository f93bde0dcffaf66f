"""一次年度运行,可以在途中杀死工作进程。A whole annual run by a worker in a process of its own, killed on the way or left alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select

from models.queries import annual_run as annual_runs
from models.tables import AnnualRun, Application, AuditEvent, Task
from tests.faults.killable import Worker
from tests.office import Case, Office, person
from tests.workflows.annual_runs import HEAD_OF, order, run_case


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to, without anything that differs from one run to the next.

    Attributes:
        verdicts: A digest of what was decided about everybody.
        offers: A digest of what was offered to whom.
        population: How many members it had.
        offered: How many offers it made.
    """

    verdicts: str
    offers: str
    population: int
    offered: int


@dataclass(slots=True)
class Course:
    """How a run went.

    Attributes:
        seconds: What each stage took.
        peak_mib: Peak memory of the worker until everybody was assessed, and until the last offer was made.
        killed: In which stages a worker was killed.
    """

    seconds: dict[str, float]
    peak_mib: list[float]
    killed: list[str]


# When a worker is killed: as soon as this column of the run is above zero in that stage, and some of it still to be done.
MIDWAY: Mapping[str, str] = {"collecting": "population", "assessing": "assessed", "offering": "offered"}


async def whole_run(office: Office, worker: Worker, *, kill_in: tuple[str, ...] = ()) -> tuple[Outcome, Course]:
    """Take a run from its order to its last offer."""
    run = await run_case(office, await order(office))
    course = Course({}, [], [])
    entered, stage = time.monotonic(), "collecting"
    while True:
        row: AnnualRun = await run.row()
        if row.stage != stage:
            course.seconds[stage] = course.seconds.get(stage, 0) + time.monotonic() - entered
            entered, stage = time.monotonic(), row.stage
        if stage == "release":
            course.peak_mib.append(worker.peak_mib())
            await run.answer("annual_run_release", person(HEAD_OF["sti"]), decision="released")
            entered = time.monotonic()
        elif stage == "open":
            break
        elif stage in kill_in and stage not in course.killed and getattr(row, MIDWAY[stage]) > 0:
            worker.kill()
            course.killed.append(stage)
            worker.start()
        await asyncio.sleep(0.01)
    course.peak_mib.append(worker.peak_mib())
    return await outcome_of(office, run), course


async def outcome_of(office: Office, run: Case) -> Outcome:
    """Return what a run came to; every offer is there once, with its process running and one task for the enterprise."""
    row: AnnualRun = await run.row()
    async with office.database.reading() as session:
        verdicts = await annual_runs.digest(session, run.id)
        found = (
            await session.execute(
                select(Application, Task)
                .join(Task, Task.case_id == Application.id)
                .where(Application.parent_id == run.id)
                .order_by(Application.enterprise_uscc)
            )
        ).all()
        events = (
            await session.scalars(
                select(AuditEvent.event).join(Application, Application.id == AuditEvent.case_id).where(Application.parent_id == run.id)
            )
        ).all()
    assert set(events) <= {"offered"}
    assert len(events) == len(found) == len({application.enterprise_uscc for application, _ in found}) == row.offered
    digest = sha256()
    for application, task in found:
        digest.update(
            repr((application.enterprise_uscc, application.stage, sorted(application.facts.items()), task.about["award_fen"])).encode()
        )
    return Outcome(str(verdicts), digest.hexdigest(), row.population, row.offered)


async def running_offers(office: Office, run: Case) -> int:
    """Return how many offers of a run have a workflow that runs."""
    offers = await office.all(select(Application).where(Application.parent_id == run.id))
    described = await asyncio.gather(*(office.running(offer).handle.describe() for offer in offers))
    return sum(one.status is not None and one.status.name == "RUNNING" for one in described)
