"""退付的查询。Reads of refunds, and of what of receipts each pays back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case
from models.tables import Clawback, ReceiptPart, Refund
from policy.actors import Actor, Role
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


async def parts(session: AsyncSession, refund_id: uuid.UUID) -> Sequence[tuple[ReceiptPart, uuid.UUID | None]]:
    """Return what a refund pays back, oldest first, each with the award in whose books it stands, if it stands in any."""
    query = (
        select(ReceiptPart, Clawback.application_id)
        .outerjoin(Clawback, Clawback.id == ReceiptPart.clawback_id)
        .where(ReceiptPart.refund_id == refund_id)
        .order_by(ReceiptPart.id)
    )
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]
