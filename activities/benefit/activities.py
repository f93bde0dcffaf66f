"""人才优惠的活动。Looking whether the recognition stands that benefits rest on, once it is said to have ended."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity

from activities.benefit.effects import entry_of
from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.signatures.benefit import LOOK_AT_ENTRY
from activities.signatures.case import AutomaticStep, CaseState
from models.tables import Benefit
from policy.processes.benefit.lifecycle import HAD, Event


@dataclass(frozen=True, slots=True)
class BenefitActivities:
    """The activity of one deployment."""

    deployment: Deployment

    @activity.defn(name=LOOK_AT_ENTRY)
    async def look_at_entry(self, step: AutomaticStep) -> CaseState:
        """End benefits whose recognition has ended, whatever is still to be delivered, confirmed or renewed of them."""

        async def write(context: TransitionContext[Benefit]) -> None:
            if await entry_of(context) is None:
                context.event = Event.RECOGNITION_ENDED
                await apply(context)

        return await take(self.deployment, step, HAD, write)
