"""投递的查询。Reads of what leaves the system."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.page import Page
from models.tables import Delivery
from policy.telling import DeliveryState


async def page(session: AsyncSession, page: Page, state: str | None, channel: str | None, recipient: str | None) -> Sequence[Delivery]:
    """Return a page of deliveries, newest first: those in a state, by a channel, to somebody."""
    wanted = {Delivery.state: state, Delivery.channel: channel, Delivery.recipient: recipient}
    query = select(Delivery).where(*(column == value for column, value in wanted.items() if value is not None))
    if page.after is not None:
        query = query.where(Delivery.id < page.after)
    return (await session.scalars(query.order_by(Delivery.id.desc()).limit(page.limit + 1))).all()


async def dead(session: AsyncSession) -> int:
    """Return how many deliveries were given up."""
    return int(await session.scalar(select(func.count()).select_from(Delivery).where(Delivery.state == DeliveryState.DEAD)) or 0)
