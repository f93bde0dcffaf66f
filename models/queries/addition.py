"""加付的查询。The cases that pay money of an award beside its own payment, supplements and later parts: the one place that names them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import AddedCase, Case, Disbursement, Instalment, Redecision
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.instalment.lifecycle import INSTALMENT
from policy.processes.redecision.lifecycle import REDECISION

ADDING: Final[tuple[type[AddedCase], ...]] = (Redecision, Instalment)
_LIFECYCLES: Final = (REDECISION, INSTALMENT)
# Where what is added is being paid, and where it was.
_BEING_PAID: Final = frozenset(stage for one in _LIFECYCLES for stage in one.stages_with(DisbursementEvent.PAYMENT_RELEASED))
_PAID: Final = frozenset(stage for one in _LIFECYCLES for stage in one.steps[DisbursementEvent.PAID].leads.values())


def _additions() -> Subquery:
    columns = ("id", "application_id", "award_fen", "paid_fen")
    tables = [table.__table__.c for table in ADDING]
    return union_all(*(select(*(of[name] for name in columns)) for of in tables)).subquery("additions")


ADDITIONS: Final = _additions()
"""Every case that adds to an award, with the award, what it adds and what of that was paid."""


def of(awards: ColumnElement[Any] | Select[Any] | Collection[uuid.UUID]) -> Select[tuple[uuid.UUID]]:
    """Return the query of the cases that add to some awards."""
    return select(ADDITIONS.c.id).where(ADDITIONS.c.application_id.in_(awards))


def pays(award_id: uuid.UUID) -> ColumnElement[bool]:
    """Say which disbursements are of an award, its own and those of what is added to it."""
    return or_(Disbursement.case_id == award_id, Disbursement.case_id.in_(of([award_id])))


async def paid_of(session: AsyncSession, award_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Return the cases in whose books money that was paid besides an award stands, the last one first."""
    # Of no mapped class, so that it does not by itself see what the session has not written yet.
    await session.flush()
    query = select(ADDITIONS.c.id).where(ADDITIONS.c.application_id == award_id, ADDITIONS.c.paid_fen > 0)
    return (await session.scalars(query.order_by(ADDITIONS.c.id.desc()))).all()


async def is_paid_besides(session: AsyncSession, award_id: uuid.UUID) -> bool:
    """Tell whether money of an award is paid, or being paid, beside its own payment, or is to be once its day or condition has come."""
    to_be_paid = and_(Case.process == INSTALMENT.name, Case.closed_at.is_(None))
    query = select(Case.id).where(Case.id.in_(of([award_id])), or_(Case.stage.in_(_BEING_PAID | _PAID), to_be_paid))
    return await session.scalar(query.limit(1)) is not None


async def being_paid(session: AsyncSession, award_id: uuid.UUID, *, besides: uuid.UUID | None = None) -> int:
    """Return what is being paid beside an award and is not paid yet, in fen; without what the case `besides` pays."""
    await session.flush()
    query = (
        select(func.sum(ADDITIONS.c.award_fen - ADDITIONS.c.paid_fen))
        .join(Case, Case.id == ADDITIONS.c.id)
        .where(ADDITIONS.c.application_id == award_id, Case.stage.in_(_BEING_PAID), Case.id.is_distinct_from(besides))
    )
    return int(await session.scalar(query) or 0)
