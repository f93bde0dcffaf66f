"""目标值的录入。Writes of targets: a batch with all its rows, or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import target as targets
from models.session import driver_of
from models.tables import TargetBatch
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.text import Text


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


async def revoke(session: AsyncSession, actor: Actor, batch: TargetBatch, document_no: str) -> TargetBatch:
    """Keep that a batch is to be taken back: it counts until somebody else approves that.

    Raises:
        Refusal: `wrong_stage` when it does not count: nobody has approved it, it was taken back already, or it is itself a revocation.
    """
    await _require_in_force(session, batch.id, batch)
    revocation = TargetBatch(
        item_code=batch.item_code, year=batch.year, document_no=document_no, size=0, revokes=batch.id, entered_by=actor.subject
    )
    session.add(revocation)
    await session.flush()
    await session.refresh(revocation)
    return revocation


async def require_revocable(session: AsyncSession, batch: TargetBatch) -> None:
    """Refuse to approve that a batch is taken back which was taken back meanwhile; do nothing for a batch that sets targets.

    Raises:
        Refusal: `wrong_stage`.
    """
    if batch.revokes is not None:
        await locked(session, batch.revokes)
        await _require_in_force(session, batch.revokes, batch)


async def _require_in_force(session: AsyncSession, batch_id: uuid.UUID, its: TargetBatch) -> None:
    if batch_id not in await targets.standing(session, its.item_code, its.year):
        raise Refusal(Code.WRONG_STAGE, Text("该批目标值未生效或已撤销。", "The batch is not in force, or was taken back already."))


async def locked(session: AsyncSession, batch_id: uuid.UUID) -> TargetBatch | None:
    """Return a batch, locked until the transaction ends."""
    return (await session.scalars(select(TargetBatch).where(TargetBatch.id == batch_id).with_for_update())).one_or_none()
