"""专题会。The meetings of the committee: called by an officer, filled by the officers of the cases, voted on as tasks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from activities.signatures.case_start import CaseStart
from api.schemas.base import List
from api.schemas.meeting import MeetingGiven, MeetingInFull, MeetingShown
from api.views import meeting as views
from api.web.filters import OfDepartment, OfNumber, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, may, visible
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import meeting as commands
from models.queries import case
from models.queries import meeting as meetings
from models.queries.page import Sort
from models.tables import Meeting
from policy.errors import Code, Refusal
from policy.processes.kernel.permissions import may_in
from policy.processes.meeting.lifecycle import MEETING, Event, Stage
from policy.text import Text

router = APIRouter(tags=["meetings"], route_class=ReadRoute)


@router.post(
    "/meetings",
    status_code=201,
    operation_id="call_meeting",
    summary="发起专题会 Call a meeting of the committee",
    response_model=MeetingInFull,
    **may("meeting:call"),
)
async def call_meeting(given: MeetingGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Call a meeting that decides cases of one's own department for which no clause has a formula.

    The officers of the cases put them on its agenda by their tasks (`meeting_listing`); an officer of the department then convenes it.
    """
    if not may_in(actor, "meeting:call", given.department):
        raise Refusal(Code.FORBIDDEN, Text("不是本部门的会议。", "It would be another department's meeting."))

    async def run() -> Answer:
        async with served.database.writing() as session:
            row = await meetings.by_request(session, once.request_key) or await commands.call(
                session, actor, given.department, given.title, given.members, given.chair, once.request_key
            )
        if row.stage == Stage.DRAFT:
            start = CaseStart.of(row, Stage.PREPARING, title=row.title)
            await served.cases.submit(start, Message(Event.SUBMITTED, actor, once.request_key))
        async with served.database.reading() as session:
            shown = await views.in_full(session, visible(await meetings.find(session, row.number), actor))
        return Answer(201, shown, {"Location": f"/meetings/{row.number}"})

    return await once.across(run)


@router.get("/meetings", operation_id="list_meetings", summary="专题会列表 List meetings", **may("meeting:read"))
async def list_meetings(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    wanted: OfNumber,
    stage: Annotated[str | None, OneOf(MEETING.stages)] = None,
    department: OfDepartment = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[MeetingShown]:
    """List the meetings the signed-in person may see, newest first."""
    page = page_of(served.cursor_key, limit, cursor, sort)
    async with served.database.reading() as session:
        rows = await case.page(session, Meeting, meetings.visible_to(actor), {"stage": stage, "department": department}, page, wanted)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[views.meeting(row) for row in kept], next_cursor=following)


@router.get("/meetings/{reference}", operation_id="get_meeting", summary="一次专题会 One meeting", **may("meeting:read"))
async def get_meeting(reference: str, served: Served, actor: Signed) -> MeetingInFull:
    """Show a meeting: who sits in it, what is on its agenda, and what was resolved."""
    async with served.database.snapshot() as session:
        return await views.in_full(session, visible(await meetings.find(session, reference), actor))
