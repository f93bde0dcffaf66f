"""分期拨付的活动。The activity of the instalment's workflow: what is paid on a day is taken up for payment when that has come."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity

from activities.application.added import award
from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.pace import looks_again_at
from activities.case.transitions import apply
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.instalment import PAY_PART
from models.queries import redecision as redecisions
from models.tables import Instalment
from policy.processes.instalment.lifecycle import Event, Stage


@dataclass(frozen=True, slots=True)
class InstalmentActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
    """

    deployment: Deployment

    @activity.defn(name=PAY_PART)
    async def pay_part(self, step: AutomaticStep) -> CaseState:
        """Have a part that is due paid; while its award is being decided anew, look again later."""
        return await take(self.deployment, step, frozenset({Stage.WAITING}), _pay)


async def _pay(context: TransitionContext[Instalment]) -> None:
    application = await award(context)
    if await redecisions.open_of(context.session, application.id) is not None:
        context.case.wakes_at = looks_again_at(context.case.due_at, context.now)
        return
    context.event, context.detail = Event.PART_DUE, {}
    await apply(context)
