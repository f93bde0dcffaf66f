"""申请的细节。What an application's workflow has to know besides the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.application import review as reviews
from activities.case.context import TransitionContext
from activities.case.state import particulars
from activities.signatures.application import ApplicationParticulars
from models.queries import disbursement as disbursements
from models.queries import objection as objections
from models.queries import task as tasks


@particulars("application")
async def application(context: TransitionContext) -> dict[str, Any]:
    """Return an application's."""
    session, row = context.session, context.application
    payment = await disbursements.live(session, row.id)
    return asdict(
        ApplicationParticulars(
            disbursement=payment.state if payment else None,
            award_fen=row.award_fen,
            minuted=bool(await tasks.completed(session, row.id, ("committee_minutes",))),
            undecided_objections=await objections.undecided(session, row.id),
            panel_recommends=await reviews.review_outcome(context),
        )
    )
