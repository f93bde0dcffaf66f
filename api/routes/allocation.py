"""统一分配。The lists by which a ceiling for everybody is shared: drawn by an officer, decided on as a task by an approver."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from activities.signatures.case_start import CaseStart
from api.schemas.allocation import AllocationGiven, AllocationInFull, AllocationShown
from api.schemas.base import List
from api.views import case as case_views
from api.web.filters import OfItem, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import Cursor, Limit, cut, page_of
from api.web.permissions import Signed, may, visible
from api.web.services import Served
from models.commands import allocation as commands
from models.queries import allocation as allocations
from models.queries import case
from models.queries import task as tasks
from models.session import Session
from models.tables import Allocation
from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import item as item_called
from policy.processes.allocation.lifecycle import ALLOCATION, Event, Stage
from policy.processes.kernel.permissions import may_in
from policy.text import Text

router = APIRouter(tags=["budget"])


@router.post(
    "/items/{code}/allocations",
    status_code=201,
    operation_id="draw_allocation",
    summary="列单分配 Draw the list that shares a ceiling",
    response_model=AllocationInFull,
    **may("allocation:draw"),
)
async def draw_allocation(code: str, given: AllocationGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Share what is left of a ceiling among the applications submitted by a cut-off date: pro rata on formula amounts, to the fen.

    Nobody gets anything before an approver, who had no other part in what is listed, approves the list.
    """
    item = item_called(code)
    if not may_in(actor, "allocation:draw", item.departments[0]):
        raise Refusal(Code.FORBIDDEN, Text("不是本部门的事项。", "It is another department's item."))
    left_out = {entry.application: entry.reason for entry in given.left_out}
    if len(left_out) < len(given.left_out):
        twice = Text("编号重复", "names an application twice")
        raise Refusal(Code.INVALID_INPUT, Text("分配清单有误。", "The list is not valid."), [Fault("left_out", twice)])

    async def run() -> Answer:
        async with served.database.writing() as session:
            row = await allocations.by_request(session, once.request_key) or await commands.draw(
                session, actor, item, given.year, given.cut_off, left_out, once.request_key
            )
        if row.stage == Stage.DRAFT:
            start = CaseStart.of(row, Stage.APPROVAL, title=f"{item.title.zh} {given.year}统一分配")
            await served.cases.submit(start, Message(Event.SUBMITTED, actor, once.request_key))
        async with served.database.reading() as session:
            shown = await _in_full(session, visible(await allocations.find(session, row.number), actor))
        return Answer(201, shown, {"Location": f"/allocations/{row.number}"})

    return await once.across(run)


@router.get("/allocations", operation_id="list_allocations", summary="分配清单列表 List allocations", **may("allocation:read"))
async def list_allocations(
    served: Served,
    actor: Signed,
    stage: Annotated[str | None, OneOf(ALLOCATION.stages)] = None,
    item: OfItem = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[AllocationShown]:
    """List the allocations of one's own department, the newest first."""
    page = page_of(served.cursor_key, limit, cursor)
    async with served.database.reading() as session:
        rows = await case.page(session, Allocation, allocations.visible_to(actor), {"stage": stage, "item_code": item}, page)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: row.id)
    return List(items=[AllocationShown.model_validate(_brief(row)) for row in kept], next_cursor=following)


@router.get("/allocations/{reference}", operation_id="get_allocation", summary="一份分配清单 One allocation", **may("allocation:read"))
async def get_allocation(reference: str, served: Served, actor: Signed) -> AllocationInFull:
    """Show a list: what there was to share, every application with its formula amount and its share, and who was left out."""
    async with served.database.reading() as session:
        return await _in_full(session, visible(await allocations.find(session, reference), actor))


def _brief(row: Allocation) -> dict[str, Any]:
    return case_views.case_fields(row) | row.brief


async def _in_full(session: Session, row: Allocation) -> AllocationInFull:
    lines = await allocations.lines(session, row.id)
    shares = [
        {
            "application_number": application.number,
            "enterprise_name": enterprise,
            "formula_fen": share.formula_fen,
            "share_fen": share.share_fen,
            "left_out": share.reason,
            "state": share.state,
        }
        for share, application, enterprise in lines
    ]
    standing = case_views.standing(row, list(await tasks.open_of(session, row.id)))
    return AllocationInFull.model_validate(_brief(row) | standing | {"shares": shares, "pending": row.pending})
