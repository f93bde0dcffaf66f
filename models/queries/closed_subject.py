"""支持对象的复核。What speaks against paying for the subject of an award now: fraud has closed it, or may have."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import application as applications
from models.queries import likeness
from models.tables import Application
from policy.judging.standing import Finding, of_closed_subject, of_pending_subject


async def against(session: AsyncSession, application: Application) -> list[Finding]:
    """Return what speaks against paying for the subject of an award, by the same as before it is decided."""
    same = [answer.other.id for answer in await likeness.answers(session, application) if answer.same]
    closed, pending = await applications.closings_of(session, application, same)
    if closed:
        return [of_closed_subject(closed.number, is_own=closed.is_own)]
    return [of_pending_subject()] if pending else []


async def against_award(session: AsyncSession, award_id: uuid.UUID) -> list[Finding]:
    """Return what speaks against paying for the subject of an award that is called by its id; what nobody applied for has none."""
    application = (await session.scalars(select(Application).where(Application.id == award_id))).one_or_none()
    return [] if application is None else await against(session, application)
