"""发起。How applications that nobody files are written and taken in, in the transaction of the run or project they come from."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import begin, make, state_of
from activities.signatures.case import CaseState, Transition
from models.commands import application as drafts
from models.commands.application import Matter
from models.commands.rows import flush_together
from models.queries import application as applications
from models.tables import Application
from policy.actors import SYSTEM
from policy.judging.catalogue import item as item_called
from policy.processes.application.lifecycle import Event

_ORIGINS = {Event.OFFERED: "offered", Event.CARRIED_OVER: "carried_over"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an application comes from, and what it is about.

    Attributes:
        event: `offered` or `carried_over`.
        key: The idempotency key: the same key is the same application.
        occurred_at: The workflow's time.
        parent_id: The run or project it belongs to.
        detail: Particulars for its first audit event; `about` becomes what its first task is about.
        matter: Whose it is, its facts, and the date it is judged by.
        sources: Who supplied each fact, by fact.
    """

    event: Event
    key: str
    occurred_at: datetime
    parent_id: uuid.UUID
    detail: dict[str, Any]
    matter: Matter
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Originated:
    """An application that is there now.

    Attributes:
        application: The application.
        state: Where it stands, if it was written just now.
    """

    application: Application
    state: CaseState | None = None


async def originate(session: AsyncSession, deployment: Deployment, item_code: str, origins: Sequence[Origin]) -> list[Originated]:
    """Write applications for an item and take them in; under a key that was used before, return the one that was written then.

    However many there are, each table is read and written once. Their workflows are started afterwards; a start that is tried
    again finds them running.
    """
    known = await applications.with_keys(session, [origin.key for origin in origins])
    written = await _write(session, deployment, item_code, [origin for origin in origins if origin.key not in known])
    return [written[origin.key] if origin.key in written else Originated(known[origin.key]) for origin in origins]


async def _write(session: AsyncSession, deployment: Deployment, item_code: str, origins: Sequence[Origin]) -> dict[str, Originated]:
    written = await drafts.draft_all(session, SYSTEM, item_called(item_code), [origin.matter for origin in origins])
    works: dict[str, TransitionContext[Application]] = {}
    clock = await deployment.clock(session, min((application.created_at.year for application in written), default=MAXYEAR))
    with session.no_autoflush:
        for application, origin in zip(written, origins, strict=True):
            application.origin, application.parent_id = _ORIGINS[origin.event], origin.parent_id
            detail = {**origin.detail, "sources": dict(origin.sources)}
            taken = Transition("application", str(application.id), origin.event, origin.key, origin.occurred_at, SYSTEM, None, detail)
            works[origin.key] = await begin(session, deployment, application, taken, clock=clock)
            await make(works[origin.key])
    await flush_together(session)
    return {key: Originated(context.case, await state_of(context)) for key, context in works.items()}
