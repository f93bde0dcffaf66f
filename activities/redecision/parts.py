"""分期的核减。What a re-decision takes off the unpaid later parts of an award: off the last one first, before anything is asked back."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import instalment as instalments
from models.tables import Application
from policy.processes.instalment.lifecycle import Event


async def shortened(session: AsyncSession, application: Application, less_fen: int) -> dict[str, Any]:
    """Return what is asked of each later part so that they come to so much less in all, the one that is due last first."""
    asked = []
    for part in reversed(await instalments.unpaid_of(session, application)):
        before_fen = part.award_fen or 0
        if taken_fen := min(less_fen, before_fen):
            less_fen, left_fen = less_fen - taken_fen, before_fen - taken_fen
            event = Event.PART_REDUCED if left_fen else Event.PART_DROPPED
            asked.append({"instalment": part.number, "part": part.ordinal, "event": event, "before_fen": before_fen, "left_fen": left_fen})
    return {"parts": asked} if asked else {}
