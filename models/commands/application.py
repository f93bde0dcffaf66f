"""Writes of applications before they are submitted: no workflow writes those."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import lock_editable, touch
from models.tables import Application, AuditEvent
from policy.actors import Actor
from policy.errors import Refusal
from policy.language.items import Item
from policy.processes.application.lifecycle import Event, Stage
from policy.text import Text
from policy.working_days import BEIJING


async def draft(
    session: AsyncSession, actor: Actor, item: Item, enterprise_uscc: str, facts: dict[str, Any], matter_date: date | None
) -> Application:
    """Write a draft under a new number."""
    sequence = await session.scalar(text("SELECT nextval('application_numbers')"))
    application = Application(
        number=f"BDA-{datetime.now(BEIJING).year}-{item.clause:02d}-{sequence:06d}",
        item_code=item.code,
        clause=item.clause,
        department=item.departments[0],
        enterprise_uscc=enterprise_uscc,
        created_by=actor.subject,
        facts=facts,
        matter_date=matter_date,
    )
    session.add(application)
    await session.flush()
    await session.refresh(application)
    return application


async def discard(session: AsyncSession, actor: Actor, application: Application) -> None:
    """Discard a draft.

    Raises:
        Refusal: `wrong_stage`, when it has been submitted.
    """
    locked = await lock_editable(session, application)
    if Stage(locked.stage) is not Stage.DRAFT:
        raise Refusal("wrong_stage", Text("已提交的申请只能撤回。", "A submitted application can only be withdrawn."))
    now = datetime.now(UTC)
    locked.stage, locked.stage_entered_at, locked.closed_at = Stage.DISCARDED, now, now
    touch(locked)
    session.add(
        AuditEvent(
            case_id=locked.id,
            sequence=1,
            key=f"discard/{locked.id}",
            event=Event.DRAFT_DISCARDED,
            from_stage=Stage.DRAFT,
            to_stage=Stage.DISCARDED,
            actor=actor.subject,
            actor_name=actor.name,
            detail={},
            occurred_at=now,
        )
    )
