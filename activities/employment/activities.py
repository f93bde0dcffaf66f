"""任职关系的活动。Looking whether an employment still is the one that counts, once another is said to have been confirmed."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.employment import LOOK_AT_EMPLOYER
from models.queries import natural_person as persons
from models.tables import Employment
from policy.processes.employment.lifecycle import Event, Stage


@dataclass(frozen=True, slots=True)
class EmploymentActivities:
    """The activity of one deployment."""

    deployment: Deployment

    @activity.defn(name=LOOK_AT_EMPLOYER)
    async def look_at_employer(self, step: AutomaticStep) -> CaseState:
        """End an employment where the person is employed by another by now."""

        async def write(context: TransitionContext[Employment]) -> None:
            row = context.case
            if await persons.employer_of(context.session, row.enterprise_uscc) != row.employer_uscc:
                context.event = Event.REPLACED
                await apply(context)

        return await take(self.deployment, step, frozenset({Stage.ATTACHED}), write)
