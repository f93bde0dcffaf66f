"""案件的活动。The activities that every case needs: they record its transitions and read where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity

from activities.case.automatic_steps import held_instead, refusing, take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply, begin, lock, state_of
from activities.signatures.case import READ_CASE, RECORD_TRANSITION, AutomaticStep, CaseState, Transition
from models.tables import Case
from policy.processes.kernel.lifecycle import COMMON, WITHDRAWN


@dataclass(frozen=True, slots=True)
class CaseActivities:
    """The activities of one deployment."""

    deployment: Deployment

    @activity.defn(name=RECORD_TRANSITION)
    async def record_transition(self, transition: Transition) -> CaseState:
        """Record a transition; the same key again changes nothing."""
        return await refusing(self._record(transition))

    @activity.defn(name=READ_CASE)
    async def read_case(self, step: AutomaticStep) -> CaseState:
        """Read where a case stands: for a run that takes over from an earlier one."""
        return await take(self.deployment, step, (), _nothing)

    async def _record(self, transition: Transition) -> CaseState:
        async with self.deployment.database.writing() as session:
            its_case = await lock(session, transition.process, transition.case_id)
            context = await begin(session, self.deployment, its_case, transition)
            if not context.is_recorded(transition.key) and not (_goes_on(context) and await held_instead(context)):
                await apply(context)
            return await state_of(context)


def _goes_on(context: TransitionContext[Case]) -> bool:
    """Tell whether a transition takes its case a step on: what is every case's, or is possible on hold, does not."""
    return context.event not in COMMON and context.event != WITHDRAWN and not context.lifecycle.goes_on_while_held((context.event,))


async def _nothing(context: TransitionContext[Case]) -> None:
    """Change nothing: the case is only read."""
