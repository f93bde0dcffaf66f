"""接收方式的写入。Writes of how people want to hear of their messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Preference
from policy.actors import Actor


async def put(session: AsyncSession, actor: Actor, chosen: Mapping[str, Any]) -> None:
    """Keep what somebody chose, in place of what they had chosen before.

    Args:
        session: The transaction.
        actor: Who they are, and whom they speak for.
        chosen: Columns with what they are to hold, addresses veiled.
    """
    kept = {**chosen, "enterprise": actor.enterprise}
    written = insert(Preference).values(subject=actor.subject, **kept)
    await session.execute(written.on_conflict_do_update(index_elements=["subject"], set_={**kept, "changed_at": func.now()}))


async def speaks_for(session: AsyncSession, actor: Actor) -> None:
    """Keep for whom an applicant speaks who signs in: of another enterprise they hear no more."""
    theirs = Preference.subject == actor.subject, Preference.enterprise.is_distinct_from(actor.enterprise)
    await session.execute(update(Preference).where(*theirs).values(enterprise=actor.enterprise))
