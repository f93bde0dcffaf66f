"""限制申报的草稿。Writes of debarments before anything is proposed."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.tables import Clawback, Debarment
from policy.actors import SYSTEM


async def draft(session: AsyncSession, clawback: Clawback) -> Debarment:
    """Write a debarment of whoever a demand is made of, under a new number."""
    debarment = Debarment(
        number=await next_number(session, "DB"),
        item_code=clawback.item_code,
        department=clawback.department,
        created_by=SYSTEM.subject,
        clawback_id=clawback.id,
        enterprise_uscc=clawback.enterprise_uscc,
    )
    session.add(debarment)
    await session.flush()
    await session.refresh(debarment)
    return debarment
