"""人才优惠。Benefits in kind for recognised talent: asked for by the person, delivered by departments, renewed yearly, given up."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api import drafts
from api.requests import ask
from api.schemas.base import List
from api.schemas.benefit import BenefitChange, BenefitGiven, BenefitInFull, BenefitShown
from api.schemas.case import ReasonGiven, ReceiptShown
from api.views import benefit as views
from api.web.entity_tags import IfMatch, etag
from api.web.filters import OfNumber, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, may, own, visible
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import benefit as commands
from models.queries import benefit as benefits
from models.queries import case
from models.queries import enterprise as enterprises
from models.queries.page import Sort
from models.session import Session
from models.tables import Benefit
from policy.actors import Actor
from policy.processes.benefit.lifecycle import BENEFIT, Event

router = APIRouter(tags=["benefits"], route_class=ReadRoute)


@router.post(
    "/benefits",
    status_code=201,
    operation_id="create_benefit",
    summary="申请人才优惠 Ask for benefits",
    response_model=BenefitInFull,
    **may("benefit:ask"),
)
async def create_benefit(given: BenefitGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Draft what a recognised person asks for themselves, by their number in the register (clause 17). No money is given."""

    async def run(session: Session) -> Answer:
        # Whichever order they were named in, and how often.
        wanted = sorted({*given.benefits})
        row = await commands.draft(session, actor, given.talent_no, wanted, given.statement, once.request_key)
        shown = await views.in_full(session, row, actor)
        return Answer(201, shown, {"Location": f"/benefits/{row.number}", "ETag": etag(row)})

    return await once.in_transaction(run)


@router.get("/benefits", operation_id="list_benefits", summary="人才优惠列表 List benefits", **may("benefit:read"))
async def list_benefits(
    served: Served,
    actor: Signed,
    wanted: OfNumber,
    stage: Annotated[str | None, OneOf(BENEFIT.stages)] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[BenefitShown]:
    """List the benefits the signed-in person may follow, newest first: their own, or those their department checks or delivers."""
    async with served.database.reading() as session:
        page = page_of(served.cursor_key, limit, cursor, sort)
        rows = await case.page(session, Benefit, benefits.visible_to(actor), {"stage": stage}, page, wanted)
        names = await enterprises.names(session, {row.enterprise_uscc for row in rows})
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[views.benefit(row, names[row.enterprise_uscc]) for row in kept], next_cursor=following)


@router.get("/benefits/{reference}", operation_id="get_benefit", summary="一项人才优惠 One of them", **may("benefit:read"))
async def get_benefit(reference: str, served: Served, actor: Signed, response: Response) -> BenefitInFull:
    """Say where benefits stand: what became of each, and until when the year runs."""
    async with served.database.snapshot() as session:
        row = visible(await benefits.find(session, reference), actor)
        shown = await views.in_full(session, row, actor)
    response.headers["ETag"] = etag(row)
    return shown


@router.patch("/benefits/{reference}", operation_id="change_benefit", summary="修改人才优惠申请 Change it", **may("benefit:ask"))
async def change_benefit(
    reference: str, given: BenefitChange, served: Served, actor: Signed, response: Response, if_match: IfMatch = None
) -> BenefitInFull:
    """Change what is a draft, or is being corrected."""
    return await drafts.edit(
        served,
        response,
        if_match,
        _own(reference, actor),
        write=lambda row: drafts.fill(row, _wanted(given)),
        show=lambda session, row: views.in_full(session, row, actor),
    )


@router.delete(
    "/benefits/{reference}", status_code=204, operation_id="discard_benefit", summary="删除草稿 Discard a draft", **may("benefit:ask")
)
async def discard_benefit(reference: str, served: Served, actor: Signed, if_match: IfMatch = None) -> None:
    """Discard what was asked for and not submitted."""
    await drafts.throw_away(served, actor, if_match, _own(reference, actor))


@router.post(
    "/benefits/{reference}/submit",
    operation_id="submit_benefit",
    summary="提交人才优惠申请 Submit",
    response_model=ReceiptShown,
    **may("benefit:ask"),
)
async def submit_benefit(reference: str, actor: Signed, once: RunOnce) -> JSONResponse:
    """Submit what is a draft; whoever the register does not name is told so at once."""
    return await drafts.submit(once, actor, _own(reference, actor))


@router.post(
    "/benefits/{reference}/giving-up",
    operation_id="give_up_benefit",
    summary="放弃享受 Give them up",
    response_model=ReceiptShown,
    **may("benefit:ask"),
)
async def give_up_benefit(reference: str, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Give up benefits that are in force."""
    async with served.database.reading() as session:
        row = own(await benefits.find(session, reference), actor)
    return await ask(once, actor, row, "request", Event.GIVEN_UP, {"reason": given.reason})


def _own(reference: str, actor: Actor) -> drafts.Find[Benefit]:
    async def find(session: Session) -> Benefit:
        return own(await benefits.find(session, reference), actor)

    return find


def _wanted(given: BenefitChange) -> dict[str, object]:
    """Return what was given, whichever order the benefits were named in, and how often."""
    return {name: sorted({*value}) if isinstance(value, list) else value for name, value in given.model_dump(exclude_none=True).items()}
