"""申请的细节。The particulars of an application that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from activities.application import review as reviews
from activities.application.suspending import waits_while_held
from activities.case.case_start import start_of
from activities.case.context import TransitionContext
from activities.disbursement.effects import live_disbursement
from activities.signatures.application import ApplicationParticulars
from models.queries import addition
from models.queries import commitment as commitments
from models.queries import instalment as instalments
from models.queries import investment as investments
from models.queries import objection as objections
from models.tables import Application
from policy.language.items import Process
from policy.processes.application.lifecycle import Stage
from policy.processes.decision.steps import LISTING
from policy.processes.investment.lifecycle import Stage as Held


async def application(context: TransitionContext[Application]) -> dict[str, Any]:
    """Return the particulars of an application."""
    session, row = context.session, context.case
    payment = await live_disbursement(context) if row.stage in {Stage.PAYMENT, Stage.IN_FORCE} else None
    is_invested = row.stage == Stage.IN_FORCE and context.item.process is Process.EQUITY
    investment = await investments.of_award(session, row.id) if is_invested else None
    divided = row.stage == Stage.IN_FORCE and bool(row.later_fen)
    held = investment is not None and investment.stage == Held.HELD
    found = ApplicationParticulars(
        disbursement=payment.state if payment else None,
        award_fen=row.award_fen,
        minuted=bool(context.completed_tasks((LISTING,))),
        undecided_objections=await objections.undecided(session, row.id) if row.stage == Stage.OBJECTION else 0,
        panel_recommends=reviews.review_outcome(context),
        suspended=waits_while_held(context),
        supplemented=row.stage == Stage.PAYMENT and bool(row.supplement_fen) and await addition.is_paid_besides(session, row.id),
        invests=is_invested and investment is None,
        left_over=row.closed_at is not None and not row.paid_fen and await commitments.is_left_over(session, row.id),
        parts=[asdict(await start_of(session, part)) for part in await instalments.open_of(session, row.id)] if divided else [],
        invested=[asdict(await start_of(session, investment))] if investment is not None and held else [],
    )
    # Every transition is kept with them: what is as it mostly is need not be said.
    return {one.name: value for one in fields(found) if (value := getattr(found, one.name)) not in (one.default, [])}
