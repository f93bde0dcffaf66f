"""限制申报。Debarments: listed and followed, and asked to be lifted early; they begin by themselves, and people decide on them as tasks."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.requests import ask
from api.schemas.base import List
from api.schemas.case import ReceiptShown
from api.schemas.debarment import DebarmentInFull, DebarmentShown, LiftingGiven
from api.views import case as case_views
from api.web.filters import OfCase, OneOf
from api.web.idempotency import RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, may, readable, visible
from api.web.reads import ReadRoute
from api.web.services import Served
from models.queries import case
from models.queries import debarment as debarments
from models.queries import task as tasks
from models.queries.page import Sort
from models.tables import Debarment
from policy.errors import Code, Refusal
from policy.processes.debarment.lifecycle import DEBARMENT, Event
from policy.processes.kernel.permissions import may_in
from policy.text import Text

router = APIRouter(tags=["debarments"], route_class=ReadRoute)


@router.get("/debarments", operation_id="list_debarments", summary="限制申报列表 List debarments", **may("debarment:read"))
async def list_debarments(
    served: Served,
    actor: Signed,
    wanted: OfCase,
    stage: Annotated[str | None, OneOf(DEBARMENT.stages)] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[DebarmentShown]:
    """List what the signed-in person may see, newest first.

    An enterprise sees its own, once it is heard or told; the department that handles one all of it; every department who is barred.
    """
    where = {"stage": stage}
    async with served.database.reading() as session:
        page = page_of(served.cursor_key, limit, cursor, sort)
        rows = await case.page(session, Debarment, debarments.visible_to(actor), where, page, wanted)
        numbers = await debarments.clawback_numbers(session, rows)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[DebarmentShown.model_validate(_brief(row, numbers[row.clawback_id])) for row in kept], next_cursor=following)


@router.get("/debarments/{reference}", operation_id="get_debarment", summary="一项限制申报 One debarment", **may("debarment:read"))
async def get_debarment(reference: str, served: Served, actor: Signed) -> DebarmentInFull:
    """Say where a debarment stands: which demand it follows, from when until when, and why."""
    async with served.database.reading() as session:
        row = await readable(session, await debarments.find(session, reference), actor)
        numbers = await debarments.clawback_numbers(session, [row])
        standing = case_views.standing(row, list(await tasks.open_of(session, row.id)))
    return DebarmentInFull.model_validate(_brief(row, numbers[row.clawback_id]) | standing | {"reason": row.reason})


@router.post(
    "/debarments/{reference}/lifting",
    operation_id="ask_to_lift_debarment",
    summary="提请提前解除 Ask to lift it early",
    response_model=ReceiptShown,
    **may("debarment:lift"),
)
async def ask_to_lift_debarment(reference: str, given: LiftingGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Ask to lift a bar before its last day, where it rested on an error of ours or on what was set aside; an approver decides.

    What the support was for is open again then, and a re-decision of the award is proposed: what was paid back is paid again by it, and
    what was not is demanded no longer.
    """
    async with served.database.reading() as session:
        row = visible(await debarments.find(session, reference), actor)
    if not may_in(actor, "debarment:lift", row.department):
        raise Refusal(Code.FORBIDDEN, Text("不是本部门办理的限制申报。", "Another department handles it."))
    return await ask(once, actor, row, "request", Event.LIFTING_ASKED, given.model_dump(mode="json"))


def _brief(row: Debarment, clawback_number: str) -> dict[str, Any]:
    own = ("enterprise_uscc", "barred_on", "until", "told_at")
    return case_views.case_fields(row) | {name: getattr(row, name) for name in own} | {"clawback_number": clawback_number}
