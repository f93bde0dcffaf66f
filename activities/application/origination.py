"""发起。Applications that nobody files: written as a draft and taken in at once, in the transaction of whoever found or earned them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.deployment import Deployment
from activities.case.transitions import apply, begin
from activities.signatures.case import Transition
from models.commands import application as drafts
from models.queries import application as applications
from models.queries import audit_event as audit_events
from models.tables import Application
from policy.actors import SYSTEM
from policy.judging.catalogue import item as item_called
from policy.processes.application.lifecycle import Event

_ORIGINS = {Event.OFFERED: "offered", Event.CARRIED_OVER: "carried_over"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an application comes from.

    Attributes:
        event: `offered` or `carried_over`.
        key: The idempotency key: the same key is the same application.
        occurred_at: The workflow's time.
        parent_id: The run or project it belongs to.
        detail: Particulars for its first audit event; `about` becomes what its first task is about.
    """

    event: Event
    key: str
    occurred_at: datetime
    parent_id: uuid.UUID
    detail: dict[str, Any]


async def originate(
    session: AsyncSession,
    deployment: Deployment,
    origin: Origin,
    *,
    item_code: str,
    enterprise_uscc: str,
    facts: dict[str, Any],
    matter_date: date,
) -> Application:
    """Write an application and take it in; under a key that was used before, return the one that was written then.

    Its workflow is started afterwards; a start that is tried again finds it running.
    """
    if (before := await audit_events.with_key(session, origin.key)) is not None:
        return await applications.of(session, before.case_id)
    application = await drafts.draft(session, SYSTEM, item_called(item_code), enterprise_uscc, facts, matter_date)
    application.origin, application.parent_id = _ORIGINS[origin.event], origin.parent_id
    transition = Transition(
        "application", str(application.id), origin.event, origin.key, origin.occurred_at, SYSTEM, None, dict(origin.detail)
    )
    await apply(await begin(session, deployment, application, transition))
    return application
