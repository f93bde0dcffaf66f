"""提交稿的查询。Reads of submissions, and of what may be changed of the last one while it is corrected."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import audit_event as audit_events
from models.queries import document as documents
from models.tables import Application, Call, Case, Document, PostGrantProject, Submission, Window
from policy.actors import Actor
from policy.processes.acceptance.defects import open_codes
from policy.processes.acceptance.steps import CORRECTION, AcceptanceEvent


async def of_case(session: AsyncSession, case_id: uuid.UUID) -> Sequence[Submission]:
    """Return the submissions of a case, the first one first."""
    return (await session.scalars(select(Submission).where(Submission.case_id == case_id).order_by(Submission.number))).all()


async def latest(session: AsyncSession, case_id: uuid.UUID) -> Submission | None:
    """Return the last submission of a case."""
    query = select(Submission).where(Submission.case_id == case_id).order_by(Submission.number.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()


async def read_by(session: AsyncSession, case: Case, actor: Actor) -> Sequence[Document]:
    """Have a case say what `actor` may read of it, and return its evidence.

    While its enterprise corrects it, everybody else reads what was handed in last. What its department has added, its enterprise does not
    read. The session must be one for reads: nothing is stored.
    """
    is_own = case.beneficiary in actor.enterprises
    last = await latest(session, case.id) if case.stage == CORRECTION and not is_own else None
    if last is None:
        found = await documents.of_case(session, case.id)
        return [one for one in found if not (is_own and one.evidence_code in case.office_evidence)]
    case.put_back(last.content)
    handed_in = [uuid.UUID(one["id"]) for one in last.documents]
    return (await session.scalars(select(Document).where(Document.id.in_(handed_in)).order_by(Document.id))).all()


async def find(session: AsyncSession, case_id: uuid.UUID, number: int) -> Submission | None:
    """Return one submission of a case by its number."""
    query = select(Submission).where(Submission.case_id == case_id, Submission.number == number)
    return (await session.scalars(query)).one_or_none()


async def holds(session: AsyncSession, case_id: uuid.UUID, document_id: uuid.UUID) -> bool:
    """Tell whether a document belongs to a submission of its case."""
    named = Submission.documents.contains([{"id": str(document_id)}])
    return await session.scalar(select(Submission.id).where(Submission.case_id == case_id, named).limit(1)) is not None


async def defects(session: AsyncSession, case: Case) -> list[dict[str, Any]]:
    """Return the defects of a case that is being corrected, each with its title; none of any other."""
    if case.stage != CORRECTION:
        return []
    asked = await audit_events.last_of(session, case.id, (AcceptanceEvent.CORRECTION_REQUESTED,))
    found: list[dict[str, Any]] = asked.detail["defects"] if asked else []
    return found


async def opened(session: AsyncSession, case: Case, now: datetime) -> frozenset[str] | None:
    """Return the codes that may be changed of a case that is being corrected, or None of a draft: all of it may."""
    if case.stage != CORRECTION:
        return None
    return open_codes(case.form, await defects(session, case), closed=await is_closed(session, case, now))


async def is_closed(session: AsyncSession, case: Case, now: datetime) -> bool:
    """Tell whether the window a case was submitted in is over: a solution's is its call's, and an application may have one."""
    match case:
        case PostGrantProject():
            closes_at = await session.scalar(select(Call.closes_at).where(Call.id == case.call_id))
        case Application(window_id=uuid.UUID()):
            closes_at = await session.scalar(select(Window.closes_at).where(Window.id == case.window_id))
        case _:
            return False
    return closes_at is not None and now >= closes_at
