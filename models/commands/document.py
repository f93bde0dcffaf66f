"""材料的写入。Writes of evidence: added and taken back by the enterprise."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import lock_in, touch
from models.tables import Case, Document
from policy.actors import Actor
from policy.text import Text

_NO_EVIDENCE_NOW = Text("当前阶段不能增减材料。", "Evidence cannot be added or taken back at the present stage.")


async def add(session: AsyncSession, actor: Actor, row: Case, **described: Any) -> Document:  # noqa: ANN401 - its columns
    """Add a piece of evidence."""
    locked = await lock_in(session, row, row.evidence_stages, _NO_EVIDENCE_NOW)
    document = Document(case_id=locked.id, uploaded_by=actor.subject, **described)
    session.add(document)
    touch(locked)
    await session.flush()
    await session.refresh(document)
    return document


async def withdraw(session: AsyncSession, row: Case, document: Document) -> None:
    """Take a piece of evidence back; what was there stays on record."""
    locked = await lock_in(session, row, row.evidence_stages, _NO_EVIDENCE_NOW)
    found = (await session.scalars(select(Document).where(Document.id == document.id))).one()
    found.withdrawn_at = datetime.now(UTC)
    touch(locked)
