"""追回的视图。What a debt comes to today, wherever it is shown."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from api.schemas.base import Words
from api.web.services import Services
from models.queries import awaiting
from models.queries import debt as debts
from models.session import Session
from models.tables import Case, Clawback, Task
from policy.processes.clawback.owing import Owed, next_if_covered
from policy.processes.clawback.tasks import DECIDING
from policy.working_days import BEIJING


async def owed_today(session: Session, served: Services, rows: Sequence[Clawback]) -> Mapping[uuid.UUID, Owed]:
    """Return what would settle each of some debts today, by its id, besides what a bank has returned of it."""
    return await debts.left_on(session, await served.clock(session), rows, datetime.now(BEIJING))


def comes_next(row: Clawback, owed: Owed) -> dict[str, Words]:
    """Return what comes next of a debt of which nothing is left to pay, since a bank has returned it; else its stage says that."""
    said = next_if_covered(row.stage) if owed.is_covered else None
    return {"next_step": Words.of(said)} if said else {}


async def read_today(session: Session, task: Task, its_case: Case, today: date) -> dict[str, Any]:
    """Return what whoever decides whether a demand stands reads besides: what waits for that to ask the same award back."""
    if not isinstance(its_case, Clawback) or task.kind not in DECIDING or task.closed_at is not None:
        return {}
    waiting = await awaiting.waiting_on(session, its_case, today)
    return {"awaited_by": waiting} if waiting else {}


async def owed_of(session: Session, served: Services, row: Case) -> Owed | None:
    """Return what would settle a case today that is a debt; None of any other."""
    return (await owed_today(session, served, [row]))[row.id] if isinstance(row, Clawback) else None
