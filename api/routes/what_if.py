"""政策试算。What becomes of cases, of a year's population or of invented ones where the law reads otherwise. Nothing real follows."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from activities.signatures.what_if import WhatIfOrder
from api import what_ifs
from api.schemas.base import List
from api.schemas.what_if import WhatIfCaseShown, WhatIfGiven, WhatIfInFull, WhatIfShown
from api.views import what_if as views
from api.web.idempotency import Answer, RunOnce
from api.web.negotiation import negotiated
from api.web.pagination import ByAge, Cursor, Limit, cut, number_after, page_of, placed
from api.web.permissions import Signed, may, not_found, visible
from api.web.problems import language_of
from api.web.reads import ReadRoute
from api.web.services import Served, Services
from models.commands import what_if as commands
from models.queries import annual_run as annual_runs
from models.queries import what_if as queries
from models.queries.page import Sort
from models.tables import WhatIf
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.judging.catalogue import ITEMS
from policy.language.items import Item
from policy.processes.kernel.permissions import may_in
from policy.text import Text
from policy.what_if.order import Order, parse_order
from policy.what_if.result import Effect
from policy.what_if.states import WhatIfState

router = APIRouter(tags=["what-ifs"], route_class=ReadRoute)
_SVG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}, "description": "SVG"}}


@router.post(
    "/simulations",
    status_code=202,
    operation_id="start_what_if",
    summary="政策试算 Try a change of the law",
    response_model=WhatIfShown,
    **may("what_if:run"),
)
async def start_what_if(given: WhatIfGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Try amended figures, draft rules or changed conditions of an item of one's department; the result is read where Location says."""
    order = parse_order(given.asked())
    if not _handles(actor, order.item, "what_if:run"):
        raise Refusal(Code.FORBIDDEN, Text("不是本部门的事项。", "Another department administers the item."), clause=order.item.citation)
    await _require_run(served, actor, order)

    async def run() -> Answer:
        identity = uuid.UUID(once.request_key)
        async with served.database.writing() as session:
            await commands.open_(session, identity, order.item.code, given.asked(), actor)
        await what_ifs.start(served.cases, _order(identity, order.item))
        return Answer(202, views.shown(await _found(served, actor, identity)), {"Location": f"/simulations/{identity}"})

    return await once.across(run)


@router.get("/simulations", operation_id="list_what_ifs", summary="政策试算列表 What-ifs", **may("what_if:read"))
async def list_what_ifs(
    served: Served, actor: Signed, sort: ByAge = Sort.NEWEST, limit: Limit = 20, cursor: Cursor = None
) -> List[WhatIfShown]:
    """List the what-ifs of the items of one's department, newest first."""
    codes = [code for code, item in ITEMS.items() if _handles(actor, item, "what_if:read")]
    async with served.database.reading() as session:
        rows = await queries.page(session, codes, page_of(served.cursor_key, limit, cursor, sort))
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[views.shown(row) for row in kept], next_cursor=following)


@router.get("/simulations/{what_if_id}", operation_id="get_what_if", summary="试算结果 One what-if", **may("what_if:read"))
async def get_what_if(what_if_id: uuid.UUID, served: Served, actor: Signed) -> WhatIfInFull:
    """Show how far a what-if has come, or what was found."""
    return views.in_full(await _found(served, actor, what_if_id))


@router.get("/simulations/{what_if_id}/cases", operation_id="list_what_if_cases", summary="试算明细 Its rows", **may("what_if:read"))
async def list_what_if_cases(
    what_if_id: uuid.UUID,
    served: Served,
    actor: Signed,
    effect: Annotated[Effect | None, Query(description="影响 What becomes of them")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> List[WhatIfCaseShown]:
    """List the rows of a what-if before and after, all of them or those of one effect; none before it is done."""
    row = await _found(served, actor, what_if_id)
    after = number_after(served.cursor_key, cursor)
    async with served.database.reading() as session:
        rows = await queries.rows(session, row.id, effect, -1 if after is None else after, limit)
        kept, following = cut(served.cursor_key, rows, limit, lambda one: one.place)
        shown = await views.rows_shown(session, row, kept)
    return List(items=shown, next_cursor=following)


@router.get(
    "/simulations/{what_if_id}/chart.svg",
    operation_id="get_what_if_chart",
    summary="逐步试算图 Chart of the sweep",
    response_class=Response,
    responses=_SVG,
    **may("what_if:read"),
)
async def get_what_if_chart(what_if_id: uuid.UUID, request: Request, served: Served, actor: Signed) -> Response:
    """Draw what each step of the sweep comes to."""
    drawn = views.chart(await _found(served, actor, what_if_id), language_of(request))
    if drawn is None:
        raise not_found()
    return Response(drawn, media_type="image/svg+xml", headers=negotiated(request))


@router.post(
    "/simulations/{what_if_id}/cancel",
    status_code=202,
    operation_id="cancel_what_if",
    summary="取消试算 Cancel",
    response_model=WhatIfShown,
    **may("what_if:run"),
)
async def cancel_what_if(what_if_id: uuid.UUID, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Cancel a what-if that runs. Nothing is kept of what it had found."""
    row = await _found(served, actor, what_if_id)

    async def run() -> Answer:
        if row.state != WhatIfState.RUNNING:
            raise Refusal(Code.WRONG_STAGE, Text("试算已经结束。", "It has ended already."))
        await what_ifs.cancel(served.cases, _order(row.id, ITEMS[row.item_code]))
        return Answer(202, views.shown(row), {"Location": f"/simulations/{row.id}"})

    return await once.across(run)


async def _found(served: Services, actor: Actor, identity: uuid.UUID) -> WhatIf:
    async with served.database.reading() as session:
        row = await queries.find(session, identity)
    if row is None or not _handles(actor, ITEMS[row.item_code], "what_if:read"):
        raise not_found()
    return row


async def _require_run(served: Services, actor: Actor, order: Order) -> None:
    """Refuse the population of a run that does not exist for whoever asks, or is of another item."""
    if order.annual_run is None:
        return
    async with served.database.reading() as session:
        run = visible(await annual_runs.find(session, order.annual_run), actor)
    if run.item_code != order.item.code:
        raise not_found()


def _handles(actor: Actor, item: Item, permission: str) -> bool:
    return any(may_in(actor, permission, department) for department in item.departments)


def _order(identity: uuid.UUID, item: Item) -> WhatIfOrder:
    return WhatIfOrder(str(identity), f"试算 what-if · {item.code}")
