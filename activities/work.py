"""一次流转的工作台。One transition at work: the locked application, its session, and what every effect needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.deployment import Deployment
from models.tables import Application, Task
from policy.actors import Actor
from policy.items import Item
from policy.lifecycles.application import Event
from policy.working_days import Clock


@dataclass(slots=True)
class Work:
    """Everything one transition works with, inside its transaction.

    Attributes:
        session: The transaction.
        deployment: Its parameters.
        application: The application, locked.
        item: Its item.
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
    application: Application
    item: Item
    event: Event
    key: str
    now: datetime
    actor: Actor
    task: Task | None
    detail: dict[str, Any]
    clock: Clock

    def days(self, duration: str) -> int:
        """Return the working days a kind of step may take."""
        return self.deployment.durations[duration]
