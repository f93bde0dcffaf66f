"""贷款登记的查询。Reads of registered loans: the register, a second registration of the same, and what is left of the cap."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import application as applications
from models.queries import case, implementing_rule, succession
from models.tables import Application, Loan
from policy.actors import Actor, Role
from policy.judging.catalogue import item as item_called
from policy.language.caps import CapPeriod, CapScope
from policy.processes.application.lifecycle import Stage as Claim
from policy.processes.kernel.lifecycle import UNSUBMITTED
from policy.processes.kernel.permissions import OVER_CASES
from policy.processes.loan.declared import DEPARTMENTS
from policy.processes.loan.lifecycle import STANDING


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which loans exist as far as `actor` is concerned, the SQL of `Loan.is_open_to`."""
    handed_in = Loan.stage.not_in(UNSUBMITTED)
    is_staff = actor.is_a(*OVER_CASES) or bool(set(DEPARTMENTS) & set(actor.departments))
    clauses: list[ColumnElement[bool]] = [and_(handed_in, true() if is_staff else false())]
    if actor.is_a(Role.APPLICANT):
        clauses.append(Loan.enterprise_uscc.in_(actor.enterprises))
    return or_(*clauses)


async def find(session: AsyncSession, reference: str) -> Loan | None:
    """Return a loan by id or by number."""
    return await case.find(session, Loan, reference)


async def of(session: AsyncSession, loan_id: uuid.UUID) -> Loan:
    """Return a loan."""
    return (await session.scalars(select(Loan).where(Loan.id == loan_id))).one()


async def of_claim(session: AsyncSession, application: Application) -> Loan | None:
    """Return the loan whose interest an application claims; None for any other application."""
    if application.parent_id is None:
        return None
    return (await session.scalars(select(Loan).where(Loan.id == application.parent_id))).one_or_none()


async def by_request(session: AsyncSession, request_key: str) -> Loan | None:
    """Return the loan a request drafted."""
    return (await session.scalars(select(Loan).where(Loan.request_key == request_key))).one_or_none()


async def rival(session: AsyncSession, loan: Loan) -> Loan | None:
    """Return another registration of the same loan that stands, or may come to."""
    query = select(Loan).where(Loan.loan_key == loan.loan_key, Loan.id != loan.id, Loan.stage.in_(STANDING))
    return (await session.scalars(query.limit(1))).one_or_none()


async def left_of_cap(session: AsyncSession, loan: Loan, today: date) -> int | None:
    """Return what is left, in fen, of what the clause gives an enterprise over all its loans and years, by what was paid.

    Args:
        session: The session.
        loan: The loan; with its enterprise counts whoever counts as one with it.
        today: By the rules in force on which day.

    Returns:
        Nothing where the cap is of a year: that of the next one is open.
    """
    item = item_called(loan.item_code)
    law = await implementing_rule.law_in_force(session, item, today)
    if law.cap_scope != CapScope.BENEFICIARY or law.cap_period != CapPeriod.ALL_YEARS:
        return None
    codes = await succession.family(session, loan.enterprise_uscc)
    counted = applications.in_programme({item.cap_key_of({}, uscc) for uscc in codes}, CapPeriod.ALL_YEARS, None)
    query = select(func.coalesce(func.sum(Application.standing_fen), 0)).where(Application.stage == Claim.IN_FORCE, counted)
    return max(int(law.cap_fen) - int(await session.scalar(query) or 0), 0)
