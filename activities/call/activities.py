"""榜单的活动。The activities of the call's workflow: they look at its solutions and at its winners, and list the solutions to tell."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from temporalio import activity

from activities.call.effects import ranking
from activities.call.standby import settled, winner_dropped_out
from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.signatures.call import LIST_SOLUTIONS, LOOK_AT_SOLUTIONS, LOOK_AT_WINNERS, Solutions
from activities.signatures.case import AutomaticStep, CaseState
from models.queries import call as calls
from models.queries import enterprise as enterprises
from models.tables import Call
from policy.processes.call.lifecycle import Event, Stage
from policy.processes.post_grant.lifecycle import UNSETTLED, WAITING_FOR_CALL


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
            context.detail = {"about": {"challenges": ranking(context.case, ranked, names)}} if ranked else {}
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.EVALUATION}), write)

    @activity.defn(name=LOOK_AT_WINNERS)
    async def look_at_winners(self, step: AutomaticStep) -> CaseState:
        """Ask an approver about the place of a winner that dropped out; settle the call once no place can fall free; else look again."""

        async def write(context: TransitionContext[Call]) -> None:
            if await winner_dropped_out(context) or await settled(context):
                await apply(context)
            else:
                context.case.wakes_at = context.clock.after(context.now, context.days("standby_look")).at

        return await take(self.deployment, step, frozenset({Stage.STANDBY}), write)

    @activity.defn(name=LIST_SOLUTIONS)
    async def list_solutions(self, step: AutomaticStep) -> Solutions:
        """Return the solutions that wait for the outcome of the call."""
        async with self.deployment.database.reading() as session:
            rows = await calls.solutions(session, uuid.UUID(step.case_id))
        return Solutions([row.workflow_id for row in rows if row.stage in WAITING_FOR_CALL])
