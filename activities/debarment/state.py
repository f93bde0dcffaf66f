"""限制申报的细节。The particulars of a debarment that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.case_start import start_of
from activities.case.context import TransitionContext
from activities.signatures.debarment import DebarmentParticulars, restitution_key
from models.queries import debarment as debarments
from models.queries import redecision as redecisions
from models.tables import Debarment
from policy.processes.debarment.lifecycle import Stage


async def debarment(context: TransitionContext[Debarment]) -> dict[str, Any]:
    """Return the particulars of a debarment."""
    row = context.case
    barred_on, until = (day.isoformat() if day else None for day in (row.barred_on, row.until))
    proposed = await redecisions.by_request(context.session, restitution_key(row.workflow_id)) if row.stage == Stage.RESTITUTION else None
    restoring = [asdict(await start_of(context.session, proposed))] if proposed else []
    return asdict(DebarmentParticulars((await debarments.demand_of(context.session, row)).number, barred_on, until, restoring))
