"""目标值的查询。Reads of the targets officers set, by the batch."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.queries import search, succession
from models.queries.page import Page
from models.tables import Target, TargetBatch
from policy.actors import Actor
from policy.judging.catalogue import ITEMS
from policy.processes.kernel.permissions import serves

_REVOCATION = aliased(TargetBatch)
_REVOKED = exists().where(_REVOCATION.revokes == TargetBatch.id, _REVOCATION.approved_at.is_not(None))


async def standing(session: AsyncSession, item_code: str, year: int) -> list[uuid.UUID]:
    """Return the batches of a year that are approved and were not taken back since, in the order they were entered."""
    query = (
        select(TargetBatch.id)
        .where(TargetBatch.item_code == item_code, TargetBatch.year == year)
        .where(TargetBatch.approved_at.is_not(None), TargetBatch.revokes.is_(None))
        .where(~_REVOKED)
        .order_by(TargetBatch.entered_at, TargetBatch.id)
    )
    return list((await session.scalars(query)).all())


async def changed_since(session: AsyncSession, item_code: str, year: int, frozen: Collection[str]) -> list[dict[str, Any]]:
    """Return what became of the batches of a year since some were frozen, in the order they were entered.

    By what stands, as those were frozen: a batch was approved since (`approved`), taken back since (`revoked`), or waits, to be approved
    (`waiting`) or taken back (`revocation_waiting`, with the batch).
    """
    now = {str(batch) for batch in await standing(session, item_code, year)}
    query = select(TargetBatch).where(TargetBatch.item_code == item_code, TargetBatch.year == year, TargetBatch.refused_at.is_(None))
    rows = (await session.scalars(query.order_by(TargetBatch.entered_at, TargetBatch.id))).all()
    return [_told(batch, change) for batch in rows if (change := _changed(batch, frozen, now))]


def _changed(batch: TargetBatch, frozen: Collection[str], now: Collection[str]) -> str | None:
    """Return what became of a batch since some were frozen, where anything did."""
    if batch.approved_at is None:
        return "waiting" if batch.revokes is None else "revocation_waiting"
    is_frozen, stands = str(batch.id) in frozen, str(batch.id) in now
    if is_frozen == stands:
        return None
    return "approved" if stands else "revoked"


def _told(batch: TargetBatch, change: str) -> dict[str, Any]:
    revokes = {"revokes": str(batch.revokes)} if batch.revokes else {}
    return {"id": str(batch.id), "document_no": batch.document_no, "size": batch.size, "change": change} | revokes


async def binding(session: AsyncSession, item_code: str, year: int) -> Sequence[TargetBatch]:
    """Return the batches of a year that set targets, or may once they are approved: not refused, and not taken back."""
    query = select(TargetBatch).where(TargetBatch.item_code == item_code, TargetBatch.year == year, TargetBatch.revokes.is_(None))
    return (await session.scalars(query.where(TargetBatch.refused_at.is_(None), ~_REVOKED).order_by(TargetBatch.id))).all()


async def of_batches(session: AsyncSession, batches: Sequence[str], first: str, last: str) -> dict[str, int]:
    """Return the targets between two credit codes, in fen; of several batches the last one named holds.

    Whoever took the place of others and was set none of its own has the sum of theirs: what is counted of it is theirs, too.
    """
    heirs = await succession.heirs_between(session, first, last)
    found = await _set(session, batches, or_(Target.uscc.between(first, last), Target.uscc.in_(heirs)))
    set_fen = {uscc: row.target_fen for uscc, row in found.items()}
    taken: dict[str, int] = {}
    for uscc, heir in heirs.items():
        if uscc in set_fen and heir not in set_fen:
            taken[heir] = taken.get(heir, 0) + set_fen[uscc]
    return {uscc: fen for uscc, fen in (taken | set_fen).items() if first <= uscc <= last}


async def set_for(session: AsyncSession, batches: Sequence[str], uscc: str) -> dict[str, Any] | None:
    """Return the target of one enterprise as `of_batches` does, with the batches it comes from; None if they set it none."""
    heirs = await succession.heirs_between(session, uscc, uscc)
    predecessors = [predecessor for predecessor, heir in heirs.items() if heir == uscc]
    found = await _set(session, batches, Target.uscc.in_([uscc, *predecessors]))
    rows = [found[uscc]] if uscc in found else list(found.values())
    if not rows:
        return None
    query = select(TargetBatch).where(TargetBatch.id.in_({row.batch_id for row in rows})).order_by(TargetBatch.entered_at, TargetBatch.id)
    sources = (await session.scalars(query)).all()
    return {
        "target_fen": sum(row.target_fen for row in rows),
        "batches": [{"id": str(batch.id), "document_no": batch.document_no} for batch in sources],
    }


async def _set(session: AsyncSession, batches: Sequence[str], whose: ColumnElement[bool]) -> dict[str, Target]:
    """Return the targets that some batches set, by enterprise; of several the one of the last batch named."""
    places = {uuid.UUID(batch): place for place, batch in enumerate(batches)}
    rows = (await session.scalars(select(Target).where(Target.batch_id.in_(places), whose))).all()
    return {row.uscc: row for row in sorted(rows, key=lambda row: places[row.batch_id])}


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which batches exist as far as `actor` is concerned: those of items that a department they serve leads."""
    led = [item.code for item in ITEMS.values() if serves(actor, item.departments[0])]
    return TargetBatch.item_code.in_(led)


async def page(session: AsyncSession, actor: Actor, page: Page) -> Sequence[TargetBatch]:
    """Return a page of the batches of targets `actor` may see; one more than asked for."""
    return (await session.scalars(page.of(select(TargetBatch).where(visible_to(actor)), TargetBatch))).all()


async def find(session: AsyncSession, batch_id: uuid.UUID) -> TargetBatch | None:
    """Return a batch of targets."""
    return (await session.scalars(select(TargetBatch).where(TargetBatch.id == batch_id))).one_or_none()


async def of_batch(session: AsyncSession, batch_id: uuid.UUID, words: str | None, after: str | None, limit: int) -> Sequence[Target]:
    """Return a page of a batch's targets in the order of credit codes, of enterprises called so; one more than asked for."""
    query = select(Target).where(Target.batch_id == batch_id, Target.uscc > (after or "")).order_by(Target.uscc).limit(limit + 1)
    query = query if words is None else query.where(Target.uscc.in_(search.called(words)))
    return (await session.scalars(query)).all()
