"""材料的查询。Reads of evidence."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import Text, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.case import whole
from models.tables import Case, Document, Submission


async def evidence_codes(session: AsyncSession, case_id: uuid.UUID) -> set[str]:
    """Return the codes of the evidence that has been uploaded."""
    query = select(Document.evidence_code).where(Document.case_id == case_id, Document.withdrawn_at.is_(None))
    return set((await session.scalars(query)).all())


async def of_case(session: AsyncSession, case_id: uuid.UUID) -> Sequence[Document]:
    """Return the evidence that stands, oldest first."""
    query = select(Document).where(Document.case_id == case_id, Document.withdrawn_at.is_(None)).order_by(Document.id)
    return (await session.scalars(query)).all()


async def named(session: AsyncSession, ids: Collection[str]) -> dict[str, Document]:
    """Return documents by their ids."""
    rows = (await session.scalars(select(Document).where(Document.id.in_(map(uuid.UUID, ids))))).all()
    return {str(row.id): row for row in rows}


async def find(session: AsyncSession, document_id: uuid.UUID) -> tuple[Document, Case] | None:
    """Return a piece of evidence that stands, or was submitted, with its case."""
    named = Submission.documents.contains(func.jsonb_build_array(func.jsonb_build_object("id", cast(Document.id, Text))))
    submitted = select(Submission.id).where(Submission.case_id == Document.case_id, named).exists()
    query = (
        select(Document, Case)
        .join(Case, Case.id == Document.case_id)
        .where(Document.id == document_id, or_(Document.withdrawn_at.is_(None), submitted))
    )
    row = (await session.execute(query)).one_or_none()
    return (row[0], await whole(session, row[1])) if row else None
