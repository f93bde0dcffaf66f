"""动态。What happens to a case, and what comes into an inbox, as it happens: streams that go on where they broke off."""

from __future__ import annotations

import uuid
from typing import Annotated, Final

from fastapi import APIRouter, Header, Response
from pydantic import BeforeValidator, Field

from api.views import message as message_views
from api.views.case import timeline
from api.web.news import Listener
from api.web.permissions import Attends, may, readable
from api.web.services import Served
from api.web.streams import EVENTS, EventStream, said
from models.queries import audit_event as audit_events
from models.queries import case, inbox
from models.queries.inbox import Arrived
from models.tables import Message
from policy.actors import Actor, Role
from policy.processes.kernel.permissions import OpenTask, may_read_message, why_not
from policy.processes.registry import KINDS

router = APIRouter()
# What somebody is told at once and does not have to read in the lists.
_MOST_MISSED: Final = 100
_AFTER: Final = Header(alias="Last-Event-ID", description="从此后续传 Go on after this one; left out or empty, from now on")
# Whoever has heard nothing yet has an empty one by the rules of server-sent events.
_FROM_NOW: Final = BeforeValidator(lambda given: given or None)


@router.get(
    "/cases/{reference}/events",
    operation_id="stream_case",
    summary="案件动态 What happens to a case, as it happens",
    status_code=200,
    response_class=EventStream,
    responses=EVENTS,
    tags=["cases"],
    **may("case:read"),
)
async def stream_case(
    reference: str,
    served: Served,
    attending: Attends,
    last: Annotated[Annotated[int, Field(ge=0, le=1_000_000)] | None, _FROM_NOW, _AFTER] = None,
) -> Response:
    """Stream what happens to a case (`event: case`), each as its timeline has it; whoever may not read it any more is told `end`.

    Where `Last-Event-ID` is none that has happened here, `event: reload` comes first and says to read the case instead.
    """
    async with served.database.reading() as session:
        row = await readable(session, await case.find_any(session, reference), attending.actor)
        newest = (await audit_events.latest_of(session, [row.id])).get(row.id, 0)
    # What has not happened here yet is no place to go on from: of another case, or of before the database was restored.
    is_unknown = last is not None and last > newest
    seen = newest if last is None or is_unknown else last

    async def fresh(actor: Actor) -> list[bytes]:
        nonlocal seen, is_unknown
        if is_unknown:
            is_unknown = False
            return [said("reload", str(seen), "{}")]
        async with served.database.reading() as session:
            row = await readable(session, await case.find_any(session, reference), actor)
            events = await audit_events.after(session, row.id, seen)
        seen = events[-1].sequence if events else seen
        return [said("case", str(one.sequence), one.model_dump_json()) for one in timeline(events, row, actor)]

    return EventStream(served, attending, Listener(attending.actor.subject, row.id, seen), fresh)


@router.get(
    "/messages/events",
    operation_id="stream_inbox",
    summary="收件箱动态 What comes in, as it comes",
    status_code=200,
    response_class=EventStream,
    responses=EVENTS,
    tags=["messages"],
    **may("message:read"),
)
async def stream_inbox(
    served: Served,
    attending: Attends,
    last: Annotated[uuid.UUID | None, _FROM_NOW, _AFTER] = None,
) -> Response:
    """Stream one's messages (`event: message`) and the tasks that are opened for one (`event: task`); the same may be told twice.

    What was missed is told first. Where it is too much, `event: reload` says to read the lists instead.
    """
    listener, missed = Listener(attending.actor.subject), last

    async def fresh(actor: Actor) -> list[bytes]:
        nonlocal missed
        arrived, since, missed = listener.take(), missed, None
        told = [one for one in arrived or () if _is_for(actor, one)]
        if since is not None:
            async with served.database.reading() as session:
                told = [*await inbox.missed_by(session, actor, since, _MOST_MISSED), *told]
        if arrived is None or len(told) > _MOST_MISSED:
            return [said("reload", None, "{}")]
        return [_told(one) for one in told]

    await served.news.begin(served.database)
    return EventStream(served, attending, listener, fresh)


def _is_for(actor: Actor, one: Arrived) -> bool:
    """Tell whether a message is somebody's to read, or a task theirs to do as far as their rights go."""
    if isinstance(one, Message):
        role = Role(one.role) if one.role else None
        return may_read_message(actor, enterprise=one.enterprise_uscc, department=one.department, role=role, person=one.person)
    return why_not(actor, OpenTask.of(one), KINDS[one.kind], ()) is None


def _told(one: Arrived) -> bytes:
    if isinstance(one, Message):
        return said("message", str(one.id), message_views.message(one).model_dump_json())
    return said("task", str(one.id), message_views.opened(one).model_dump_json())
