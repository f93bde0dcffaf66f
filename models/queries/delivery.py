"""投递的查询。Reads of what leaves the system."""

from __future__ import annotations

from collections.abc import Sequence
from operator import eq, ge, lt

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.page import Page, Wanted, narrowed
from models.tables import Delivery
from policy.telling import DeliveryState


async def page(
    session: AsyncSession, page: Page, state: str | None, channel: str | None, recipient: str | None, wanted: Wanted
) -> Sequence[Delivery]:
    """Return a page of deliveries: those in a state, by a channel, to somebody, of some time."""
    query = narrowed(
        select(Delivery),
        (Delivery.state, eq, state),
        (Delivery.channel, eq, channel),
        (Delivery.recipient, eq, recipient),
        (Delivery.created_at, ge, wanted.since),
        (Delivery.created_at, lt, wanted.before),
    )
    return (await session.scalars(page.of(query, Delivery))).all()


async def dead(session: AsyncSession) -> int:
    """Return how many deliveries were given up."""
    return int(await session.scalar(select(func.count()).select_from(Delivery).where(Delivery.state == DeliveryState.DEAD)) or 0)
