"""审定的活动。The activity that gives an approved case of any process its turn in the budget."""

from __future__ import annotations

from dataclasses import dataclass, replace

from temporalio import activity

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.decision.effects import OUT_OF_DATE, wait_for_budget
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.decision import SEEK_BUDGET
from models.tables import AwardedCase
from policy.errors import Code, Refusal
from policy.processes.decision.steps import DecisionEvent

# No money yet, or the item is suspended, or the enterprise is not in good standing, or another award for the same is not final.
_NOT_YET = frozenset({Code.AWARD_PENDING, Code.BUDGET_EXHAUSTED, Code.WINDOW_CLOSED, Code.BREACH_OPEN})


@dataclass(frozen=True, slots=True)
class DecisionActivities:
    """The activities of one deployment."""

    deployment: Deployment

    @activity.defn(name=SEEK_BUDGET)
    async def seek_budget(self, step: AutomaticStep) -> CaseState:
        """Take the turn of a waiting case if the budget now covers it; otherwise look again later."""
        waiting = self.deployment.processes[step.process].lifecycle.stages_with(DecisionEvent.BUDGET_FOUND)
        return await take(self.deployment, step, waiting, _seek)


async def _seek(context: TransitionContext[AwardedCase]) -> None:
    try:
        async with context.session.begin_nested():
            await apply(replace(context, event=DecisionEvent.BUDGET_FOUND))
    except Refusal as refusal:
        await context.session.refresh(context.case)
        if refusal.code in OUT_OF_DATE:
            # Another case was awarded, or an answer corrected, while this one waited: it has to be assessed anew.
            await apply(replace(context, event=DecisionEvent.RETURNED, detail={"reason": refusal.detail.zh}))
        elif refusal.code in _NOT_YET:
            await wait_for_budget(context)
        else:
            raise
