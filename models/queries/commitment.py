"""Reads of an enterprise's commitment to stay: what binds it, what it filed, what the checks found, its breaches."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.application import Page
from models.tables import (
    Application,
    Breach,
    ChangeFiling,
    CollectedUndertaking,
    Commitment,
    CommitmentCheck,
    Enterprise,
    ImplementingRule,
    Undertaking,
)
from policy.actors import Actor, Role
from policy.processes.application.lifecycle import APPLICATION
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.kernel.permissions import AREA_WIDE

# A filing that is not decided yet.
UNDECIDED = ("filed", "proposed")
APPROVED = ("approved_without_repayment", "approved_with_repayment")


@dataclass(frozen=True, slots=True)
class Bound:
    """One undertaking that was collected, with the award it was given for."""

    collected: CollectedUndertaking
    undertaking: Undertaking
    application: Application


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say whose commitments exist as far as `actor` is concerned; the SQL of `policy.processes.kernel.permissions.may_see_application`."""
    if actor.is_a(*AREA_WIDE):
        return true()
    clauses: list[ColumnElement[bool]] = [false()]
    if actor.is_a(Role.OFFICER, Role.APPROVER):
        clauses.append(Commitment.department.in_(actor.departments))
    if actor.is_a(Role.APPLICANT) and actor.enterprise:
        clauses.append(Commitment.enterprise_uscc == actor.enterprise)
    return or_(*clauses)


async def of_enterprise(session: AsyncSession, uscc: str) -> Commitment | None:
    """Return the commitment to stay of an enterprise."""
    return (await session.scalars(select(Commitment).where(Commitment.enterprise_uscc == uscc))).one_or_none()


async def visible_to_actor(session: AsyncSession, actor: Actor, uscc: str) -> Commitment | None:
    """Return the commitment to stay of an enterprise, if it exists as far as `actor` is concerned."""
    return (await session.scalars(select(Commitment).where(Commitment.enterprise_uscc == uscc, visible_to(actor)))).one_or_none()


async def uncollected(session: AsyncSession, uscc: str) -> Sequence[tuple[Undertaking, Application]]:
    """Return the undertakings of paid awards that nothing has collected yet, in the order they were signed."""
    query = (
        select(Undertaking, Application)
        .join(Application, Application.id == Undertaking.application_id)
        .outerjoin(CollectedUndertaking, CollectedUndertaking.undertaking_id == Undertaking.id)
        .where(
            Undertaking.enterprise_uscc == uscc,
            Application.stage == "in_force",
            Application.paid_fen > 0,
            CollectedUndertaking.undertaking_id.is_(None),
        )
        .order_by(Undertaking.id)
    )
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


async def collected(session: AsyncSession, commitment_id: uuid.UUID, *, ended: bool = False) -> Sequence[Bound]:
    """Return what binds an enterprise, in the order it was signed.

    A payment the bank returned binds nobody until it is paid again.

    Args:
        session: The session.
        commitment_id: Whose.
        ended: Whether to return what bound it once as well.
    """
    query = (
        select(CollectedUndertaking, Undertaking, Application)
        .join(Undertaking, Undertaking.id == CollectedUndertaking.undertaking_id)
        .join(Application, Application.id == Undertaking.application_id)
        .where(CollectedUndertaking.commitment_id == commitment_id)
        .order_by(Undertaking.id)
    )
    if not ended:
        query = query.where(CollectedUndertaking.ended_on.is_(None), Application.paid_fen > 0)
    return [Bound(*row) for row in (await session.execute(query)).all()]


async def filing(session: AsyncSession, filing_id: uuid.UUID) -> ChangeFiling:
    """Return a filing."""
    return (await session.scalars(select(ChangeFiling).where(ChangeFiling.id == filing_id))).one()


async def filings_of(session: AsyncSession, commitment_id: uuid.UUID, states: Iterable[str] | None = None) -> Sequence[ChangeFiling]:
    """Return the filings of an enterprise, oldest first; only those in `states`, if given. What never reached its process is none."""
    query = (
        select(ChangeFiling).where(ChangeFiling.commitment_id == commitment_id, ChangeFiling.state != "received").order_by(ChangeFiling.id)
    )
    if states is not None:
        query = query.where(ChangeFiling.state.in_(tuple(states)))
    return (await session.scalars(query)).all()


async def visible_filing(session: AsyncSession, actor: Actor, filing_id: uuid.UUID) -> ChangeFiling | None:
    """Return a filing that exists as far as `actor` is concerned."""
    query = (
        select(ChangeFiling)
        .join(Commitment, Commitment.id == ChangeFiling.commitment_id)
        .where(ChangeFiling.id == filing_id, visible_to(actor))
    )
    return (await session.scalars(query)).one_or_none()


async def filings(session: AsyncSession, actor: Actor, page: Page, *, uscc: str | None, state: str | None) -> Sequence[ChangeFiling]:
    """Return a page of the filings `actor` may see, newest first."""
    query = (
        select(ChangeFiling)
        .join(Commitment, Commitment.id == ChangeFiling.commitment_id)
        .where(visible_to(actor))
        .order_by(ChangeFiling.id.desc())
        .limit(page.limit + 1)
    )
    if uscc is not None:
        query = query.where(ChangeFiling.enterprise_uscc == uscc)
    if state is not None:
        query = query.where(ChangeFiling.state == state)
    if page.after is not None:
        query = query.where(ChangeFiling.id < page.after)
    return (await session.scalars(query)).all()


async def breaches(session: AsyncSession, commitment_id: uuid.UUID) -> Sequence[Breach]:
    """Return every breach of an enterprise, oldest first."""
    return (await session.scalars(select(Breach).where(Breach.commitment_id == commitment_id).order_by(Breach.id))).all()


async def open_breach(session: AsyncSession, commitment_id: uuid.UUID) -> Breach | None:
    """Return the breach that is being handled."""
    return (await session.scalars(select(Breach).where(Breach.commitment_id == commitment_id, Breach.closed_at.is_(None)))).one_or_none()


async def last_closed_at(session: AsyncSession, commitment_id: uuid.UUID) -> datetime | None:
    """Return when the last breach was closed: what was found before has been dealt with."""
    return await session.scalar(select(func.max(Breach.closed_at)).where(Breach.commitment_id == commitment_id))


async def latest_check(session: AsyncSession, uscc: str) -> CommitmentCheck | None:
    """Return the last yearly check of an enterprise."""
    query = (
        select(CommitmentCheck)
        .where(CommitmentCheck.enterprise_uscc == uscc)
        .order_by(CommitmentCheck.checked_at.desc(), CommitmentCheck.id.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def checks_of(session: AsyncSession, uscc: str) -> Sequence[CommitmentCheck]:
    """Return every yearly check of an enterprise, newest first."""
    query = select(CommitmentCheck).where(CommitmentCheck.enterprise_uscc == uscc).order_by(CommitmentCheck.checked_at.desc())
    return (await session.scalars(query.limit(100))).all()


async def bound_enterprises(session: AsyncSession, after: str, limit: int) -> Sequence[tuple[Enterprise, list[str]]]:
    """Return a page of the enterprises something binds, in the order of their codes, each with the items of its awards."""
    query = (
        select(Enterprise, func.array_agg(Application.item_code.distinct()))
        .join(Undertaking, Undertaking.enterprise_uscc == Enterprise.uscc)
        .join(CollectedUndertaking, CollectedUndertaking.undertaking_id == Undertaking.id)
        .join(Application, Application.id == Undertaking.application_id)
        .where(Enterprise.uscc > after, CollectedUndertaking.ended_on.is_(None), Application.paid_fen > 0)
        .group_by(Enterprise.uscc)
        .order_by(Enterprise.uscc)
        .limit(limit)
    )
    return [(row[0], list(row[1])) for row in (await session.execute(query)).all()]


async def checked_in(session: AsyncSession, run: str, enterprises: Iterable[str] | None = None) -> Sequence[CommitmentCheck]:
    """Return what a run of the yearly check found, of some enterprises or of all."""
    query = select(CommitmentCheck).where(CommitmentCheck.run == run).order_by(CommitmentCheck.enterprise_uscc)
    if enterprises is not None:
        query = query.where(CommitmentCheck.enterprise_uscc.in_(tuple(enterprises)))
    return (await session.scalars(query)).all()


async def checks_in_year(session: AsyncSession, year: int, page: Page) -> Sequence[CommitmentCheck]:
    """Return a page of what the checks of a year found, newest first."""
    query = select(CommitmentCheck).where(CommitmentCheck.year == year).order_by(CommitmentCheck.id.desc()).limit(page.limit + 1)
    if page.after is not None:
        query = query.where(CommitmentCheck.id < page.after)
    return (await session.scalars(query)).all()


async def applications_under_way(session: AsyncSession, uscc: str) -> Sequence[Application]:
    """Return the applications of an enterprise that are being handled: not drafts, not paid, not over."""
    over = {*APPLICATION.terminal, DRAFT, "in_force"}
    query = select(Application).where(Application.enterprise_uscc == uscc, Application.stage.not_in(over)).order_by(Application.id)
    return (await session.scalars(query)).all()


async def documents_in_force(session: AsyncSession, item_code: str, on: date) -> Sequence[str]:
    """Return the numbers of the documents an item's implementing rules of a day were set by."""
    query = (
        select(ImplementingRule.document_no)
        .where(
            ImplementingRule.item_code == item_code,
            ImplementingRule.approved_by.is_not(None),
            ImplementingRule.effective_from <= on,
            or_(ImplementingRule.effective_to.is_(None), ImplementingRule.effective_to >= on),
        )
        .order_by(ImplementingRule.effective_from, ImplementingRule.id)
    )
    return (await session.scalars(query)).all()
