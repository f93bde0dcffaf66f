"""榜单的活动。The activities of the call's workflow: they look whether its solutions are evaluated, and list the solutions to tell."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from temporalio import activity

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.signatures.call import LIST_SOLUTIONS, LOOK_AT_SOLUTIONS, Solutions
from activities.signatures.case import AutomaticStep, CaseState
from models.queries import call as calls
from models.queries import enterprise as enterprises
from models.tables import Call, PostGrantProject
from policy.processes.call.lifecycle import Event, Stage
from policy.processes.post_grant.lifecycle import BEFORE_SELECTION, UNSETTLED
from policy.text import points


@dataclass(frozen=True, slots=True)
class CallActivities:
    """The activities of one deployment."""

    deployment: Deployment

    @activity.defn(name=LOOK_AT_SOLUTIONS)
    async def look_at_solutions(self, step: AutomaticStep) -> CaseState:
        """Go on to the selection once every solution is evaluated or out; otherwise look again later."""

        async def write(context: TransitionContext[Call]) -> None:
            rows = await calls.solutions(context.session, context.case.id)
            if any(row.stage in UNSETTLED for row in rows):
                context.case.wakes_at = context.clock.after(context.now, context.days("call_look")).at
                return
            ranked = await calls.candidates(context.session, context.case.id)
            context.event = Event.SOLUTIONS_EVALUATED if ranked else Event.NOTHING_CAME
            names = await enterprises.names(context.session, [row.enterprise_uscc for row in ranked])
            context.detail = {"about": {"challenges": _ranking(context.case, ranked, names)}} if ranked else {}
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.EVALUATION}), write)

    @activity.defn(name=LIST_SOLUTIONS)
    async def list_solutions(self, step: AutomaticStep) -> Solutions:
        """Return the solutions that wait for the outcome of the call."""
        async with self.deployment.database.reading() as session:
            rows = await calls.solutions(session, uuid.UUID(step.case_id))
        return Solutions([row.workflow_id for row in rows if row.stage in BEFORE_SELECTION])


def _ranking(call: Call, ranked: list[PostGrantProject], names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "no": challenge["no"],
            "title": challenge["title"],
            "places": challenge.get("winners", 1),
            "solutions": [
                {
                    "number": row.number,
                    "title": row.title,
                    "enterprise": names[row.enterprise_uscc],
                    "score": points(row.score_hundredths or 0),
                    "votes": row.votes,
                    "recommendations": row.recommendations,
                }
                for row in ranked
                if row.challenge_no == challenge["no"]
            ],
        }
        for challenge in call.challenges
    ]
