"""录入与审批的写入。Writes of what one officer enters and another of the department approves or refuses, once; nobody changes it."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.approval import Entered
from models.queries.pending import ended_by
from models.tables import ImplementingRule, ItemSuspension, Message, TargetBatch
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.processes.kernel.granting import PERMISSIONS
from policy.processes.kernel.permissions import may_in
from policy.text import Text

Approved: TypeAlias = ImplementingRule | ItemSuspension | TargetBatch


async def enter(session: AsyncSession, row: Entered, what: Text) -> Entered:
    """Keep a row, and tell those who may approve it that it waits for them."""
    session.add(row)
    item = item_called(row.item_code)
    for role in sorted(PERMISSIONS[ended_by(row)]):
        session.add(
            Message(
                department=item.departments[0],
                role=role,
                zh=f"“{item.title.zh}”的{what.zh}（{row.document_no}）待审批，由录入人以外的人办理。",
                en=f"{what.en} for “{item.title.en}” ({row.document_no}) waits for approval by somebody other than who entered it.",
            )
        )
    await session.flush()
    await session.refresh(row)
    return row


async def locked(session: AsyncSession, table: type[Entered], row_id: uuid.UUID) -> Entered | None:
    """Return a rule or a suspension, locked until the transaction ends."""
    return (await session.scalars(select(table).where(table.id == row_id).with_for_update())).one_or_none()


async def approve(session: AsyncSession, actor: Actor, row: Approved) -> None:
    """Approve what somebody else entered.

    Raises:
        Refusal: `four_eyes`; `forbidden`, where it takes an approver; or `wrong_stage` when it was decided on already.
    """
    if row.entered_by == actor.subject:
        raise Refusal(Code.FOUR_EYES, Text("由您录入，须由他人审批。", "You entered it; somebody else has to approve it."))
    _require_rank(actor, row)
    _require_undecided(row)
    row.approved_by, row.approved_at = actor.subject, datetime.now(UTC)
    await session.flush()


async def refuse(session: AsyncSession, actor: Actor, row: Approved, reason: str) -> None:
    """Refuse what somebody else entered, or withdraw what one entered oneself; it never counts.

    Raises:
        Refusal: `forbidden`, where it takes an approver; or `wrong_stage` when it was decided on already.
    """
    if row.entered_by != actor.subject:
        _require_rank(actor, row)
    _require_undecided(row)
    row.refused_by, row.refused_at, row.refusal_reason = actor.subject, datetime.now(UTC), reason
    await session.flush()


def _require_rank(actor: Actor, row: Approved) -> None:
    if not may_in(actor, ended_by(row), item_called(row.item_code).departments[0]):
        raise Refusal(Code.FORBIDDEN, Text("调低支持标准由审批人审定。", "A figure is lowered by an approver."))


def _require_undecided(row: Approved) -> None:
    if row.approved_by is not None:
        raise Refusal(Code.WRONG_STAGE, Text("已审批。", "It has been approved already."))
    if row.refused_by is not None:
        raise Refusal(Code.WRONG_STAGE, Text("未获同意或已撤回。", "It was refused or withdrawn."))
