"""追回的视图。What a debt comes to today, wherever it is shown."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from api.schemas.base import Words
from api.web.services import Services
from models.queries import debt as debts
from models.session import Session
from models.tables import Case, Clawback
from policy.processes.clawback.owing import Owed, next_if_covered
from policy.working_days import BEIJING


async def owed_today(session: Session, served: Services, rows: Sequence[Clawback]) -> Mapping[uuid.UUID, Owed]:
    """Return what would settle each of some debts today, by its id, besides what a bank has returned of it."""
    return await debts.left_on(session, await served.clock(session), rows, datetime.now(BEIJING))


def comes_next(row: Clawback, owed: Owed) -> dict[str, Words]:
    """Return what comes next of a debt of which nothing is left to pay, since a bank has returned it; else its stage says that."""
    said = next_if_covered(row.stage) if owed.is_covered else None
    return {"next_step": Words.of(said)} if said else {}


async def owed_of(session: Session, served: Services, row: Case) -> Owed | None:
    """Return what would settle a case today that is a debt; None of any other."""
    return (await owed_today(session, served, [row]))[row.id] if isinstance(row, Clawback) else None
