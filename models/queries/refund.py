"""退付的查询。Reads of refunds, and of what of receipts each pays back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import addition, case
from models.queries import receipt as receipts
from models.tables import (
    Application,
    Appropriation,
    Case,
    Clawback,
    Disbursement,
    LedgerTransfer,
    Receipt,
    ReceiptPart,
    Refund,
)
from policy.actors import Actor, Role
from policy.processes.clawback.states import PartState
from policy.processes.kernel.permissions import AREA_WIDE
from policy.processes.refund.lifecycle import Stage


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which refunds exist as far as `actor` is concerned; the SQL of `policy.processes.kernel.permissions.may_see_refund`."""
    clauses: list[ColumnElement[bool]] = [true() if actor.is_a(*AREA_WIDE) else false()]
    if actor.is_a(Role.OFFICER, Role.APPROVER):
        clauses.append(Refund.department.in_(actor.departments))
    if actor.is_a(Role.APPLICANT):
        clauses.append(Refund.payer_uscc.in_(actor.enterprises))
    return and_(Refund.stage != Stage.DRAFT, or_(*clauses))


async def find(session: AsyncSession, reference: str) -> Refund | None:
    """Return a refund by id or by number."""
    return await case.find(session, Refund, reference)


async def by_request(session: AsyncSession, request_key: str) -> Refund | None:
    """Return the refund a request drafted."""
    return (await session.scalars(select(Refund).where(Refund.request_key == request_key))).one_or_none()


async def of(session: AsyncSession, refund_id: uuid.UUID) -> Refund:
    """Return the refund."""
    return (await session.scalars(select(Refund).where(Refund.id == refund_id))).one()


async def parts(session: AsyncSession, refund_id: uuid.UUID) -> Sequence[tuple[ReceiptPart, uuid.UUID | None]]:
    """Return what a refund pays back, oldest first, each with the award in whose books it stands, if it stands in any."""
    query = (
        select(ReceiptPart, Clawback.application_id)
        .outerjoin(Clawback, Clawback.id == ReceiptPart.clawback_id)
        .where(ReceiptPart.refund_id == refund_id)
        .order_by(ReceiptPart.id)
    )
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


async def standings(session: AsyncSession, refund: Refund) -> list[tuple[str, dict[str, Any] | None, int]]:
    """Return what a refund pays back by the award in whose books it is owed back, or by the receipt: number, line of the budget, in fen."""
    debt = Clawback.__table__
    line = (
        select(LedgerTransfer.appropriation_id)
        .where(LedgerTransfer.case_id == debt.c.application_id)
        .order_by(LedgerTransfer.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    named = func.coalesce(Case.number, Receipt.reference).label("named")
    query = (
        select(named, Appropriation.department, Appropriation.item_code, Appropriation.year, func.sum(ReceiptPart.amount_fen))
        .select_from(ReceiptPart)
        .join(Receipt, Receipt.id == ReceiptPart.receipt_id)
        .outerjoin(debt, debt.c.id == ReceiptPart.clawback_id)
        .outerjoin(Case, Case.id == debt.c.application_id)
        .outerjoin(Appropriation, Appropriation.id == line)
        .where(ReceiptPart.refund_id == refund.id)
        .group_by(named, Appropriation.department, Appropriation.item_code, Appropriation.year)
        .order_by(named)
    )
    return [
        (row[0], {"department": row[1], "item": row[2], "year": row[3]} if row[1] else None, int(row[4]))
        for row in (await session.execute(query)).all()
    ]


async def returned_payment(session: AsyncSession, refund: Refund) -> tuple[Application, Disbursement] | None:
    """Return the award whose money a refund pays, and its payment that a bank returned; None where it pays back what its payer paid itself.

    What a bank returned of an award stands as a receipt. As far as its enterprise had repaid the award by itself, what is owed back of it
    is its own money; the rest is the award's, which it never had.
    """
    added = select(addition.ADDITIONS.c.application_id).where(addition.ADDITIONS.c.id == Disbursement.case_id)
    query = (
        select(Application, Disbursement)
        .join(Disbursement, or_(Disbursement.case_id == Application.id, Application.id.in_(added)))
        .join(Receipt, Receipt.reference == Disbursement.number)
        .where(Receipt.id == refund.receipt_id)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    award, payment = row
    back = await receipts.parts_of_returns(session, award.id, (PartState.OWED_BACK, PartState.REFUNDING, PartState.REFUNDED))
    return (award, payment) if sum(back.values()) > await receipts.repaid_itself(session, award.id) else None
