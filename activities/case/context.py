"""一次流转的工作台。One transition at work: the locked case, its session, and what every effect needs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.deployment import Deployment
from models.tables import Application, AuditEvent, Call, Case, PostGrantProject, Task
from policy.actors import Actor
from policy.judging.catalogue import item as item_called
from policy.language.items import Item
from policy.processes.kernel.lifecycle import Lifecycle
from policy.processes.registry import LIFECYCLES
from policy.working_days import Clock


@dataclass(slots=True)
class TransitionContext:
    """Everything one transition works with, inside its transaction.

    Tasks and events are read once and kept up as the transition goes on, by whatever of it shares this work's lists: the case is locked, so
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
    """

    session: AsyncSession
    deployment: Deployment
    case: Case
    event: str
    key: str
    now: datetime
    actor: Actor
    task: Task | None
    detail: dict[str, Any]
    clock: Clock
    tasks: list[Task]
    events: list[AuditEvent]
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def lifecycle(self) -> Lifecycle:
        """The table of the case's process."""
        return LIFECYCLES[self.case.process]

    @property
    def item(self) -> Item:
        """The item the case is about."""
        return item_called(self.case.item_code)

    @property
    def application(self) -> Application:
        """The case, which is an application."""
        assert isinstance(self.case, Application)  # noqa: S101 - tells the type checker what the process says
        return self.case

    @property
    def call(self) -> Call:
        """The case, which is a call."""
        assert isinstance(self.case, Call)  # noqa: S101 - likewise
        return self.case

    @property
    def project(self) -> PostGrantProject:
        """The case, which is a post-grant project."""
        assert isinstance(self.case, PostGrantProject)  # noqa: S101 - likewise
        return self.case

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
        """Tell whether an event was recorded under an idempotency key: this work's own, or one it has recorded since."""
        return any(event.key == key for event in self.events)

    def days(self, duration: str) -> int:
        """Return the working days that a kind of task or a period takes."""
        return self.deployment.durations[duration]
