"""追回的草稿。Clawbacks before anybody decides on them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.tables import Application, Clawback
from policy.actors import Actor


async def draft(
    session: AsyncSession,
    actor: Actor,
    application: Application,
    *,
    cause: str,
    amount_fen: int,
    reckoning: dict[str, Any],
    request_key: str | None = None,
) -> Clawback:
    """Write a clawback under a new number."""
    clawback = Clawback(
        number=await next_number(session, "CB"),
        item_code=application.item_code,
        department=application.department,
        created_by=actor.subject,
        application_id=application.id,
        enterprise_uscc=application.enterprise_uscc,
        cause=cause,
        amount_fen=amount_fen,
        reckoning=reckoning,
        asked_by=actor.subject,
        request_key=request_key,
    )
    session.add(clawback)
    await session.flush()
    await session.refresh(clawback)
    return clawback
