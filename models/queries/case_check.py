"""案件核对的查询。Reads for the checks that lay the running processes beside the cases as they are stored, and of what they found."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.case import whole
from models.tables import Case, CaseCheck, CaseDifference
from policy.processes.commitment.lifecycle import COMMITMENT, ENDED
from policy.processes.kernel.lifecycle import DRAFT, number_in, workflow_id
from policy.processes.registry import LIFECYCLES

_OVER = or_(*(and_(Case.process == name, Case.stage.in_(lifecycle.terminal)) for name, lifecycle in LIFECYCLES.items()))

# An enterprise that nothing binds any more has no process until something does again, and what no bank returns any more has none.
_RESTS = or_(
    and_(Case.process == COMMITMENT.name, Case.stage.in_(ENDED)),
    *(
        and_(Case.process == name, Case.stage.in_(lifecycle.watched), Case.wakes_at.is_(None))
        for name, lifecycle in LIFECYCLES.items()
        if lifecycle.watched
    ),
)


@dataclass(frozen=True, slots=True)
class Findings:
    """What the last check found, and how many cases stood otherwise than their processes took them to since it began."""

    check: CaseCheck
    differing: int


async def under_way(session: AsyncSession) -> dict[str, uuid.UUID]:
    """Return the cases of every process that are under way, by the id of their workflow."""
    query = select(Case.id, Case.process, Case.number).where(Case.stage != DRAFT, ~_OVER, ~_RESTS)
    return {workflow_id(row.process, row.number, row.id): row.id for row in (await session.execute(query)).all()}


async def is_without_process(session: AsyncSession, case_id: uuid.UUID) -> bool:
    """Tell whether a case has no process and will have none by itself: it is a draft, over, at rest, or not there at all."""
    return await session.scalar(select(or_(Case.stage == DRAFT, _OVER, _RESTS)).where(Case.id == case_id)) is not False


async def cases(session: AsyncSession, ids: Collection[uuid.UUID]) -> Sequence[Case]:
    """Return some cases that are still under way, with what their processes keep."""
    rows = (await session.scalars(select(Case).where(Case.id.in_(ids), Case.stage != DRAFT, ~_OVER, ~_RESTS).order_by(Case.id))).all()
    return [await whole(session, row) for row in rows]


async def with_a_row(session: AsyncSession, workflows: Collection[str]) -> set[str]:
    """Return which workflows belong to a case, whether it is over or a draft that is about to be handed in."""
    numbers = {number_in(workflow) for workflow in workflows}
    rows = (await session.execute(select(Case.process, Case.number, Case.id).where(Case.number.in_(numbers)))).all()
    return {workflow_id(*row) for row in rows} & set(workflows)


async def differing_since(session: AsyncSession, since: datetime) -> Sequence[str]:
    """Return the numbers of the cases that were found to stand otherwise than their processes took them to since a moment."""
    query = select(Case.number).distinct().join(CaseDifference, CaseDifference.case_id == Case.id).where(CaseDifference.found_at >= since)
    return (await session.scalars(query)).all()


async def last(session: AsyncSession) -> Findings | None:
    """Return what the last check found that has ended, or None if none has."""
    check = (
        await session.scalars(select(CaseCheck).where(CaseCheck.ended_at.is_not(None)).order_by(CaseCheck.began_at.desc()).limit(1))
    ).one_or_none()
    if check is None:
        return None
    differing = select(func.count(CaseDifference.case_id.distinct())).where(CaseDifference.found_at >= check.began_at)
    return Findings(check, int(await session.scalar(differing) or 0))
