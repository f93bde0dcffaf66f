"""分期拨付的草稿。Writes of the later parts of an award, once its first was paid."""

from __future__ import annotations

from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.tables import Application, Instalment
from policy.actors import SYSTEM
from policy.language.parts import Part


async def draft(session: AsyncSession, application: Application, part: Part, *, ordinal: int, amount_fen: int, paid_on: date) -> Instalment:
    """Write a later part of an award under a new number.

    Args:
        session: The transaction.
        application: The award.
        part: The part, as it was decided.
        ordinal: Which part it is.
        amount_fen: What it comes to, in fen.
        paid_on: The day on which the first part was paid.
    """
    row = Instalment(
        number=await next_number(session, "IN"),
        item_code=application.item_code,
        department=application.department,
        created_by=SYSTEM.subject,
        application_id=application.id,
        enterprise_uscc=application.enterprise_uscc,
        award_fen=amount_fen,
        ordinal=ordinal,
        due_on=part.due_on(paid_on),
        condition=part.condition.as_dict() if part.condition else None,
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row
