"""承继申报的查询。Reads of filings of a succession, and of the cases that go over with it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case, succession
from models.tables import (
    Application,
    Case,
    Clawback,
    Commitment,
    Enquiry,
    Investment,
    MatchingProject,
    OutcomeReport,
    PostGrantProject,
    Recognition,
    Settlement,
    SuccessionFiling,
    Voucher,
)
from policy.actors import Actor, Role
from policy.processes.application.lifecycle import Stage as ApplicationStage
from policy.processes.commitment.lifecycle import ENDED
from policy.processes.kernel.lifecycle import UNSUBMITTED
from policy.processes.kernel.permissions import AREA_WIDE
from policy.processes.registry import LIFECYCLES
from policy.processes.settlement.lifecycle import Stage as SettlementStage

# Where nobody waits for anything, besides what ends a case for good.
_OVER: Mapping[type[Case], Collection[str]] = {
    Commitment: ENDED,
    Application: (ApplicationStage.IN_FORCE,),
    Settlement: (SettlementStage.SETTLED,),
}
# Every process whose cases belong to an enterprise.
_OF_ENTERPRISES = (
    Application,
    MatchingProject,
    PostGrantProject,
    Commitment,
    Clawback,
    Recognition,
    Enquiry,
    Investment,
    Voucher,
    Settlement,
    OutcomeReport,
)


async def of(session: AsyncSession, filing_id: uuid.UUID) -> SuccessionFiling:
    """Return a filing."""
    return (await session.scalars(select(SuccessionFiling).where(SuccessionFiling.id == filing_id))).one()


async def find(session: AsyncSession, reference: str) -> SuccessionFiling | None:
    """Return a filing by id or number."""
    return await case.find(session, SuccessionFiling, reference)


async def by_request(session: AsyncSession, request_key: str) -> SuccessionFiling | None:
    """Return the filing a request drafted."""
    return (await session.scalars(select(SuccessionFiling).where(SuccessionFiling.request_key == request_key))).one_or_none()


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which filings exist as far as `actor` is concerned; the SQL of `policy.processes.kernel.permissions.may_see_succession`."""
    clauses: list[ColumnElement[bool]] = [true() if actor.is_a(*AREA_WIDE) else false()]
    if actor.is_a(Role.OFFICER, Role.APPROVER):
        clauses.append(SuccessionFiling.department.in_(actor.departments))
    if actor.is_a(Role.APPLICANT):
        clauses += [party.in_(actor.enterprises) for party in (SuccessionFiling.predecessor_uscc, SuccessionFiling.successor_uscc)]
    return and_(SuccessionFiling.stage.not_in(UNSUBMITTED), or_(*clauses))


async def open_cases(session: AsyncSession, predecessor: str) -> list[Case]:
    """Return the cases under way of an enterprise, and of all whose place it took, in the order in which they began."""
    before = await succession.lineage(session, predecessor)
    codes = (predecessor, *before.predecessors)
    found: list[Case] = []
    for table in _OF_ENTERPRISES:
        over = {*LIFECYCLES[str(table.__mapper__.polymorphic_identity)].terminal, *UNSUBMITTED, *_OVER.get(table, ())}
        found += (await session.scalars(select(table).where(table.enterprise_uscc.in_(codes), table.stage.not_in(over)))).all()
    return sorted(found, key=lambda row: row.id)
