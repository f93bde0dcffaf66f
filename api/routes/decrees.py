"""实施细则与暂停。What a department decrees of an item: its implementing rules, and its suspension by a superior policy."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.idempotency import Answer, RunOnce
from api.permits import Signed, Whoever, may, not_found
from api.schemas.base import Words
from api.schemas.decree import RuleGiven, RuleShown, SuspensionGiven, SuspensionShown
from api.services import Served
from models.commands import decree as commands
from models.queries import decree as decrees
from models.session import Session
from models.tables import ImplementingRule, ItemSuspension
from policy.actors import Actor
from policy.errors import Fault, Refusal
from policy.items import Item
from policy.permissions import may_see_pending
from policy.registry import item as item_called
from policy.rules import parse_rule
from policy.suspension import Suspension
from policy.text import Text

router = APIRouter(tags=["decrees"])


@router.post(
    "/items/{code}/rules",
    status_code=201,
    operation_id="enter_rule",
    summary="录入实施细则 Enter an implementing rule",
    response_model=RuleShown,
    **may("rule:enter"),
)
async def enter_rule(code: str, given: RuleGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Enter an implementing rule, never past the law's maximum. It is in force once somebody else of the department approves it."""
    item = _administered(code, actor)
    rule = parse_rule(item, given.model_dump(mode="json", by_alias=True, exclude={"document_no"}))

    async def run(session: Session) -> Answer:
        row = await commands.enter_rule(session, actor, rule, given.document_no)
        return Answer(201, _rule(row, actor), {"Location": f"/items/{item.code}/rules"})

    return await once.in_transaction(run)


@router.get("/items/{code}/rules", operation_id="list_rules", summary="实施细则沿革 Implementing rules", **may("public"))
async def list_rules(code: str, served: Served, actor: Whoever) -> list[RuleShown]:
    """List an item's implementing rules, the latest first: the approved ones to everybody, all of them to the department."""
    item = item_called(code)
    async with served.database.reading() as session:
        rows = await decrees.history(session, ImplementingRule, item.code, pending=_sees_pending(actor, item))
    return [_rule(row, actor) for row in rows]


@router.post(
    "/rules/{rule_id}/approval",
    operation_id="approve_rule",
    summary="审批实施细则 Approve an implementing rule",
    response_model=RuleShown,
    **may("rule:approve"),
)
async def approve_rule(rule_id: uuid.UUID, actor: Signed, once: RunOnce) -> JSONResponse:
    """Approve a rule that somebody else of the department entered. It stays as it is for good; a later one supersedes it."""

    async def run(session: Session) -> Answer:
        row = _of_department(await commands.locked(session, ImplementingRule, rule_id), actor)
        await commands.approve(session, actor, row)
        return Answer(200, _rule(row, actor), {})

    return await once.in_transaction(run)


@router.post(
    "/items/{code}/suspensions",
    status_code=201,
    operation_id="enter_suspension",
    summary="录入暂停 Enter a suspension",
    response_model=SuspensionShown,
    **may("suspension:enter"),
)
async def enter_suspension(code: str, given: SuspensionGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Enter that a superior policy suspends an item. To end an open suspension early, enter a later and short one."""
    item = _administered(code, actor)
    if given.ends_on is not None and given.ends_on < given.begins_on:
        wrong = Text("不得早于首日", "must not be before the first day")
        raise Refusal("invalid_input", Text("输入有误。", "The input is not valid."), [Fault("until", wrong)])
    suspension = Suspension(given.begins_on, given.ends_on, Text(given.reason.zh, given.reason.en), given.document_no)

    async def run(session: Session) -> Answer:
        row = await commands.enter_suspension(session, actor, item, suspension)
        return Answer(201, _suspension(row, actor), {"Location": f"/items/{item.code}/suspensions"})

    return await once.in_transaction(run)


@router.get("/items/{code}/suspensions", operation_id="list_suspensions", summary="暂停记录 Suspensions", **may("public"))
async def list_suspensions(code: str, served: Served, actor: Whoever) -> list[SuspensionShown]:
    """List an item's suspensions, the latest first: the approved ones to everybody, all of them to the department."""
    item = item_called(code)
    async with served.database.reading() as session:
        rows = await decrees.history(session, ItemSuspension, item.code, pending=_sees_pending(actor, item))
    return [_suspension(row, actor) for row in rows]


@router.post(
    "/suspensions/{suspension_id}/approval",
    operation_id="approve_suspension",
    summary="审批暂停 Approve a suspension",
    response_model=SuspensionShown,
    **may("suspension:approve"),
)
async def approve_suspension(suspension_id: uuid.UUID, actor: Signed, once: RunOnce) -> JSONResponse:
    """Approve a suspension that somebody else of the department entered, and tell everybody whose application is under way."""

    async def run(session: Session) -> Answer:
        row = _of_department(await commands.locked(session, ItemSuspension, suspension_id), actor)
        await commands.approve(session, actor, row)
        await commands.tell_applicants(session, row, item_called(row.item_code))
        return Answer(200, _suspension(row, actor), {})

    return await once.in_transaction(run)


def _administered(code: str, actor: Actor) -> Item:
    """Return an item whose lead department the actor works for."""
    item = item_called(code)
    if item.departments[0] not in actor.departments:
        raise Refusal("forbidden", Text("不是本部门牵头的事项。", "Another department leads this item."), clause=item.citation)
    return item


def _of_department(row: decrees.Decree | None, actor: Actor) -> decrees.Decree:
    if row is None or item_called(row.item_code).departments[0] not in actor.departments:
        raise not_found()
    return row


def _sees_pending(actor: Actor | None, item: Item) -> bool:
    return actor is not None and may_see_pending(actor, item.departments[0])


def _rule(row: ImplementingRule, actor: Actor | None) -> RuleShown:
    return RuleShown.model_validate(_common(row, actor) | {"from": row.effective_from, "to": row.effective_to, "values": row.values})


def _suspension(row: ItemSuspension, actor: Actor | None) -> SuspensionShown:
    reason = Words(zh=row.reason_zh, en=row.reason_en)
    return SuspensionShown.model_validate(_common(row, actor) | {"from": row.effective_from, "until": row.effective_to, "reason": reason})


def _common(row: ImplementingRule | ItemSuspension, actor: Actor | None) -> dict[str, Any]:
    """Return who and when. To the public the people of the authority are their department."""
    item = item_called(row.item_code)
    named = _sees_pending(actor, item)
    return {
        "id": row.id,
        "item_code": row.item_code,
        "document_no": row.document_no,
        "approved": row.approved_by is not None,
        "entered_by": row.entered_by if named else item.departments[0],
        "entered_at": row.entered_at,
        "approved_by": row.approved_by if named or row.approved_by is None else item.departments[0],
        "approved_at": row.approved_at,
    }
