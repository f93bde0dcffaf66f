"""后补助项目的细节。The particulars of a post-grant project that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.case_start import start_of
from activities.case.context import TransitionContext
from activities.panel.panel import panel_result
from activities.signatures.post_grant import PostGrantParticulars
from models.queries import application as applications
from models.queries import call as calls
from models.queries import objection as objections
from models.tables import PostGrantProject
from policy.processes.call.lifecycle import STANDING_BY
from policy.processes.post_grant.lifecycle import Stage
from policy.text import points


async def post_grant(context: TransitionContext[PostGrantProject]) -> dict[str, Any]:
    """Return the particulars of a post-grant project."""
    session, row = context.session, context.case
    its_call = await calls.of(session, row.call_id)
    awards = await applications.carried_over(session, row.id)
    agreed, passed = row.milestones, row.milestones_passed
    return asdict(
        PostGrantParticulars(
            call=its_call.workflow_id,
            panel_done=panel_result(context) is not None,
            score=points(row.score_hundredths) if row.score_hundredths is not None else "",
            milestones_passed=passed,
            milestones=len(agreed),
            due_on=agreed[passed]["due_on"] if passed < len(agreed) else "",
            rectifications_left=max(context.deployment.rectifications - row.rectifications, 0),
            award=asdict(await start_of(session, awards[0])) if awards else None,
            awaited=its_call.stage in STANDING_BY,
            undecided_objections=await objections.undecided(session, row.id) if row.stage == Stage.OBJECTION else 0,
        )
    )
