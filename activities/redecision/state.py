"""再决定的细节。The particulars of a re-decision that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.case_start import start_of
from activities.case.context import TransitionContext
from activities.disbursement.effects import live_disbursement
from activities.signatures.redecision import RedecisionParticulars
from models.queries import objection as objections
from models.queries import redecision as redecisions
from models.tables import Redecision
from policy.processes.redecision.lifecycle import STANDING, Stage


async def redecision(context: TransitionContext[Redecision]) -> dict[str, Any]:
    """Return the particulars of a re-decision."""
    row, payment = context.case, await live_disbursement(context)
    demand = await redecisions.demand_of(context.session, row.number) if row.stage == Stage.DEMAND else None
    return asdict(
        RedecisionParticulars(
            before_fen=row.reckoning.get("before_fen", 0),
            after_fen=row.reckoning.get("after_fen", 0),
            outcome=row.outcome,
            disbursement=payment.state if payment else None,
            undecided_objections=await objections.undecided(context.session, row.id) if row.stage == Stage.OBJECTION else 0,
            binds_again=str(row.application_id) if row.stage in STANDING and row.reckoning.get("due_again_fen") else None,
            clawbacks=[asdict(await start_of(context.session, demand))] if demand else [],
        )
    )
