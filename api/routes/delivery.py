"""投递。What left the system for its readers, and what could not be delivered, for whoever operates it."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.schemas.base import List
from api.schemas.delivery import DeliveryShown
from api.web.filters import Since, Until, begin_of, end_of
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import found, may
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import delivery as commands
from models.queries import delivery as deliveries
from models.queries.page import Sort, Wanted
from models.session import Session
from policy.telling import Channel, DeliveryState

router = APIRouter(tags=["operations"], route_class=ReadRoute)


@router.get("/deliveries", operation_id="list_deliveries", summary="投递列表 List deliveries", **may("delivery:read"))
async def list_deliveries(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    state: Annotated[DeliveryState | None, Query(description="只列此状态的 Only those in this state")] = None,
    channel: Annotated[Channel | None, Query(description="只列此渠道的 Only those by this channel")] = None,
    recipient: Annotated[str | None, Query(min_length=1, max_length=200, description="收件人 For whom")] = None,
    created_from: Since = None,
    created_to: Until = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[DeliveryShown]:
    """List what was sent to people outside the system, newest first; `state=dead` is what was tried for two days, or is never taken.

    A row is kept for 30 days after it was taken, for 90 days after it was given up.
    """
    async with served.database.reading() as session:
        page, wanted = page_of(served.cursor_key, limit, cursor, sort), Wanted(since=begin_of(created_from), before=end_of(created_to))
        rows = await deliveries.page(session, page, state, channel, recipient, wanted)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[DeliveryShown.model_validate(row) for row in kept], next_cursor=following)


@router.post(
    "/deliveries/{delivery_id}/replay",
    operation_id="replay_delivery",
    summary="重新投递 Try again",
    response_model=DeliveryShown,
    **may("delivery:replay"),
)
async def replay_delivery(delivery_id: uuid.UUID, once: RunOnce) -> JSONResponse:
    """Have what was given up tried again, as often as at first: once the mail server, or the address, is right."""

    async def run(session: Session) -> Answer:
        row = found(await commands.find_locked(session, delivery_id))
        commands.replay(row)
        await session.flush()
        return Answer(200, DeliveryShown.model_validate(row), {})

    return await once.in_transaction(run)
