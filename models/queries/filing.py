"""变更备案的查询。Reads of the changes enterprises filed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.commitment import visible_to
from models.queries.page import Page
from models.tables import ChangeFiling, Commitment
from policy.actors import Actor
from policy.processes.commitment.states import FilingState


async def of(session: AsyncSession, filing_id: uuid.UUID) -> ChangeFiling:
    """Return a filing."""
    return (await session.scalars(select(ChangeFiling).where(ChangeFiling.id == filing_id))).one()


async def of_case(session: AsyncSession, commitment_id: uuid.UUID, states: Iterable[str] | None = None) -> Sequence[ChangeFiling]:
    """Return the filings of an enterprise, oldest first; only those in `states`, if given. What never reached its process is none."""
    query = (
        select(ChangeFiling)
        .where(ChangeFiling.commitment_id == commitment_id, ChangeFiling.state != FilingState.RECEIVED)
        .order_by(ChangeFiling.id)
    )
    if states is not None:
        query = query.where(ChangeFiling.state.in_(tuple(states)))
    return (await session.scalars(query)).all()


async def find(session: AsyncSession, actor: Actor, filing_id: uuid.UUID) -> ChangeFiling | None:
    """Return a filing that exists as far as `actor` is concerned."""
    query = (
        select(ChangeFiling)
        .join(Commitment, Commitment.id == ChangeFiling.commitment_id)
        .where(ChangeFiling.id == filing_id, visible_to(actor))
    )
    return (await session.scalars(query)).one_or_none()


async def page(session: AsyncSession, actor: Actor, page: Page, *, uscc: str | None, state: str | None) -> Sequence[ChangeFiling]:
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
