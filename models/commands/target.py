"""目标值的录入。Writes of targets: a batch with all its rows, or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.turns import take_turns
from models.queries import target as targets
from models.session import driver_of
from models.tables import TargetBatch
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.folding import fold_document
from policy.text import Text


async def enter(session: AsyncSession, actor: Actor, item_code: str, year: int, document_no: str, fens: Mapping[str, int]) -> TargetBatch:
    """Keep a batch of targets, in fen by credit code.

    Raises:
        Refusal: `duplicate`, naming the batch that has its number, however that is written, and was neither refused nor taken back.
    """
    # Whoever enters a batch of the year at the same moment waits here for the other, and then finds it.
    await take_turns(session, f"targets/{item_code}/{year}")
    await _require_new(session, item_code, year, document_no)
    batch = TargetBatch(item_code=item_code, year=year, document_no=document_no, size=len(fens), entered_by=actor.subject)
    session.add(batch)
    await session.flush()
    await session.refresh(batch)
    driver = await driver_of(session)
    async with driver.cursor() as cursor, cursor.copy("COPY targets (batch_id, uscc, target_fen) FROM STDIN") as copy:
        for uscc, target_fen in fens.items():
            await copy.write_row((batch.id, uscc, target_fen))
    return batch


async def _require_new(session: AsyncSession, item_code: str, year: int, document_no: str) -> None:
    folded = fold_document(document_no)
    for batch in await targets.binding(session, item_code, year):
        if fold_document(batch.document_no) == folded:
            first = Text("撤销", "taken back") if batch.approved_by else Text("不予同意或撤回", "refused or withdrawn")
            known = Text(
                f"该文号已录入{batch.size}家企业的目标值（批次{batch.id}），{first.zh}后方可重新录入",
                f"Targets of {batch.size} enterprises were entered by this document (batch {batch.id}); they have to be {first.en} first",
            )
            raise Refusal(Code.DUPLICATE, known, [Fault("document_no", known)])


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
