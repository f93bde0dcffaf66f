"""目标值的录入。Writes of targets: a batch with all its rows, or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.session import driver_of
from models.tables import TargetBatch
from policy.actors import Actor


async def enter(session: AsyncSession, actor: Actor, item_code: str, year: int, document_no: str, fens: Mapping[str, int]) -> TargetBatch:
    """Keep a batch of targets, in fen by credit code."""
    batch = TargetBatch(item_code=item_code, year=year, document_no=document_no, size=len(fens), entered_by=actor.subject)
    session.add(batch)
    await session.flush()
    await session.refresh(batch)
    driver = await driver_of(session)
    async with driver.cursor() as cursor, cursor.copy("COPY targets (batch_id, uscc, target_fen) FROM STDIN") as copy:
        for uscc, target_fen in fens.items():
            await copy.write_row((batch.id, uscc, target_fen))
    return batch


async def locked(session: AsyncSession, batch_id: uuid.UUID) -> TargetBatch | None:
    """Return a batch, locked until the transaction ends."""
    return (await session.scalars(select(TargetBatch).where(TargetBatch.id == batch_id).with_for_update())).one_or_none()
