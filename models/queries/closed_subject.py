"""支持对象的复核。What speaks against paying for the subject of an award now: fraud has closed it, or may have."""

from __future__ import annotations

import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import application as applications
from models.queries import likeness
from policy.judging.standing import Finding, of_closed_subject, of_pending_subject


async def against(session: AsyncSession, award_id: uuid.UUID) -> list[Finding]:
    """Return what speaks against paying for the subject of an award, by the same as before it is decided."""
    application = await applications.of(session, award_id)
    same = [answer.other.id for answer in await likeness.answers(session, application) if answer.same]
    if closing := await applications.closed_by(session, application, same):
        return [of_closed_subject(closing.number, is_own=closing.is_own)]
    return [of_pending_subject()] if await applications.may_be_closed(session, application, same) else []
