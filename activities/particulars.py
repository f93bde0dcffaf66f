"""流程细节。What the workflow of a process has to know of its case besides the state every case has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any

from activities import reviews
from activities.signatures.application import ApplicationParticulars
from activities.signatures.call import CallParticulars
from activities.signatures.post_grant import PostGrantParticulars
from activities.starts import start_of
from activities.work import Work
from models.queries import calls, case
from policy.text import points


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


async def call(work: Work) -> dict[str, Any]:
    """Return a call's."""
    rows = await calls.solutions(work.session, work.call.id)
    return asdict(CallParticulars(solutions=len(rows), winners=len(work.call.winners)))


async def post_grant(work: Work) -> dict[str, Any]:
    """Return a post-grant project's."""
    session, row = work.session, work.project
    its_call = await calls.of(session, row.call_id)
    awards = await case.carried_over(session, row.id)
    agreed, passed = row.milestones, row.milestones_passed
    return asdict(
        PostGrantParticulars(
            call=f"{its_call.process}/{its_call.number}",
            panel_done=await reviews.panel_result(work) is not None,
            score=points(row.score_hundredths) if row.score_hundredths is not None else "",
            milestones_passed=passed,
            milestones=len(agreed),
            due_on=agreed[passed]["due_on"] if passed < len(agreed) else "",
            rectifications_left=max(work.deployment.rectifications - row.rectifications, 0),
            award=asdict(await start_of(session, awards[0])) if awards else None,
        )
    )


PARTICULARS: Mapping[str, Callable[[Work], Awaitable[dict[str, Any]]]] = {
    "application": application,
    "call": call,
    "post_grant": post_grant,
}
