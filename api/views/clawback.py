"""追回的视图。What a debt comes to today, wherever it is shown."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from api.web.services import Services
from models.queries import debt as debts
from models.queries import returned
from models.session import Session
from models.tables import Case, Clawback
from policy.processes.clawback.owing import Owed
from policy.working_days import BEIJING


async def owed_today(session: Session, served: Services, rows: Sequence[Clawback]) -> Mapping[uuid.UUID, Owed]:
    """Return what would settle each of some debts today, by its id, besides what a bank has returned of it."""
    now = datetime.now(BEIJING)
    owed = await debts.owed_on(session, await served.clock(session), rows, now.date(), now)
    return {row.id: owed[row.id].less(await returned.counts_for(session, row)) for row in rows}


async def owed_of(session: Session, served: Services, row: Case) -> Owed | None:
    """Return what would settle a case today that is a debt; None of any other."""
    return (await owed_today(session, served, [row]))[row.id] if isinstance(row, Clawback) else None
