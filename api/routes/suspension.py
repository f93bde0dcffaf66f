"""暂停。The suspension of an item by a superior policy."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.pending import looked_at
from api.schemas.base import Words
from api.schemas.case import ReasonGiven
from api.schemas.suspension import SuspensionGiven, SuspensionShown
from api.views import approval as approval_views
from api.web.idempotency import Answer, RunOnce
from api.web.permissions import PerhapsSigned, Signed, may
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import approval, entry
from models.commands import suspension as suspensions
from models.queries import approval as approval_queries
from models.queries import suspension as suspension_queries
from models.session import Session
from models.tables import ItemSuspension
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import item as item_called
from policy.judging.suspension import Scope, Suspension
from policy.processes.application.suspended import SUSPENDABLE
from policy.text import Text

router = APIRouter(tags=["suspensions"], route_class=ReadRoute)


@router.post(
    "/items/{code}/suspensions",
    status_code=201,
    operation_id="enter_suspension",
    summary="录入暂停 Enter a suspension",
    response_model=SuspensionShown,
    **may("suspension:enter"),
)
async def enter_suspension(code: str, given: SuspensionGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Enter that a superior policy suspends an item, or closes it for matters of some days.

    To end an open suspension early, enter a later and short one; to take one back from its first day on, one from that day until the day
    before.
    """
    item = approval_views.led_item(code, actor, "suspension:enter")
    earliest = given.begins_on - timedelta(days=1) if given.scope is Scope.ITEM else given.begins_on
    if given.ends_on is not None and given.ends_on < earliest:
        wrong = Text("不得早于首日（撤销暂停的为首日前一日）", "must not be before the first day; the day before it, to take one back")
        raise Refusal(Code.INVALID_INPUT, Text("输入有误。", "The input is not valid."), [Fault("until", wrong)])
    suspension = Suspension(given.begins_on, given.ends_on, Text(given.reason.zh, given.reason.en), given.document_no, given.scope)

    async def run(session: Session) -> Answer:
        row = await suspensions.enter(session, actor, item, suspension)
        return Answer(201, _suspension(row, actor), {"Location": f"/items/{item.code}/suspensions"})

    return await looked_at(once, run)


@router.get("/items/{code}/suspensions", operation_id="list_suspensions", summary="暂停记录 Suspensions", **may("public"))
async def list_suspensions(code: str, served: Served, actor: PerhapsSigned) -> list[SuspensionShown]:
    """List an item's suspensions, the latest first: the approved ones to everybody, all of them to the department."""
    item = item_called(code)
    async with served.database.reading() as session:
        rows = await approval_queries.history(session, ItemSuspension, item.code, pending=approval_views.sees_pending(actor, item))
    return [_suspension(row, actor) for row in rows]


@router.post(
    "/suspensions/{suspension_id}/approval",
    operation_id="approve_suspension",
    summary="审批暂停 Approve a suspension",
    response_model=SuspensionShown,
    **may("suspension:approve"),
)
async def approve_suspension(suspension_id: uuid.UUID, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Approve a suspension that somebody else of the department entered, and tell everybody whose application or project is under way.

    Applications that are not decided yet are held by it, or go on if it ends one.
    """

    async def run(session: Session) -> Answer:
        row = approval_views.of_department(await approval.locked(session, ItemSuspension, suspension_id), actor, "suspension:approve")
        await entry.approve(session, actor, row, datetime.now(UTC))
        return Answer(200, _suspension(row, actor), {})

    answer = await looked_at(once, run)
    async with served.database.reading() as session:
        concerned = await suspension_queries.concerned(session, suspension_id, SUSPENDABLE)
    # Told twice is no harm; one that is not told asks for itself before it goes on.
    for row in concerned:
        await served.cases.nudge(row.workflow_id, "suspension")
    return answer


@router.post(
    "/suspensions/{suspension_id}/refusal",
    operation_id="refuse_suspension",
    summary="不同意或撤回暂停 Refuse or withdraw a suspension",
    response_model=SuspensionShown,
    **may("suspension:approve"),
)
async def refuse_suspension(suspension_id: uuid.UUID, given: ReasonGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Refuse a suspension that somebody else of the department entered, or withdraw it oneself. It holds nothing."""

    async def run(session: Session) -> Answer:
        row = approval_views.of_department(await approval.locked(session, ItemSuspension, suspension_id), actor, "suspension:approve")
        await entry.refuse(session, actor, row, given.reason)
        return Answer(200, _suspension(row, actor), {})

    return await looked_at(once, run)


def _suspension(row: ItemSuspension, actor: Actor | None) -> SuspensionShown:
    reason = Words(zh=row.reason_zh, en=row.reason_en)
    return SuspensionShown.model_validate(
        approval_views.entered(row, actor) | {"scope": row.scope, "from": row.effective_from, "until": row.effective_to, "reason": reason}
    )
