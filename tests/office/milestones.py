"""里程碑。Milestones: where a walk led once, other tests of the process begin, from a copy of its database.

Most tests need a case that is far on its way, and what they are about begins there. The first one walks. What is in its database then is
kept, beside what the authorities knew and how far each case's own clock had gone; whoever comes later begins with that, and every case that
was under way goes on from what is stored of it, as after a disaster. All processes of a session share what is kept.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sqlite3
import uuid
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError

from activities.case.case_start import start_of
from activities.signatures.case_start import CaseStart
from models.queries import case as queries
from models.tables import Case as AnyCase
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.registry import LIFECYCLES
from sandbox.world import World
from tests import clones
from tests.office.case import Case
from tests.office.office import Office
from tests.patience import until

# The key of what a case does next was never used: a case takes fewer steps than this for each of its versions.
STEPS_A_VERSION = 100


@dataclass(frozen=True)
class Underway:
    """A case that was under way, and the time by its own clock."""

    start: CaseStart
    clock: datetime


@dataclass(frozen=True)
class Milestone:
    """What is kept of a walk."""

    content: clones.Content
    authorities: bytes
    underway: tuple[Underway, ...]
    led_to: tuple[type[AnyCase], uuid.UUID]


_REACHED: dict[str, Milestone] = {}
# Where a process of a session finds what another kept.
KEPT = Path(__file__).parent.parent.parent / "build" / "milestones"


async def reached(office: Office, name: str, walk: Callable[[], Awaitable[Case]]) -> Case:
    """Take a case to a milestone: by walking there, or from what is kept of whoever did in an office that was opened alike.

    Args:
        office: Where; if anything was done in it already, the way is walked, unless the authorities alone were told something.
        name: Says where `walk` leads, with whatever it depends on.
        walk: The way.

    Returns:
        The case the walk leads to.
    """
    if not await office.is_untouched():
        return await walk()
    key = f"{name} {office.opened_with} {office.authorities()}"
    if (kept := _kept(key)) is not None:
        return await _begin_at(office, kept)
    case = await walk()
    _share(key, await _keep(office, case))
    return case


async def application_to(stretch: str, office: Office, item_code: str = "innovation-centre", **options: Any) -> Case:
    """Take an application to its decision, notice, commitment or payment."""

    async def walk() -> Case:
        case = await office.apply_for(item_code, **options)
        await getattr(case, f"to_{stretch}")()
        return case

    return await reached(office, f"application to {stretch} {item_code} {options}", walk)


def _kept(key: str) -> Milestone | None:
    if key not in _REACHED:
        with suppress(FileNotFoundError):
            _REACHED[key] = pickle.loads(_place(key).read_bytes())  # noqa: S301 - written by a process of this session
    return _REACHED.get(key)


def _share(key: str, milestone: Milestone) -> None:
    _REACHED[key] = milestone
    place = _place(key)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_suffix(f".{os.getpid()}")
    draft.write_bytes(pickle.dumps(milestone))
    draft.rename(place)


def _place(key: str) -> Path:
    session = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    return KEPT / session / hashlib.sha256(key.encode()).hexdigest()


async def _keep(office: Office, case: Case) -> Milestone:
    await until(lambda: all_rest(office), "rest")
    # What the last step still had in hand is finished now, and nobody looks into the database.
    await office.workers.aclose()
    underway = [await _described(office, row) for row in await _running(office)]
    content = clones.content(office.settings.database_url)
    assert office.world is not None
    authorities = office.world.connection.serialize()
    await office.deploy(office.workflows)
    return Milestone(content, authorities, tuple(underway), (case.kind, case.id))


async def _running(office: Office) -> list[AnyCase]:
    rows = await office.all(select(AnyCase).where(AnyCase.stage != DRAFT).order_by(AnyCase.id))
    return [row for row in rows if row.stage not in LIFECYCLES[row.process].terminal]


async def _described(office: Office, row: AnyCase) -> Underway:
    async with office.database.reading() as session:
        start = await start_of(session, await queries.whole(session, row))
    later = replace(start, start=replace(start.start, step=row.version * STEPS_A_VERSION))
    return Underway(later, await office.clock(office.running(row).handle))


async def all_rest(office: Office) -> bool | None:
    """Tell whether no case has anything in hand."""
    running = {row.id for row in await _running(office)}
    for row in await office.all(select(AnyCase)):
        try:
            described = await office.running(row).handle.describe()
        except RPCError:
            # Nobody has begun what is a draft yet.
            if row.id in running:
                return None
            continue
        has_work = described.raw_description.pending_activities or described.raw_description.HasField("pending_workflow_task")
        # One that was just begun by another says so with its first step.
        if has_work or (row.stage == DRAFT and described.status == WorkflowExecutionStatus.RUNNING):
            return None
    return True


async def _begin_at(office: Office, milestone: Milestone) -> Case:
    assert office.world is not None
    clones.fill(office.settings.database_url, milestone.content)
    _restore(office.world, milestone.authorities)
    # All of them before any time passes: a case starts those it finds missing, in its own time.
    handles = [await _go_on(office, case.start) for case in milestone.underway]
    for case, handle in zip(milestone.underway, handles, strict=True):
        if (ahead := case.clock - datetime.now(UTC)) > timedelta():
            await office.fast_forward(handle, ahead)
    kind, case_id = milestone.led_to
    return office.running((await office.all(select(kind).where(kind.id == case_id)))[0])


async def _go_on(office: Office, case: CaseStart) -> WorkflowHandle[Any, Any]:
    with office.starting():
        return await office.client.start_workflow(
            LIFECYCLES[case.start.process].workflow,
            case.start,
            id=case.workflow_id,
            task_queue=office.settings.task_queue,
            # That of the test before, whose database is gone.
            id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
            search_attributes=case.attributes(),
            static_summary=case.summary,
        )


def _restore(world: World, state: bytes) -> None:
    with closing(sqlite3.connect(":memory:")) as kept:
        kept.deserialize(state)
        # A backup, unlike `deserialize`, tells statements that were prepared before.
        kept.backup(world.connection)
