"""实施细则。The implementing rules a department sets for an item it leads."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.pending import looked_at
from api.schemas.case import ReasonGiven
from api.schemas.implementing_rule import RuleGiven, RuleShown
from api.views import approval as approval_views
from api.web.idempotency import Answer, RunOnce
from api.web.permissions import PerhapsSigned, Signed, may
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import approval, entry, implementing_rule
from models.queries import approval as approval_queries
from models.session import Session
from models.tables import ImplementingRule
from policy.actors import Actor
from policy.judging.catalogue import item as item_called
from policy.judging.implementing_rules import parse_rule

router = APIRouter(tags=["implementing rules"], route_class=ReadRoute)


@router.post(
    "/items/{code}/rules",
    status_code=201,
    operation_id="enter_rule",
    summary="录入实施细则 Enter an implementing rule",
    response_model=RuleShown,
    **may("rule:enter"),
)
async def enter_rule(code: str, given: RuleGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Enter an implementing rule, never past the law's maximum. It is in force once somebody else of the department approves it.

    With `superior` it says what a superior policy lowers of the clause: that goes past what a rule may, and never raises anything.
    """
    item = approval_views.led_item(code, actor, "rule:enter")
    rule = parse_rule(item, given.model_dump(mode="json", by_alias=True))

    async def run(session: Session) -> Answer:
        row = await implementing_rule.enter(session, actor, rule, given.document_no)
        return Answer(201, _rule(row, actor), {"Location": f"/items/{item.code}/rules"})

    return await looked_at(once, run)


@router.get("/items/{code}/rules", operation_id="list_rules", summary="实施细则沿革 Implementing rules", **may("public"))
async def list_rules(code: str, served: Served, actor: PerhapsSigned) -> list[RuleShown]:
    """List an item's implementing rules, the latest first: the approved ones to everybody, all of them to the department."""
    item = item_called(code)
    async with served.database.reading() as session:
        rows = await approval_queries.history(session, ImplementingRule, item.code, pending=approval_views.sees_pending(actor, item))
    return [_rule(row, actor) for row in rows]


@router.post(
    "/rules/{rule_id}/approval",
    operation_id="approve_rule",
    summary="审批实施细则 Approve an implementing rule",
    response_model=RuleShown,
    **may("rule:approve"),
)
async def approve_rule(rule_id: uuid.UUID, actor: Signed, once: RunOnce) -> JSONResponse:
    """Approve a rule that somebody else of the department entered. It stays as it is for good; a later one supersedes it.

    What lowers the clause by a superior policy is approved, or refused, by an approver.
    """

    async def run(session: Session) -> Answer:
        row = approval_views.of_department(await approval.locked(session, ImplementingRule, rule_id), actor, "rule:approve")
        await entry.approve(session, actor, row, datetime.now(UTC))
        return Answer(200, _rule(row, actor), {})

    return await looked_at(once, run)


@router.post(
    "/rules/{rule_id}/refusal",
    operation_id="refuse_rule",
    summary="不同意或撤回实施细则 Refuse or withdraw an implementing rule",
    response_model=RuleShown,
    **may("rule:approve"),
)
async def refuse_rule(rule_id: uuid.UUID, given: ReasonGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Refuse a rule that somebody else of the department entered, or withdraw it oneself. It never comes into force."""

    async def run(session: Session) -> Answer:
        row = approval_views.of_department(await approval.locked(session, ImplementingRule, rule_id), actor, "rule:approve")
        await entry.refuse(session, actor, row, given.reason)
        return Answer(200, _rule(row, actor), {})

    return await looked_at(once, run)


def _rule(row: ImplementingRule, actor: Actor | None) -> RuleShown:
    return RuleShown.model_validate(
        approval_views.entered(row, actor)
        | {"from": row.effective_from, "to": row.effective_to, "values": row.values, "superior": row.superior}
    )
