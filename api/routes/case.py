"""案件。What every case offers, of whichever process: its timeline, and to be put on hold, resumed or withdrawn."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.requests import ask
from api.schemas.case import EventShown, ReasonGiven, ReceiptShown
from api.schemas.opinion import OpinionShown
from api.views import case as case_views
from api.views import opinion as opinions
from api.web.idempotency import RunOnce
from api.web.permissions import Signed, handled, may, not_found, own, readable
from api.web.reads import ReadRoute
from api.web.services import Served
from models.queries import case
from models.queries import task as tasks
from policy.actors import Role
from policy.processes.kernel.lifecycle import WITHDRAWN, Common
from policy.processes.kernel.permissions import may_read_opinions
from policy.processes.registry import WEIGHED

router = APIRouter(tags=["cases"], route_class=ReadRoute)


@router.get("/cases/{reference}/timeline", operation_id="get_timeline", summary="办理过程 What happened", **may("case:read"))
async def get_timeline(reference: str, served: Served, actor: Signed) -> list[EventShown]:
    """List everything that happened to a case, by whom and when, and who took the place of its enterprise meanwhile."""
    async with served.database.snapshot() as session:
        row = await readable(session, await case.find_any(session, reference), actor)
        return await case_views.timeline_of(session, row, actor)


@router.get("/cases/{reference}/opinions", operation_id="list_opinions", summary="各环节意见 Opinions on a case", **may("opinion:read"))
async def list_opinions(reference: str, served: Served, actor: Signed) -> list[OpinionShown]:
    """List what each of those wrote who handled, reviewed or decided a case, oldest first: outcome, scores, amounts, opinion and reason."""
    async with served.database.reading() as session:
        row = await readable(session, await case.find_any(session, reference), actor)
        as_member = not actor.is_a(Role.APPROVER, Role.AUDITOR)
        if not may_read_opinions(actor, row.beneficiary) or (as_member and not await tasks.votes(session, actor, row)):
            raise not_found()
        return await opinions.written(session, row, WEIGHED)


@router.post(
    "/cases/{reference}/withdraw",
    operation_id="withdraw_case",
    summary="撤回 Withdraw",
    response_model=ReceiptShown,
    **may("case:withdraw"),
)
async def withdraw_case(reference: str, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Withdraw a case of one's own enterprise, as long as its process lets it."""
    async with served.database.reading() as session:
        row = own(await case.find_any(session, reference), actor)
    return await ask(once, actor, row, "request", WITHDRAWN, {"reason": given.reason})


@router.post(
    "/cases/{reference}/hold",
    operation_id="hold_case",
    summary="暂停办理 Put on hold",
    response_model=ReceiptShown,
    **may("case:hold"),
)
async def hold_case(reference: str, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Put a case on hold, for a reason its enterprise reads; every clock stops."""
    async with served.database.reading() as session:
        row = handled(await case.find_any(session, reference), actor, "case:hold")
    return await ask(once, actor, row, "hold", Common.PUT_ON_HOLD, {"reason": given.reason})


@router.post(
    "/cases/{reference}/resume",
    operation_id="resume_case",
    summary="恢复办理 Resume",
    response_model=ReceiptShown,
    **may("case:hold"),
)
async def resume_case(reference: str, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """End a hold; every clock goes on with what was left."""
    async with served.database.reading() as session:
        row = handled(await case.find_any(session, reference), actor, "case:hold")
    return await ask(once, actor, row, "resume", Common.RESUMED, {})
