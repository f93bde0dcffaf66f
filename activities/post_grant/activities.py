"""后补助的活动。The activities of a post-grant project: verifying the solution, learning the selection, carrying the project over."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from temporalio import activity

from activities.application.origination import Origin, originate
from activities.application.verification import Asked, Sources, ask_sources
from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.post_grant import LEARN_SELECTION, ORIGINATE_AWARD, VERIFY_SOLUTION
from models.commands.application import Matter
from models.commands.enterprise import take_register
from models.queries import call as calls
from models.queries import enterprise as enterprises
from models.queries import implementing_rule, post_grant
from models.tables import Call, PostGrantProject
from policy.judging.catalogue import item as item_called
from policy.judging.provenance import facts_to_prove
from policy.processes.application.lifecycle import Event as ApplicationEvent
from policy.processes.call.lifecycle import STANDING_BY
from policy.processes.call.lifecycle import Stage as CallStage
from policy.processes.call.standby import is_recommended
from policy.processes.post_grant.lifecycle import WAITING_FOR_CALL, Event, Stage
from policy.registered import Registered
from policy.working_days import BEIJING

# Where an evaluated solution waits for its call, and how long it is until it looks by itself.
_LOOKS: Mapping[str, str] = {Stage.SELECTION: "call_look", Stage.RESERVE: "standby_look"}


@dataclass(frozen=True, slots=True)
class PostGrantActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        sources: Whom to ask about an enterprise.
    """

    deployment: Deployment
    sources: Sources

    @activity.defn(name=VERIFY_SOLUTION)
    async def verify_solution(self, step: AutomaticStep) -> CaseState:
        """Ask the sources and record whether the enterprise may take part (general term 2). Retried until every source has answered."""
        async with self.deployment.database.reading() as session:
            project = await post_grant.of(session, uuid.UUID(step.case_id))
            enterprise = await enterprises.current(session, project.enterprise_uscc)
            item = item_called(project.item_code)
            applied_on = (project.submitted_at or step.occurred_at).astimezone(BEIJING).date()
            law = await implementing_rule.law_in_force(session, item, applied_on)
        findings = await ask_sources(self.sources, item, law, Asked(enterprise.uscc, enterprise.kind), applied_on, {})

        async def write(context: TransitionContext[PostGrantProject]) -> None:
            # Another name or kind is asked about where money is at stake: when the award is verified.
            registered = Registered.of(findings.answers["registration"])
            await take_register(context.session, enterprise.uscc, registered, context.now)
            context.case.verification = {
                "applicant": findings.applicant,
                "answers": findings.answers,
                "failures": findings.failures,
                "verified_at": context.now.isoformat(),
            }
            context.event = Event.FOUND_INELIGIBLE if findings.failures else Event.VERIFIED
            context.detail = {"failures": findings.failures}
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.VERIFICATION}), write)

    @activity.defn(name=LEARN_SELECTION)
    async def learn_selection(self, step: AutomaticStep) -> CaseState:
        """Read the outcome of the call (selected, in reserve, not selected, cancelled), or set when to look again."""

        async def write(context: TransitionContext[PostGrantProject]) -> None:
            call = await calls.of(context.session, context.case.call_id)
            if event := _outcome(call, context.case):
                context.event, context.detail = event, _told(call, context.case.number)
                if event == Event.CALL_CANCELLED:
                    context.detail |= await calls.why_cancelled(context.session, call)
                elif event == Event.NOT_SELECTED:
                    context.detail |= await calls.why_not_selected(context.session, call, context.case)
                await apply(context)
            elif period := _LOOKS.get(context.case.stage):
                context.case.wakes_at = context.clock.after(context.now, context.days(period)).at

        return await take(self.deployment, step, WAITING_FOR_CALL, write)

    @activity.defn(name=ORIGINATE_AWARD)
    async def originate_award(self, step: AutomaticStep) -> CaseState:
        """Write the application that carries the project's money, once, with the facts only acceptance and audit could give."""

        async def write(context: TransitionContext[PostGrantProject]) -> None:
            project, item = context.case, context.item
            if item.carried_over is None or project.audited_cost_fen is None or project.accepted_at is None:
                message = f"{project.number} has nothing to carry over"
                raise RuntimeError(message)
            call = await calls.of(context.session, project.call_id)
            facts = item.carried_over.facts(number_taken_up(call, project), project.audited_cost_fen)
            origin = Origin(
                ApplicationEvent.CARRIED_OVER,
                f"post_grant/{project.number}/award",
                context.now,
                project.id,
                {"project": project.number, "planned": {item.carried_over.cost_fen: (project.task_book or {})["planned_cost_fen"]}},
                Matter(project.enterprise_uscc, facts, project.accepted_at.astimezone(BEIJING).date()),
                dict.fromkeys((fact.code for fact in facts_to_prove(item)), project.number),
            )
            (award,) = await originate(context.session, context.deployment, item.code, [origin])
            context.event, context.detail = Event.AWARD_ORIGINATED, {"application": award.application.number}
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.AWARD}), write)


def number_taken_up(call: Call, project: PostGrantProject) -> str:
    """Return the number of what a project took up. Where several may win a challenge, each takes up a task with a number of its own."""
    number = f"{call.number}/{project.challenge_no}"
    several = int((call.challenge(project.challenge_no) or {}).get("winners", 1)) > 1
    return f"{number}/{project.number}" if several else number


def _outcome(call: Call, project: PostGrantProject) -> Event | None:
    if call.stage == CallStage.CANCELLED:
        return Event.CALL_CANCELLED
    if project.stage not in _LOOKS or call.stage not in STANDING_BY | {CallStage.DECIDED, CallStage.UNANSWERED}:
        return None
    if _winner(call, project.number):
        # One that was opened again has been judged by another panel since.
        return Event.SELECTED if is_recommended(project.recommendations, project.votes) else Event.NOT_SELECTED
    if call.stage in STANDING_BY and calls.may_come_up(call, project):
        return Event.PUT_IN_RESERVE if project.stage == Stage.SELECTION else None
    return Event.NOT_SELECTED


def _winner(call: Call, number: str) -> dict[str, str] | None:
    return next((winner for winner in call.winners if winner["solution"] == number), None)


def _told(call: Call, number: str) -> dict[str, str]:
    winner = _winner(call, number)
    return {"call": call.number} | ({"reason": winner["reason"]} if winner else {})
