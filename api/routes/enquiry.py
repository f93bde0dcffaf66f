"""诉求。Enquiries: an enterprise asks about an item that carries no money, its department answers; listed, followed and counted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from activities.signatures.case_start import CaseStart
from api.requests import ask
from api.schemas.base import List
from api.schemas.case import ReceiptShown
from api.schemas.enquiry import EnquiryContactShown, EnquiryCount, EnquiryGiven, EnquiryInFull, EnquiryShown, PartGiven
from api.views import case as case_views
from api.views import enquiry as views
from api.web.filters import OfCase, OfDepartment, OfItem, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, handled, may, not_found, visible
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import enquiry as drafts
from models.queries import case
from models.queries import enquiry as enquiries
from models.queries import enterprise as enterprises
from models.queries.page import Sort
from models.tables import Enquiry
from policy.judging.catalogue import item as item_called
from policy.processes.application.channel import require_enquired_about
from policy.processes.enquiry.contact import masked
from policy.processes.enquiry.lifecycle import ENQUIRY, Event, Stage
from policy.security_events import Kind

router = APIRouter(tags=["enquiries"], route_class=ReadRoute)


@router.post(
    "/enquiries",
    status_code=201,
    operation_id="make_enquiry",
    summary="提出诉求 Make an enquiry",
    response_model=EnquiryInFull,
    **may("enquiry:make"),
)
async def make_enquiry(given: EnquiryGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Ask, for one's own enterprise, about an item that guides and carries no money; its department answers within its term.

    The answer is rated, or asked about once more; who does neither in time has it closed. It may be withdrawn until then.
    """
    item = item_called(given.item_code)
    require_enquired_about(item)

    async def run() -> Answer:
        contact = served.database.seal.seal(given.contact.encode(), _place(once.request_key))
        async with served.database.writing() as session:
            row = await enquiries.by_request(session, once.request_key) or await drafts.draft(
                session,
                actor,
                item,
                title=given.title,
                question=given.text,
                contact_sealed=contact,
                contact_shown=masked(given.contact),
                request_key=once.request_key,
            )
            start = CaseStart.of(row, Stage.ANSWERING, enterprise=await enterprises.name(session, row.enterprise_uscc))
        if row.stage == Stage.DRAFT:
            await served.cases.submit(start, Message(Event.SUBMITTED, actor, once.request_key))
        async with served.database.reading() as session:
            shown = await views.in_full(session, visible(await enquiries.find(session, row.number), actor))
        return Answer(201, shown, {"Location": f"/enquiries/{row.number}"})

    return await once.across(run)


@router.get("/enquiries", operation_id="list_enquiries", summary="诉求列表 List enquiries", **may("enquiry:read"))
async def list_enquiries(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    wanted: OfCase,
    stage: Annotated[str | None, OneOf(ENQUIRY.stages)] = None,
    item: OfItem = None,
    department: OfDepartment = None,
    late: Annotated[bool | None, Query(description="是否逾期答复 Whether it was not answered in time")] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[EnquiryShown]:
    """List what the signed-in person may see, newest first: an enterprise its own, a department what it answers or has a part in."""
    where = {"stage": stage, "item_code": item, "department": department}
    seen = enquiries.visible_to(actor, late=late)
    async with served.database.reading() as session:
        rows = await case.page(session, Enquiry, seen, where, page_of(served.cursor_key, limit, cursor, sort), wanted)
        are_late = await enquiries.late(session, {row.id for row in rows})
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[views.enquiry(row, are_late) for row in kept], next_cursor=following)


@router.get("/enquiries/counts", operation_id="count_enquiries", summary="诉求统计 Count enquiries", **may("enquiry:read"))
async def count_enquiries(served: Served, actor: Signed, year: Annotated[int | None, Query(ge=2022, le=2100)] = None) -> list[EnquiryCount]:
    """Count what the signed-in person may see by item, department, outcome, and whether it was answered in time."""
    async with served.database.reading() as session:
        rows = await enquiries.counts(session, actor, year)
    return [EnquiryCount.model_validate(row._asdict() | {"stage": case_views.stage(ENQUIRY.name, row.stage)}) for row in rows]


@router.get("/enquiries/{reference}", operation_id="get_enquiry", summary="一项诉求 One enquiry", **may("enquiry:read"))
async def get_enquiry(reference: str, served: Served, actor: Signed) -> EnquiryInFull:
    """Say where an enquiry stands, and what was asked and answered."""
    async with served.database.snapshot() as session:
        return await views.in_full(session, visible(await enquiries.find(session, reference), actor))


@router.get(
    "/enquiries/{reference}/contact", operation_id="get_enquiry_contact", summary="联系方式 How to reach them", **may("enquiry:contact")
)
async def get_enquiry_contact(reference: str, request: Request, served: Served, actor: Signed) -> EnquiryContactShown:
    """Say how the enterprise is reached, to the people of the department that answers."""
    async with served.database.reading() as session:
        row = handled(await enquiries.find(session, reference), actor, "enquiry:contact")
    try:
        contact = served.database.seal.open(row.contact_sealed, _place(row.request_key))
    except ValueError:
        # Another row's, or its key is gone.
        raise not_found() from None
    served.watch.gave(request, Kind.PERSONAL_DATA_GIVEN, row.number)
    return EnquiryContactShown(contact=contact.decode())


@router.post(
    "/enquiries/{reference}/parts",
    operation_id="invite_part",
    summary="征求意见 Invite another department",
    response_model=ReceiptShown,
    **may("enquiry:invite"),
)
async def invite_part(reference: str, given: PartGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Ask another department for its part, a task with a term of its own; the answer waits for it until that is over."""
    async with served.database.reading() as session:
        row = handled(await enquiries.find(session, reference), actor, "enquiry:invite")
    return await ask(once, actor, row, "request", Event.PART_INVITED, given.model_dump())


def _place(request_key: str) -> str:
    """Return what a contact is sealed to: the one enquiry it was given for."""
    return f"enquiry/{request_key}"
