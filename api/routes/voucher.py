"""科技创新服务券。Vouchers: an enterprise asks for one, its department issues it, and may have it voided."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api import drafts
from api.requests import ask
from api.schemas.base import List
from api.schemas.case import ReceiptShown
from api.schemas.voucher import VoidGiven, VoucherChange, VoucherGiven, VoucherInFull, VoucherShown
from api.views import voucher as views
from api.web.entity_tags import IfMatch, etag
from api.web.filters import OfCase, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, handled, may, own, readable
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import voucher as commands
from models.queries import case
from models.queries import enterprise as enterprises
from models.queries import voucher as vouchers
from models.queries.page import Sort
from models.session import Session
from models.tables import Voucher
from policy.actors import Actor
from policy.processes.voucher.lifecycle import STAGES, Event

router = APIRouter(tags=["vouchers"], route_class=ReadRoute)


@router.post(
    "/vouchers",
    status_code=201,
    operation_id="create_voucher",
    summary="申领服务券 Ask for a voucher",
    response_model=VoucherInFull,
    **may("voucher:ask"),
)
async def create_voucher(given: VoucherGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Draft a voucher that one's own enterprise asks for; it is submitted with `…/submit`."""

    async def run(session: Session) -> Answer:
        row = await commands.draft(session, actor, service=given.service, statement=given.statement, request_key=once.request_key)
        shown = await views.in_full(session, row, actor)
        return Answer(201, shown, {"Location": f"/vouchers/{row.number}", "ETag": etag(row)})

    return await once.in_transaction(run)


@router.get("/vouchers", operation_id="list_vouchers", summary="服务券列表 List vouchers", **may("voucher:read"))
async def list_vouchers(
    served: Served,
    actor: Signed,
    wanted: OfCase,
    stage: Annotated[str | None, OneOf(STAGES)] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[VoucherShown]:
    """List the vouchers the signed-in person may see, newest first: an enterprise its own, a department those it issues."""
    async with served.database.reading() as session:
        page = page_of(served.cursor_key, limit, cursor, sort)
        rows = await case.page(session, Voucher, vouchers.visible_to(actor), {"stage": stage}, page, wanted)
        names = await enterprises.names_today(session, {row.enterprise_uscc for row in rows})
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[views.voucher(row, names[row.enterprise_uscc]) for row in kept], next_cursor=following)


@router.get("/vouchers/{reference}", operation_id="get_voucher", summary="一张服务券 One voucher", **may("voucher:read"))
async def get_voucher(reference: str, served: Served, actor: Signed, response: Response) -> VoucherInFull:
    """Say where a voucher stands, what is left of it, and which contracts have taken what."""
    async with served.database.snapshot() as session:
        row = await readable(session, await vouchers.find(session, reference), actor)
        shown = await views.in_full(session, row, actor)
    response.headers["ETag"] = etag(row)
    return shown


@router.patch("/vouchers/{reference}", operation_id="change_voucher", summary="修改申领信息 Change it", **may("voucher:ask"))
async def change_voucher(
    reference: str, given: VoucherChange, served: Served, actor: Signed, response: Response, if_match: IfMatch = None
) -> VoucherInFull:
    """Change what a voucher is asked for by, while it is a draft, or is being corrected."""
    return await drafts.edit(
        served,
        response,
        if_match,
        _own(reference, actor),
        write=lambda row: drafts.fill(row, given.model_dump(exclude_none=True)),
        show=lambda session, row: views.in_full(session, row, actor),
    )


@router.delete(
    "/vouchers/{reference}", status_code=204, operation_id="discard_voucher", summary="删除草稿 Discard a draft", **may("voucher:ask")
)
async def discard_voucher(reference: str, served: Served, actor: Signed, if_match: IfMatch = None) -> None:
    """Discard a voucher that was asked for and not submitted."""
    await drafts.throw_away(served, actor, if_match, _own(reference, actor))


@router.post(
    "/vouchers/{reference}/submit",
    operation_id="submit_voucher",
    summary="提交服务券申领 Submit",
    response_model=ReceiptShown,
    **may("voucher:ask"),
)
async def submit_voucher(reference: str, actor: Signed, once: RunOnce) -> JSONResponse:
    """Submit a voucher that is a draft: an officer checks it, the sources are asked, and an approver decides."""
    return await drafts.submit(once, actor, _own(reference, actor))


@router.post(
    "/vouchers/{reference}/void",
    operation_id="propose_void",
    summary="提请作废 Propose to void it",
    response_model=ReceiptShown,
    **may("voucher:void"),
)
async def propose_void(reference: str, given: VoidGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Propose to void a voucher that is valid; an approver decides, and what was not spent goes back to the budget."""
    async with served.database.reading() as session:
        row = handled(await vouchers.find(session, reference), actor, "voucher:void")
    return await ask(once, actor, row, "request", Event.VOID_PROPOSED, given.model_dump())


def _own(reference: str, actor: Actor) -> drafts.Find[Voucher]:
    async def find(session: Session) -> Voucher:
        return own(await vouchers.find(session, reference), actor)

    return find
