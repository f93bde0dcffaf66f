"""异议的写入。Writes of objections as they are received."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Notice, Objection
from policy.processes.notice.states import OBJECTION_STATES


async def receive(session: AsyncSession, objection_id: uuid.UUID, notice: Notice, name: str, contact: str, grounds: str) -> Objection:
    """Keep an objection as received; the case files it. One that is there already stays as it is."""
    values = {"id": objection_id, "notice_id": notice.id, "case_id": notice.case_id}
    given = values | {"state": OBJECTION_STATES.first, "name": name, "contact": contact, "grounds": grounds}
    await session.execute(insert(Objection).values(given).on_conflict_do_nothing())
    return (await session.scalars(select(Objection).where(Objection.id == objection_id))).one()
