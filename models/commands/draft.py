"""草稿。Applications before they are submitted, and their facts while a correction is asked for: no workflow writes those."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Application, AuditEvent, Case, Document
from policy.actors import Actor
from policy.errors import Refusal
from policy.language.items import Item
from policy.processes.application.lifecycle import Event, Stage
from policy.text import Text
from policy.working_days import BEIJING

# Every process that has corrections calls the stage so.
EDITABLE: frozenset[str] = frozenset({Stage.DRAFT, Stage.CORRECTION})
Kind = TypeVar("Kind", bound=Case)
_NO_EVIDENCE_NOW = Text("当前阶段不能增减材料。", "Evidence cannot be added or taken back at the present stage.")


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


async def lock_editable(session: AsyncSession, row: Kind) -> Kind:
    """Return a case locked, for a change by its enterprise.

    Raises:
        Refusal: `wrong_stage`, when it is neither a draft nor being corrected.
    """
    return await _lock(session, row, EDITABLE, Text("只有草稿和补正期间可以修改。", "Only a draft, or during a correction."))


async def _lock(session: AsyncSession, row: Kind, stages: frozenset[str], otherwise: Text) -> Kind:
    kind = type(row)
    query = select(kind).where(kind.id == row.id).with_for_update().execution_options(populate_existing=True)
    locked = (await session.scalars(query)).one()
    if locked.stage not in stages:
        raise Refusal("wrong_stage", otherwise)
    return locked


def touch(row: Case) -> None:
    """Count a change, so that whoever read it before knows."""
    row.version += 1
    row.updated_at = datetime.now(UTC)


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


async def add_document(session: AsyncSession, actor: Actor, row: Case, **described: Any) -> Document:  # noqa: ANN401 - its columns
    """Add a piece of evidence."""
    locked = await _lock(session, row, row.evidence_stages, _NO_EVIDENCE_NOW)
    document = Document(case_id=locked.id, uploaded_by=actor.subject, **described)
    session.add(document)
    touch(locked)
    await session.flush()
    await session.refresh(document)
    return document


async def withdraw_document(session: AsyncSession, row: Case, document: Document) -> None:
    """Take a piece of evidence back; what was there stays on record."""
    locked = await _lock(session, row, row.evidence_stages, _NO_EVIDENCE_NOW)
    found = (await session.scalars(select(Document).where(Document.id == document.id))).one()
    found.withdrawn_at = datetime.now(UTC)
    touch(locked)
