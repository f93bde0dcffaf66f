"""流程细节。What the workflow of a process has to know of its case besides the state every case has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any

from activities import reviews
from activities.signatures.application import ApplicationParticulars
from activities.work import Work
from models.queries import case


async def application(work: Work) -> dict[str, Any]:
    """Return an application's."""
    session, row = work.session, work.application
    payment = await case.live_disbursement(session, row.id)
    return asdict(
        ApplicationParticulars(
            disbursement=payment.state if payment else None,
            award_fen=row.award_fen,
            minuted=bool(await case.completed_tasks(session, row.id, ("committee_minutes",))),
            undecided_objections=await case.undecided_objections(session, row.id),
            panel_recommends=await reviews.review_outcome(work),
        )
    )


PARTICULARS: Mapping[str, Callable[[Work], Awaitable[dict[str, Any]]]] = {"application": application}
