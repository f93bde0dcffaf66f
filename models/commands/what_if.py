"""政策试算的写入。Writes of what-ifs: their own rows, and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import WhatIf, WhatIfPart
from policy.actors import Actor
from policy.errors import Refusal
from policy.what_if.kept import packed
from policy.what_if.result import Compared
from policy.what_if.states import WhatIfState


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


def end(row: WhatIf, state: WhatIfState, at: datetime, refusal: Refusal | None = None) -> None:
    """End one without a result: it was cancelled, or it failed and why."""
    row.become(state)
    row.ended_at = at
    row.reason = refusal.detail.as_dict() if refusal else None
