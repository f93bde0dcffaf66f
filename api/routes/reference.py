"""基础数据。The expert pool, the calendar, one's own messages, and who one is."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse

from activities.signatures.calendar import CalendarDay, CalendarNotice
from api.schemas.base import List, Words
from api.schemas.resources import (
    CalendarDayShown,
    CalendarGiven,
    CalendarImportShown,
    CalendarShown,
    ExpertGiven,
    ExpertShown,
    Me,
    MessageShown,
)
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import Cursor, Limit, cut, page_of
from api.web.permissions import Signed, may, not_found
from api.web.services import Served
from models.commands import reference as commands
from models.queries import reference
from models.session import Session
from models.tables import Message
from policy.actors import Role
from policy.errors import Fault, Refusal
from policy.text import Text

router = APIRouter(tags=["reference"])
Year = Annotated[int, Path(ge=2022, le=2100)]


@router.get("/me", operation_id="get_me", summary="我是谁 Who am I", **may("signed_in"))
async def get_me(actor: Signed) -> Me:
    """Say who is signed in, and as what."""
    return Me.model_validate(actor)


@router.get("/experts", operation_id="list_experts", summary="专家库 Expert pool", **may("expert:manage"))
async def list_experts(served: Served, actor: Signed, department: Annotated[str | None, Query(max_length=20)] = None) -> list[ExpertShown]:  # noqa: ARG001 - the permit needs somebody
    """List the expert pool."""
    async with served.database.reading() as session:
        return [ExpertShown.model_validate(row) for row in await reference.experts(session, department)]


@router.post(
    "/experts",
    status_code=201,
    operation_id="put_expert",
    summary="专家入库 Add an expert",
    response_model=ExpertShown,
    **may("expert:manage"),
)
async def put_expert(given: ExpertGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Add an expert to the pool, or change what is known of one. An officer does so for their own departments."""
    if not actor.is_a(Role.ADMIN) and not set(given.departments) <= set(actor.departments):
        raise Refusal("forbidden", Text("只能维护本部门的专家。", "You may keep your own department's experts only."))

    async def run(session: Session) -> Answer:
        row = await commands.put_expert(session, actor, **given.model_dump())
        return Answer(201, ExpertShown.model_validate(row), {})

    return await once.in_transaction(run)


@router.get("/calendar/{year}", operation_id="get_calendar", summary="工作日历 Working days", **may("public"))
async def get_calendar(year: Year, served: Served) -> CalendarShown:
    """Show the days of a year that differ from the plain week, and whether its notice is out."""
    async with served.database.reading() as session:
        notice, days = await reference.calendar_year(session, year)
    return CalendarShown(
        year=year,
        official=notice is not None,
        document_no=notice.document_no if notice else None,
        days=[CalendarDayShown.model_validate(day) for day in days],
    )


@router.put("/calendar/{year}", operation_id="import_calendar", summary="导入放假安排 Import a year's notice", **may("calendar:import"))
async def import_calendar(year: Year, given: CalendarGiven, served: Served, actor: Signed) -> CalendarImportShown:
    """Import the State Council's notice for a year; provisional deadlines are computed anew."""
    if outside := [day.day for day in given.days if day.day.year != year]:
        message = Text(f"{outside[0]} 不在 {year} 年", f"{outside[0]} is not in {year}")
        raise Refusal("invalid_input", message, [Fault("days", message)])
    if len({day.day for day in given.days}) < len(given.days):
        message = Text("日期重复", "A day is named twice")
        raise Refusal("invalid_input", message, [Fault("days", message)])
    days = [CalendarDay(day.day, day.kind, day.name) for day in given.days]
    done = await served.cases.import_calendar(CalendarNotice(year, given.document_no, days, actor))
    return CalendarImportShown.model_validate(done)


@router.get("/messages", operation_id="list_messages", summary="我的通知 My messages", **may("message:read"))
async def list_messages(
    served: Served,
    actor: Signed,
    unread: Annotated[bool, Query(description="只看未读 Unread only")] = False,  # noqa: FBT002 - a query parameter
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[MessageShown]:
    """List one's messages, newest first."""
    async with served.database.reading() as session:
        rows = await reference.messages(session, actor, page_of(served.cursor_key, limit, cursor), unread=unread)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: row.id)
    return List(items=[_shown(row) for row in kept], next_cursor=following)


@router.put("/messages/{message_id}/read", status_code=204, operation_id="read_message", summary="已读 Mark as read", **may("message:read"))
async def read_message(message_id: uuid.UUID, served: Served, actor: Signed) -> None:
    """Note that a message was read."""
    async with served.database.writing() as session:
        message = await reference.message(session, actor, message_id)
        if message is None:
            raise not_found()
        await commands.mark_read(session, message)


def _shown(row: Message) -> MessageShown:
    return MessageShown(id=row.id, case_id=row.case_id, text=Words(zh=row.zh, en=row.en), sent_at=row.sent_at, read_at=row.read_at)
