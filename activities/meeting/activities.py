"""专题会的活动。The activity of the meeting's workflow: it looks which cases have taken what was resolved."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.pace import looks_again_at
from activities.case.transitions import apply
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.meeting import SETTLE_AGENDA
from models.queries import meeting as meetings
from models.tables import Meeting
from policy.processes.meeting.agenda import TAKES, AgendaState
from policy.processes.meeting.lifecycle import RESOLVED, Event


@dataclass(frozen=True, slots=True)
class MeetingActivities:
    """The activities of one deployment."""

    deployment: Deployment

    @activity.defn(name=SETTLE_AGENDA)
    async def settle_agenda(self, step: AutomaticStep) -> CaseState:
        """End the process once every case has taken what was resolved, or ended otherwise; look again until then."""

        async def write(context: TransitionContext[Meeting]) -> None:
            still = False
            for matter, stage in await meetings.untaken(context.session, context.case.id):
                if stage in TAKES:
                    still = True
                else:
                    matter.become(AgendaState.FELL_AWAY)
            if still:
                # A case on hold takes it once it goes on.
                context.case.wakes_at = looks_again_at(context.case.stage_entered_at, context.now)
                await context.session.flush()
                return
            context.event = Event.AGENDA_SETTLED
            await apply(context)

        return await take(self.deployment, step, frozenset(RESOLVED), write)
