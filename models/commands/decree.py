"""Writes of what departments decree: an officer enters it, somebody else of the department approves it, nobody changes it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.decree import Approved, Decree, suspension_of
from models.tables import Application, ImplementingRule, ItemSuspension, Message
from policy.actors import Actor, Role
from policy.errors import Refusal
from policy.items import Item
from policy.lifecycles.application import APPLICATION, Stage
from policy.registry import item as item_called
from policy.rules import ImplementingRule as Rule
from policy.suspension import Suspension
from policy.text import Text
from policy.working_days import BEIJING


async def enter_rule(session: AsyncSession, actor: Actor, rule: Rule, document_no: str) -> ImplementingRule:
    """Keep an implementing rule, in the form in which it is read again."""
    row = ImplementingRule(
        item_code=rule.item,
        effective_from=rule.begins_on,
        effective_to=rule.ends_on,
        values=rule.as_dict()["values"],
        document_no=document_no,
        entered_by=actor.subject,
    )
    return await _entered(session, row, Text("实施细则", "An implementing rule"))


async def enter_suspension(session: AsyncSession, actor: Actor, item: Item, suspension: Suspension) -> ItemSuspension:
    """Keep a suspension of an item."""
    row = ItemSuspension(
        item_code=item.code,
        effective_from=suspension.begins_on,
        effective_to=suspension.ends_on,
        reason_zh=suspension.reason.zh,
        reason_en=suspension.reason.en,
        document_no=suspension.document_no,
        entered_by=actor.subject,
    )
    return await _entered(session, row, Text("事项暂停", "A suspension"))


async def _entered(session: AsyncSession, row: Decree, what: Text) -> Decree:
    """Keep it, and tell those who may approve it that it waits for them."""
    session.add(row)
    item = item_called(row.item_code)
    for role in (Role.OFFICER, Role.APPROVER):
        session.add(
            Message(
                department=item.departments[0],
                role=role,
                zh=f"“{item.title.zh}”的{what.zh}({row.document_no})待审批,由录入人以外的人办理。",
                en=f"{what.en} for “{item.title.en}” ({row.document_no}) waits for approval by somebody other than who entered it.",
            )
        )
    await session.flush()
    await session.refresh(row)
    return row


async def locked(session: AsyncSession, table: type[Decree], row_id: uuid.UUID) -> Decree | None:
    """Return a rule or a suspension, locked until the transaction ends."""
    return (await session.scalars(select(table).where(table.id == row_id).with_for_update())).one_or_none()


async def approve(session: AsyncSession, actor: Actor, row: Approved) -> None:
    """Approve what somebody else entered.

    Raises:
        Refusal: `four_eyes`, or `wrong_stage` when it is approved already.
    """
    if row.entered_by == actor.subject:
        raise Refusal("four_eyes", Text("由您录入,须由他人审批。", "You entered it; somebody else has to approve it."))
    if row.approved_by is not None:
        raise Refusal("wrong_stage", Text("已审批。", "It has been approved already."))
    row.approved_by, row.approved_at = actor.subject, datetime.now(UTC)
    await session.flush()


async def tell_applicants(session: AsyncSession, row: ItemSuspension, item: Item) -> None:
    """Tell whoever has an application of the item under way that it is suspended, and that the application is kept; or that it goes on."""
    over = {*APPLICATION.terminal, Stage.IN_FORCE}
    query = select(Application).where(Application.item_code == item.code, Application.stage.not_in(over)).order_by(Application.id)
    today = datetime.now(BEIJING).date()
    for application in (await session.scalars(query)).all():
        text = suspension_of(row).message(application.number, item.title, today)
        session.add(Message(case_id=application.id, enterprise_uscc=application.enterprise_uscc, zh=text.zh, en=text.en))
    await session.flush()
