"""分期拨付。The later parts of awards that are paid in parts, listed and followed; what is done about them are tasks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from api.schemas.base import List
from api.schemas.instalment import InstalmentInFull, InstalmentShown
from api.views import instalment as views
from api.web.filters import OfCase, OneOf
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, may, readable
from api.web.reads import ReadRoute
from api.web.services import Served
from models.queries import case
from models.queries import instalment as instalments
from models.queries.page import Sort
from models.tables import Instalment
from policy.processes.instalment.lifecycle import INSTALMENT

router = APIRouter(tags=["instalments"], route_class=ReadRoute)


@router.get("/instalments", operation_id="list_instalments", summary="分期拨付列表 List instalments", **may("instalment:read"))
async def list_instalments(
    served: Served,
    actor: Signed,
    wanted: OfCase,
    stage: Annotated[str | None, OneOf(INSTALMENT.stages)] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[InstalmentShown]:
    """List the later parts of awards that the signed-in person may see, newest first: an enterprise its own."""
    async with served.database.reading() as session:
        page = page_of(served.cursor_key, limit, cursor, sort)
        rows = await case.page(session, Instalment, instalments.visible_to(actor), {"stage": stage}, page, wanted)
        numbers = await instalments.award_numbers(session, rows)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    shown = [InstalmentShown.model_validate(views.brief(row, numbers[row.application_id])) for row in kept]
    return List(items=shown, next_cursor=following)


@router.get("/instalments/{reference}", operation_id="get_instalment", summary="一期拨付 One instalment", **may("instalment:read"))
async def get_instalment(reference: str, served: Served, actor: Signed) -> InstalmentInFull:
    """Say where a later part of an award stands: what it comes to, when it is due, what has to hold, and what became of paying it.

    It begins when the first part was paid. Its enterprise uploads what proves the condition and reports it as a task, an officer names the
    document that shows it and an approver decides; what is not reported in time, or does not hold, is forfeited by two people once the
    enterprise was heard.
    """
    async with served.database.snapshot() as session:
        return await views.in_full(session, await readable(session, await instalments.find(session, reference), actor), actor)
