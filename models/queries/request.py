"""请求的查询。Reads of what people asked of a case: what came of one, and what still waits."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import CaseRequest

# Longer than any outage of ours should last.
LONG = timedelta(minutes=10)


async def own(session: AsyncSession, key: str, askers: Collection[str]) -> CaseRequest | None:
    """Return a request of one of those somebody is, or None."""
    return (await session.scalars(select(CaseRequest).where(CaseRequest.key == key, CaseRequest.asked_by.in_(askers)))).one_or_none()


async def is_kept(session: AsyncSession, key: str) -> bool:
    """Tell whether a request is kept, whatever came of it."""
    return bool(await session.scalar(select(select(CaseRequest.key).where(CaseRequest.key == key).exists())))


async def outcome(session: AsyncSession, key: str) -> dict[str, Any] | None:
    """Return what came of a request, or None if nothing did yet."""
    return await session.scalar(select(CaseRequest.outcome).where(CaseRequest.key == key))


async def waits_for(session: AsyncSession, task_id: str, before: datetime) -> bool:
    """Tell whether something that was received by a moment and is about a task has no outcome yet."""
    waiting = CaseRequest.answered_at.is_(None) & (CaseRequest.task_id == task_id) & (CaseRequest.received_at <= before)
    return bool(await session.scalar(select(select(CaseRequest.key).where(waiting).exists())))


async def waits_in(session: AsyncSession, case_ids: Collection[uuid.UUID], event: str, before: datetime) -> bool:
    """Tell whether a request for an event of any of some cases that was received by a moment has no outcome yet."""
    of_these = CaseRequest.case_id.in_(case_ids) & (CaseRequest.event == event)
    waiting = CaseRequest.answered_at.is_(None) & of_these & (CaseRequest.received_at <= before)
    return bool(case_ids) and bool(await session.scalar(select(select(CaseRequest.key).where(waiting).exists())))


async def waiting_long(session: AsyncSession) -> int:
    """Return how many requests have waited for long without an outcome."""
    waiting = CaseRequest.answered_at.is_(None) & (CaseRequest.received_at < func.now() - LONG)
    return int(await session.scalar(select(func.count()).select_from(CaseRequest).where(waiting)) or 0)
