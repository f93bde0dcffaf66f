"""退还。What follows for an award when a fraud was found in error: it is decided anew by the same facts, so that what came back is paid."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.clawback.interest import owe_interest_back
from activities.redecision import proposal
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.debarment import PROPOSE_RESTITUTION, restitution_key
from models.queries import application as applications
from models.queries import audit_event as audit_events
from models.queries import debarment as debarments
from models.tables import Debarment
from policy.actors import Actor
from policy.errors import Refusal
from policy.processes.debarment.lifecycle import Event, Stage


@dataclass(frozen=True, slots=True)
class RestitutionActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
    """

    deployment: Deployment

    @activity.defn(name=PROPOSE_RESTITUTION)
    async def propose_restitution(self, step: AutomaticStep) -> CaseState:
        """Propose a re-decision in the name of whoever asked to lift the bar; where none can be proposed, an approver decides."""
        return await take(self.deployment, step, frozenset({Stage.RESTITUTION}), _propose)


async def _propose(context: TransitionContext[Debarment]) -> None:
    row, session = context.case, context.session
    asked = await audit_events.last_of(session, row.id, (Event.LIFTING_ASKED,))
    if asked is None:
        message = f"{row.number} was lifted without being asked for"
        raise RuntimeError(message)
    demand = await debarments.demand_of(session, row)
    interest = {"interest_fen": fen} if (fen := await owe_interest_back(context, demand.id)) else {}
    application = await applications.of(session, demand.application_id)
    try:
        async with session.begin_nested():
            proposed = await proposal.propose(
                session,
                context.deployment,
                key=restitution_key(row.workflow_id),
                occurred_at=context.now,
                actor=Actor(asked.actor, asked.actor_name),
                application=application,
                facts={},
                paper=str(asked.detail["paper"]),
                reason=str(asked.detail["reason"]),
                # The notice that lifts the bar has announced it.
                told=True,
            )
    except Refusal as refused:
        # Such as an amount that a committee decided, or another re-decision that is open.
        refusal = {"code": refused.code, "zh": refused.detail.zh, "en": refused.detail.en}
        context.event, context.detail = Event.RESTITUTION_POSTPONED, {"about": {"refusal": refusal, "award": application.number}} | interest
    else:
        context.event, context.detail = Event.RESTITUTION_PROPOSED, {"redecision": proposed.number} | interest
    await apply(context)
