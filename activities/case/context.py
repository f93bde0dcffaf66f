"""一次流转的工作台。One transition at work: the locked case, its session, and what every effect needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.deployment import Deployment
from models.tables import Application, Call, Case, PostGrantProject, Task
from policy.actors import Actor
from policy.judging.catalogue import item as item_called
from policy.language.items import Item
from policy.processes.kernel.lifecycle import Lifecycle
from policy.processes.registry import LIFECYCLES
from policy.working_days import Clock


@dataclass(slots=True)
class TransitionContext:
    """Everything one transition works with, inside its transaction.

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

    def days(self, duration: str) -> int:
        """Return the working days that a kind of task or a period takes."""
        return self.deployment.durations[duration]
