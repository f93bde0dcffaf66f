"""案卷的查询。The one read of what has happened in a case and who has to act, for a transition of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import bindparam, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.tables import AuditEvent, Task

# Read in every transition: to build it anew each time costs as much as to run it.
_LAST = (
    select(AuditEvent.id).where(AuditEvent.case_id == bindparam("case_id")).order_by(AuditEvent.sequence.desc()).limit(1).scalar_subquery()
)
_EVENT = aliased(
    AuditEvent,
    select(AuditEvent)
    .where(AuditEvent.case_id == bindparam("case_id"), or_(AuditEvent.key == bindparam("key"), AuditEvent.id == _LAST))
    .subquery(),
)
_TASK = aliased(Task, select(Task).where(Task.case_id == bindparam("case_id")).subquery())
# Side by side in one answer, and never paired: each row is a task or an event.
_FILE = select(_TASK, _EVENT).join_from(_TASK, _EVENT, false(), full=True).order_by(_TASK.id, _EVENT.sequence)


async def of(session: AsyncSession, case_id: uuid.UUID, key: str) -> tuple[list[Task], list[AuditEvent]]:
    """Return every task of a case, oldest first; and its latest event, after the one recorded under a key if that is another."""
    rows: Sequence[tuple[Task | None, AuditEvent | None]] = (await session.execute(_FILE, {"case_id": case_id, "key": key})).all()
    return [row[0] for row in rows if row[0] is not None], [row[1] for row in rows if row[1] is not None]
