"""股权投资。Investments: what the area holds, how it is given up or written off, and what came of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.requests import ask
from api.schemas.base import List
from api.schemas.case import ReasonGiven, ReceiptShown
from api.schemas.investment import DisposalGiven, InvestmentInFull, InvestmentShown
from api.views import investment as views
from api.web.filters import OfCase, OfDepartment, OneOf
from api.web.idempotency import RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, handled, may, visible
from api.web.reads import ReadRoute
from api.web.services import Served
from models.queries import case
from models.queries import investment as investments
from models.queries.page import Sort
from models.tables import Investment
from policy.processes.investment.lifecycle import INVESTMENT, Event

router = APIRouter(tags=["investments"], route_class=ReadRoute)


@router.get("/investments", operation_id="list_investments", summary="股权投资列表 List investments", **may("investment:read"))
async def list_investments(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    wanted: OfCase,
    stage: Annotated[str | None, OneOf(INVESTMENT.stages)] = None,
    department: OfDepartment = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[InvestmentShown]:
    """List the investments the signed-in person may see, newest first: an enterprise those in itself."""
    where, page = {"department": department}, page_of(served.cursor_key, limit, cursor, sort)
    async with served.database.reading() as session:
        rows = await case.page(session, Investment, investments.visible_in(actor, stage), where, page, wanted)
        kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
        return List(items=[await views.investment(session, row, actor) for row in kept], next_cursor=following)


@router.get("/investments/{reference}", operation_id="get_investment", summary="一项股权投资 One investment", **may("investment:read"))
async def get_investment(reference: str, served: Served, actor: Signed) -> InvestmentInFull:
    """Show an investment: its terms, its worth, what a buy-back would cost today, and what came of it."""
    async with served.database.snapshot() as session:
        return await views.in_full(session, visible(await investments.find(session, reference), actor), actor)


@router.post(
    "/investments/{reference}/disposal",
    operation_id="propose_disposal",
    summary="提请退出 Propose to give it up",
    response_model=ReceiptShown,
    **may("investment:dispose"),
)
async def propose_disposal(reference: str, given: DisposalGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Propose to sell an investment or to have it liquidated: an approver decides, and then the founders are asked first."""
    async with served.database.reading() as session:
        row = handled(await investments.find(session, reference), actor, "investment:dispose")
    return await ask(once, actor, row, "request", Event.DISPOSAL_PROPOSED, given.model_dump())


@router.post(
    "/investments/{reference}/write-off",
    operation_id="propose_investment_write_off",
    summary="提请核销 Propose to write it off",
    response_model=ReceiptShown,
    **may("investment:dispose"),
)
async def propose_write_off(reference: str, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Propose to write an investment off, of which nothing is to be had any more: two approvers decide."""
    async with served.database.reading() as session:
        row = handled(await investments.find(session, reference), actor, "investment:dispose")
    return await ask(once, actor, row, "request", Event.WRITE_OFF_PROPOSED, given.model_dump())
