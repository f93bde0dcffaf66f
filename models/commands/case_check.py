"""案件核对的写入。Writes of what the checks of running processes found."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import CaseCheck, CaseCheckFinding, CaseDifference
from policy.actors import SYSTEM
from policy.processes.pending.findings import Finding, unexplained
from policy.processes.treasury.states import DifferenceState


async def begin(session: AsyncSession) -> uuid.UUID:
    """Write that a check begins, and return its id."""
    row = CaseCheck()
    session.add(row)
    await session.flush()
    return row.id


async def end(
    session: AsyncSession,
    check_id: uuid.UUID,
    open_cases: int,
    started: Sequence[str],
    surplus: Sequence[str],
    schedules: Sequence[str],
) -> None:
    """Keep what a check found."""
    found = {"open_cases": open_cases, "started": started, "surplus": surplus, "schedules": schedules}
    await session.execute(update(CaseCheck).where(CaseCheck.id == check_id).values(ended_at=func.now(), **found))


async def settle(session: AsyncSession, found: Mapping[Finding, Collection[str]], now: datetime) -> None:
    """Keep what a check found as a matter of each kind for an operator, and end what it found no more."""
    rows = (await session.scalars(select(CaseCheckFinding).where(CaseCheckFinding.state == DifferenceState.OPEN).with_for_update())).all()
    still_open = {row.kind: row for row in rows}
    for finding in Finding:
        row = still_open.get(finding)
        left = unexplained(finding, found.get(finding, ()), await _explained(session, finding))
        if row is None and left:
            session.add(CaseCheckFinding(kind=finding, found=left))
        elif row is not None and left:
            row.found = left
        elif row is not None:
            row.resolve(SYSTEM.subject, now, "再次核对未发现 The next check found it no more.")


async def _explained(session: AsyncSession, finding: Finding) -> set[str]:
    """Return of what somebody has explained a finding."""
    by_somebody = (CaseCheckFinding.kind == finding, CaseCheckFinding.resolved_by != SYSTEM.subject)
    return set(await session.scalars(select(func.unnest(CaseCheckFinding.found)).where(*by_somebody)))


async def note(session: AsyncSession, case_id: uuid.UUID, known: str, stored: str) -> None:
    """Note that a case stood otherwise than its process took it to."""
    session.add(CaseDifference(case_id=case_id, known=known, stored=stored))
