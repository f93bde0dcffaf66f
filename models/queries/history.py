"""案件的经过。A case as it stands today, and as it stood after any of its events: what had happened, and which tasks were open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import audit_event as audit_events
from models.queries import task as tasks
from models.tables import AuditEvent, Case, Task


@dataclass(frozen=True, slots=True)
class Moment:
    """A case at one moment.

    Attributes:
        stage: Where it stands.
        since: When it came to stand there.
        events: What has happened until then, in order.
        open_tasks: The tasks that are open, oldest first.
        at: When that is; None for today.
        closed: The task that the event closed by which it came to stand so, if one did; None for today.
    """

    stage: str
    since: datetime
    events: Sequence[AuditEvent]
    open_tasks: Sequence[Task]
    at: datetime | None = None
    closed: Task | None = None

    def last_of(self, *events: str) -> AuditEvent | None:
        """Return the latest of some events, if one has happened."""
        return next((one for one in reversed(self.events) if one.event in events), None)

    def count_of(self, *events: str) -> int:
        """Return how often some events have happened."""
        return sum(one.event in events for one in self.events)

    def has_come(self, at: datetime | None) -> bool:
        """Tell whether a time that something is dated by has come, if it has one."""
        return at is not None and (self.at is None or at <= self.at)


@dataclass(frozen=True, slots=True)
class History:
    """Everything that happened to a case.

    Attributes:
        row: The case.
        events: Its events, in order.
        tasks: Its tasks, oldest first.
    """

    row: Case
    events: Sequence[AuditEvent]
    tasks: Sequence[Task]

    @property
    def today(self) -> Moment:
        """The case as it stands."""
        waiting = [task for task in self.tasks if task.closed_at is None]
        return Moment(self.row.stage, self.row.stage_entered_at, self.events, waiting)

    def since(self, event: AuditEvent) -> Sequence[AuditEvent]:
        """Return the events that came after one of its own, in order."""
        return [one for one in self.events if one.sequence > event.sequence]

    def after(self, event: AuditEvent) -> Moment:
        """Return the case as one of its events left it."""
        happened = [one for one in self.events if one.sequence <= event.sequence]
        entered = next((one for one in reversed(happened) if one.from_stage != one.to_stage), happened[0])
        at = event.occurred_at
        waiting = [task for task in self.tasks if task.opened_at <= at and (task.closed_at is None or task.closed_at > at)]
        closed = next((task for task in self.tasks if str(task.id) == event.detail.get("task_id")), None)
        return Moment(event.to_stage, entered.occurred_at, happened, waiting, at, closed)


async def of(session: AsyncSession, row: Case) -> History:
    """Return everything that happened to a case."""
    return History(row, await audit_events.timeline(session, row.id), await tasks.all_of(session, row.id))
