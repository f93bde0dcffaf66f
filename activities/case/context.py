"""一次流转的工作台。One transition at work: the locked case, its session, and what every effect needs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.deployment import Deployment
from models.tables import Application, AuditEvent, Case, Task
from policy.actors import Actor
from policy.judging.catalogue import item as item_called
from policy.language.items import Item
from policy.processes.kernel.lifecycle import Lifecycle
from policy.text import Text
from policy.working_days import Clock

if TYPE_CHECKING:
    from activities.case.process import Process

WRITTEN: Final = "written"
"""What a transition keeps the processes under whose cases it has written in one with its own: they are told to read them."""
Row_co = TypeVar("Row_co", bound=Case, covariant=True)


@dataclass(slots=True)
class TransitionContext(Generic[Row_co]):
    """Everything one transition works with, inside its transaction.

    Tasks and events are read once and kept up as the transition goes on, by whatever of it shares its lists: the case is locked, so
    nobody else changes them.

    Attributes:
        session: The transaction.
        deployment: Its parameters.
        case: The case, locked.
        event: What happened.
        key: The idempotency key.
        now: The workflow's time.
        actor: Who did it.
        task: The task it closes or concerns.
        detail: The completed form or other particulars.
        clock: How legal time passes.
        tasks: Every task of the case, open and closed, oldest first.
        events: The last event of the case, what was recorded under `key` if it is another, and what is recorded since; the last one last.
        kept: What else was read of the case, for whoever needs it next in the transition.
        request: The key of the request it comes of, if somebody asked for it.
        attestation: What the API vouches for that request with.
        received_at: When that request was received; without one, the workflow's time.
        words: What its sentences say besides the case's own names, by the name they have in the table.
    """

    session: AsyncSession
    deployment: Deployment
    case: Row_co
    event: str
    key: str
    now: datetime
    actor: Actor
    task: Task | None
    detail: dict[str, Any]
    clock: Clock
    tasks: list[Task]
    events: list[AuditEvent]
    received_at: datetime
    kept: dict[str, Any] = field(default_factory=dict)
    request: str | None = None
    attestation: str = ""
    words: dict[str, Text] = field(default_factory=dict)

    @property
    def received(self) -> datetime:
        """When what is asked for was received: that counts, whenever a worker sees to it."""
        return min(self.received_at, self.now)

    @property
    def process(self) -> Process[Row_co]:
        """What the case's process has done for it."""
        return self.deployment.processes[self.case.process]

    @property
    def lifecycle(self) -> Lifecycle:
        """The table of the case's process."""
        return self.process.lifecycle

    @property
    def item(self) -> Item:
        """The item the case is about."""
        return self.case.item if isinstance(self.case, Application) else item_called(self.case.item_code)

    @property
    def last_event(self) -> AuditEvent | None:
        """The latest event of the case."""
        return self.events[-1] if self.events else None

    @property
    def open_tasks(self) -> list[Task]:
        """The open tasks, oldest first."""
        return [task for task in self.tasks if task.closed_at is None]

    def tasks_of_kind(self, kind: str) -> list[Task]:
        """Return every task of one kind, open or closed, oldest first."""
        return [task for task in self.tasks if task.kind == kind]

    def completed_tasks(self, kinds: Collection[str]) -> list[Task]:
        """Return the tasks of some kinds that a person completed, oldest first."""
        return [task for task in self.tasks if task.kind in kinds and task.completed_by is not None]

    def is_recorded(self, key: str) -> bool:
        """Tell whether an event was recorded under an idempotency key: its own, or one it has recorded since."""
        return any(event.key == key for event in self.events)

    @property
    def is_stale(self) -> bool:
        """Whether its key was used for what happened at another moment: a try that is made once more has the moment of the first."""
        return any(event.key == self.key and event.occurred_at != self.now for event in self.events)

    def days(self, duration: str) -> int:
        """Return the working days that a kind of task or a period takes."""
        return self.deployment.durations[duration]
