"""草稿。Applications before they are submitted, and their facts while a correction is asked for: no workflow writes those."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Application, AuditEvent, Document
from policy.actors import Actor
from policy.errors import Refusal
from policy.items import Item
from policy.lifecycles.application import Event, Stage
from policy.text import Text
from policy.working_days import BEIJING

EDITABLE = frozenset({Stage.DRAFT, Stage.CORRECTION})


async def create(
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


async def lock_editable(session: AsyncSession, application: Application) -> Application:
    """Return the application locked, for a change by its applicant.

    Raises:
        Refusal: `wrong_stage`, when it is neither a draft nor being corrected.
    """
    query = select(Application).where(Application.id == application.id).with_for_update().execution_options(populate_existing=True)
    locked = (await session.scalars(query)).one()
    if Stage(locked.stage) not in EDITABLE:
        raise Refusal(
            "wrong_stage", Text("只有草稿和补正期间可以修改。", "Only a draft, or an application being corrected, can be changed.")
        )
    return locked


def touch(application: Application) -> None:
    """Count a change, so that whoever read it before knows."""
    application.version += 1
    application.updated_at = datetime.now(UTC)


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


async def add_document(session: AsyncSession, actor: Actor, application: Application, **described: Any) -> Document:  # noqa: ANN401 - its columns
    """Add a piece of evidence."""
    locked = await lock_editable(session, application)
    document = Document(case_id=locked.id, uploaded_by=actor.subject, **described)
    session.add(document)
    touch(locked)
    await session.flush()
    await session.refresh(document)
    return document


async def withdraw_document(session: AsyncSession, application: Application, document: Document) -> None:
    """Take a piece of evidence back; what was there stays on record."""
    locked = await lock_editable(session, application)
    found = (await session.scalars(select(Document).where(Document.id == document.id))).one()
    found.withdrawn_at = datetime.now(UTC)
    touch(locked)
