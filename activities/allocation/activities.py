"""分配清单的活动。The activity of the allocation's workflow: it looks which applications have taken their share."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.pace import looks_again_at
from activities.case.transitions import apply
from activities.signatures.allocation import SETTLE_SHARES
from activities.signatures.case import AutomaticStep, CaseState
from models.queries import allocation as allocations
from models.tables import Allocation, Application
from policy.processes.allocation.lifecycle import Event, Stage
from policy.processes.allocation.states import ShareState
from policy.processes.application.lifecycle import Stage as ApplicationStage


@dataclass(frozen=True, slots=True)
class AllocationActivities:
    """The activities of one deployment."""

    deployment: Deployment

    @activity.defn(name=SETTLE_SHARES)
    async def settle_shares(self, step: AutomaticStep) -> CaseState:
        """End the process once every share is taken or fell away; otherwise look again, each time a little later."""

        async def write(context: TransitionContext[Allocation]) -> None:
            open_shares = await allocations.unsettled(context.session, context.case.id)
            waiting = [share for share, application in open_shares if _may_take(application)]
            for share, _ in open_shares:
                if share not in waiting:
                    share.become(ShareState.FELL_AWAY)
            if waiting:
                # A share is kept for as long as it takes to decide what was only proposed against its enterprise.
                context.case.wakes_at = looks_again_at(context.case.stage_entered_at, context.now)
                await context.session.flush()
                return
            context.event = Event.SHARES_SETTLED
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.SETTLING}), write)


def _may_take(application: Application) -> bool:
    """Tell whether an application can still take its share: whoever withdrew or was put on hold meanwhile leaves it to the ceiling."""
    return application.stage == ApplicationStage.ALLOCATION and not application.held
