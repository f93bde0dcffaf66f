"""通知。One's own messages."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from api.schemas.base import List
from api.schemas.message import MessageShown
from api.views import message as views
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, found, may
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import message as commands
from models.queries import message as messages
from models.queries.page import Sort

router = APIRouter(tags=["messages"], route_class=ReadRoute)


@router.get("/messages", operation_id="list_messages", summary="我的通知 My messages", **may("message:read"))
async def list_messages(
    served: Served,
    actor: Signed,
    unread: Annotated[bool, Query(description="是否只看未读 Unread only")] = False,  # noqa: FBT002 - a query parameter
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[MessageShown]:
    """List one's messages, newest first."""
    async with served.database.reading() as session:
        rows = await messages.page(session, actor, page_of(served.cursor_key, limit, cursor, sort), unread=unread)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[views.message(row) for row in kept], next_cursor=following)


@router.get("/messages/{message_id}", operation_id="get_message", summary="一条通知 One message", **may("message:read"))
async def get_message(message_id: uuid.UUID, served: Served, actor: Signed) -> MessageShown:
    """Show a message of one's own, to which an e-mail or a text message leads."""
    async with served.database.reading() as session:
        return views.message(found(await messages.find(session, actor, message_id)))


@router.put("/messages/{message_id}/read", status_code=204, operation_id="read_message", summary="已读 Mark as read", **may("message:read"))
async def read_message(message_id: uuid.UUID, served: Served, actor: Signed) -> None:
    """Note that a message was read."""
    async with served.database.writing() as session:
        await commands.mark_read(session, found(await messages.find(session, actor, message_id)))
