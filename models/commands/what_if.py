"""政策试算的写入。Writes of what-ifs: their own rows, and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.turns import take_turns
from models.queries.what_if_population import Extract, packed_rows, settled
from models.tables import WhatIf, WhatIfExtract, WhatIfPart
from policy.actors import Actor
from policy.errors import Refusal
from policy.what_if.kept import packed
from policy.what_if.result import Compared
from policy.what_if.states import WhatIfState

LEAST_KEPT: Final = 10_000
"""Fewer than so many are taken out in no time."""

EXTRACT_PART: Final = 200_000


async def open_(session: AsyncSession, identity: uuid.UUID, item_code: str, asked: Mapping[str, Any], actor: Actor) -> None:
    """Keep what is asked; kept again under the same id, it is the same what-if."""
    row = {"id": identity, "item_code": item_code, "asked": dict(asked), "asked_by": actor.subject}
    await session.execute(insert(WhatIf).values(row).on_conflict_do_nothing())


async def say(session: AsyncSession, identity: uuid.UUID, progress: Mapping[str, Any]) -> None:
    """Say how far one has come that still runs."""
    running = (WhatIf.id == identity, WhatIf.state == WhatIfState.RUNNING)
    await session.execute(update(WhatIf).where(*running).values(progress=dict(progress)))


async def finish(session: AsyncSession, row: WhatIf, result: dict[str, Any], compared: Compared, keys: Any, at: datetime) -> None:  # noqa: ANN401 - a column
    """Keep what was found, whole, with every row."""
    await session.execute(delete(WhatIfPart).where(WhatIfPart.what_if_id == row.id))
    for number, effects, rows in packed(compared, keys):
        await session.execute(insert(WhatIfPart).values(what_if_id=row.id, number=number, effects=effects, rows=rows))
    row.become(WhatIfState.DONE)
    row.result, row.ended_at = result, at


async def keep_extract(session: AsyncSession, item_code: str, taken: Extract, before_ms: int) -> None:
    """Keep what was taken out of the assessments that were made before a time, unless somebody else has kept something meanwhile."""
    rows = settled(taken, before_ms)
    if len(rows) < LEAST_KEPT:
        return
    await take_turns(session, f"what-if-extract/{item_code}")
    mine = WhatIfExtract.item_code == item_code
    is_same = await session.scalar(select(func.count()).where(mine, WhatIfExtract.layout == taken.layout)) == taken.parts
    if not is_same:
        return
    # What was taken out otherwise is of no use any more.
    await session.execute(delete(WhatIfExtract).where(mine, WhatIfExtract.layout != taken.layout))
    for number, begun in enumerate(range(0, len(rows), EXTRACT_PART), taken.parts):
        part = rows[begun : begun + EXTRACT_PART]
        session.add(
            WhatIfExtract(
                item_code=item_code,
                number=number,
                layout=taken.layout,
                rows=len(part),
                last_id=uuid.UUID(bytes=taken.columns["made"][part[-1]].tobytes()),
                content=packed_rows(taken, part),
            )
        )
        await session.flush()
        session.expunge_all()


def end(row: WhatIf, state: WhatIfState, at: datetime, refusal: Refusal | None = None) -> None:
    """End one without a result: it was cancelled, or it failed and why."""
    row.become(state)
    row.ended_at = at
    row.reason = refusal.detail.as_dict() if refusal else None
