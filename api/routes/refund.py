"""退付。Refunds: what of a receipt nobody owes is paid back to its payer, opened, listed and followed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from activities.signatures.case_start import CaseStart
from api.schemas.base import List
from api.schemas.refund import RefundGiven, RefundInFull, RefundShown
from api.views import refund as views
from api.web.filters import OfCase, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, found, may, readable, visible
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import refund as drafts
from models.queries import case
from models.queries import receipt as receipts
from models.queries import refund as refunds
from models.queries.page import Sort
from models.tables import Refund
from policy.processes.kernel.task_kind import ACCOUNT, sealed_answer
from policy.processes.refund.lifecycle import REFUND, Event, Stage

router = APIRouter(tags=["refunds"], route_class=ReadRoute)


@router.post(
    "/refunds",
    status_code=201,
    operation_id="open_refund",
    summary="提出退付 Open a refund",
    response_model=RefundInFull,
    **may("refund:open"),
)
async def open_refund(given: RefundGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Pay back all of a receipt that nobody owes. Two others' eyes follow: one releases it, another confirms it with the account's end.

    What was paid of a demand that was waived or written off may be counted as repaid of it there instead, by two people as well; where
    that is all that is wanted no account is given, and nothing is paid. While it is under way no debt gets anything of the receipt; while
    the receipt is being recorded for a debt, it cannot be opened.

    Award money that a bank returned, and its enterprise never had, names no account either: the enterprise is asked for it, and before the
    treasury is told all is looked at that is looked at before an award is paid.
    """

    async def run() -> Answer:
        async with served.database.writing() as session:
            row = await refunds.by_request(session, once.request_key)
            if row is None:
                receipt = found(await receipts.find(session, given.receipt))
                row = await drafts.draft(session, actor, receipt, given.department, once.request_key)
            draft = CaseStart.of(row, Stage.PAYMENT, enterprise=row.payer_name)
        if row.stage == Stage.DRAFT:
            account = given.account and sealed_answer(ACCOUNT, given.account.model_dump(), served.database.seal.veil)
            detail = {"account": account} if account else {}
            await served.cases.submit(draft, Message(Event.REFUND_OPENED, actor, once.request_key, None, detail))
        async with served.database.reading() as session:
            shown = await views.in_full(session, visible(await refunds.find(session, row.number), actor), actor)
        return Answer(201, shown, {"Location": f"/refunds/{row.number}"})

    return await once.across(run)


@router.get("/refunds", operation_id="list_refunds", summary="退付列表 List refunds", **may("refund:read"))
async def list_refunds(
    served: Served,
    actor: Signed,
    wanted: OfCase,
    stage: Annotated[str | None, OneOf(REFUND.stages)] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[RefundShown]:
    """List what the signed-in person may see, newest first: a payer its own."""
    async with served.database.reading() as session:
        rows = await case.page(
            session, Refund, refunds.visible_to(actor), {"stage": stage}, page_of(served.cursor_key, limit, cursor, sort), wanted
        )
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[RefundShown.model_validate(views.brief(row)) for row in kept], next_cursor=following)


@router.get("/refunds/{reference}", operation_id="get_refund", summary="一笔退付 One refund", **may("refund:read"))
async def get_refund(reference: str, served: Served, actor: Signed) -> RefundInFull:
    """Say where a refund stands: of which receipt, to whom, and what became of every attempt to pay it."""
    async with served.database.snapshot() as session:
        return await views.in_full(session, await readable(session, await refunds.find(session, reference), actor), actor)
