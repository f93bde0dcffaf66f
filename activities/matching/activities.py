"""配套项目的活动。The activities that ask the upstream registry about a matching project: once to recognise it, then every year.

A look that was cut short and is tried again finds what the first one wrote, and goes on with what is left to do: asking the claims that
rest on money taken back to be verified anew, and demands that have lost their ground to be looked at.
"""

from __future__ import annotations

import contextlib
import uuid
from dataclasses import dataclass
from typing import Any

from temporalio import activity
from temporalio.service import RPCError

from activities.case.asking import ask
from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.matching.contradictions import take_up
from activities.matching.look import look
from activities.matching.upstream import ask_project
from activities.matching.upstream_cuts import Shrunk, astray, cuts, regained, shrunk
from activities.signatures.case import AutomaticStep, CaseState, Message
from activities.signatures.matching import CHECK_UPSTREAM, LOOK_UPSTREAM
from gateways.upstream import Upstream
from models.queries import matching_project as matching_projects
from models.queries import succession
from models.tables import Application, Case, Clawback, MatchingProject
from policy.actors import SYSTEM
from policy.processes.application.lifecycle import Event as ClaimEvent
from policy.processes.clawback.grounds import GroundEvent
from policy.processes.clawback.lifecycle import BEING_DECIDED
from policy.processes.clawback.lifecycle import Stage as DebtStage
from policy.processes.matching.contradictions import contradictions
from policy.processes.matching.lifecycle import WATCHED, Event, Stage
from policy.processes.matching.upstream import failures_as_json, why_not_admitted


@dataclass(frozen=True, slots=True)
class MatchingActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        upstream: The registry of upstream projects.
    """

    deployment: Deployment
    upstream: Upstream

    @activity.defn(name=CHECK_UPSTREAM)
    async def check_upstream(self, step: AutomaticStep) -> CaseState:
        """Ask whether the upstream approved this project, for this enterprise, at this level. Retried until the registry answers."""
        answer = await ask_project(self.upstream, (await self._project(step)).project_no)

        async def write(context: TransitionContext[MatchingProject]) -> None:
            project = context.case
            if doubts := contradictions(answer):
                take_up(context, Event.UPSTREAM_CONTRADICTED, doubts, answer)
                await apply(context)
                return
            own = await succession.family(context.session, project.enterprise_uscc)
            failures = failures_as_json(context.item, why_not_admitted(own, project.upstream_level, answer))
            context.event = Event.UPSTREAM_NOT_RECOGNISED if failures else Event.UPSTREAM_RECOGNISED
            context.detail = {"failures": failures} if failures else {"about": {"upstream": answer}}
            if answer is not None and not failures:
                project.upstream, project.looked_at = answer, context.now
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.UPSTREAM_CHECK}), write)

    @activity.defn(name=LOOK_UPSTREAM)
    async def look_upstream(self, step: AutomaticStep) -> CaseState:
        """Ask what changed upstream since the last look, and return or reclaim what rests on it. Retried until the registry answers."""
        answer = await ask_project(self.upstream, (await self._project(step)).project_no)

        async def write(context: TransitionContext[MatchingProject]) -> None:
            await look(context, answer)

        state = await take(self.deployment, step, WATCHED, write)
        await self._ask_claims(step)
        await self._ask_demands(step)
        await self._look_at_former(step)
        return state

    async def _look_at_former(self, step: AutomaticStep) -> None:
        """Have the project of whoever had it before looked at as well: what the upstream gives back is the ground of its demands, too."""
        async with self.deployment.database.reading() as session:
            former = await matching_projects.handed_over_before(session, await matching_projects.of(session, uuid.UUID(step.case_id)))
        for project in former:
            # One that has ended meanwhile is looked at no more.
            with contextlib.suppress(RPCError):
                await activity.client().get_workflow_handle(project.workflow_id).signal("nudge", "looked at")

    async def _project(self, step: AutomaticStep) -> MatchingProject:
        async with self.deployment.database.reading() as session:
            return await matching_projects.of(session, uuid.UUID(step.case_id))

    async def _ask_claims(self, step: AutomaticStep) -> None:
        """Have every unpaid claim verified anew that rests on money taken back, or given back since, or whose project is another's now."""
        async with self.deployment.database.reading() as session:
            project = await matching_projects.of(session, uuid.UUID(step.case_id))
            changed: dict[Application, dict[str, Any]] = {claim: {} for claim in await astray(session, project)}
            for cut in await cuts(session, project) + await regained(session, project):
                if cut.returnable:
                    changed[cut.claim] = {"upstream_before_fen": cut.before_fen, "upstream_after_fen": cut.after_fen}
        for claim, figures in changed.items():
            await self._ask(step, claim, ClaimEvent.UPSTREAM_CHANGED, figures)

    async def _ask_demands(self, step: AutomaticStep) -> None:
        """Have an approver look at every demand of which less has a ground now, and take back the question where all of it has again."""
        async with self.deployment.database.reading() as session:
            project = await matching_projects.of(session, uuid.UUID(step.case_id))
            less = {found.demand.id: found for found in await shrunk(session, project)}
            asked = await matching_projects.asked_to_shrink(session, project.id)
            noted = [one for one in await matching_projects.open_clawbacks(session, project.id) if one.noted_fen is not None]
            demands = [found.demand for found in less.values()] + [one for one in {*asked, *noted} if one.id not in less]
        for demand in sorted(demands, key=lambda one: one.number):
            said = _said_of(demand, less.get(demand.id), asked.get(demand))
            if said is not None:
                await self._ask(step, demand, *said)

    async def _ask(self, step: AutomaticStep, other: Case, event: str, figures: dict[str, Any]) -> None:
        """Ask another case. One that is on hold, or moved on meanwhile, is found by the next look, which is soon, as it then is."""
        key = f"{step.key}/{step.occurred_at.isoformat()}/{other.number}"
        await ask(self.deployment, other, Message(event, SYSTEM, key, None, figures))


def _said_of(demand: Clawback, found: Shrunk | None, asked: dict[str, Any] | None) -> tuple[GroundEvent, dict[str, Any]] | None:
    """Return what a look has to tell a demand: what is left of its ground, or that all of it is back; None where it knows that.

    Args:
        demand: The demand.
        found: What is left, where that is less than it asks for.
        asked: What the open task is about in which an approver is asked whether less is demanded, if there is one.
    """
    is_proposed, figures = demand.stage == DebtStage.PROPOSED, {}
    if found is not None:
        figures = {"left_fen": found.left_fen, "due_fen": found.due_fen, "reckoning": found.reckoning}
    if demand.stage in BEING_DECIDED:
        figures = figures or {"left_fen": demand.amount_fen, "reckoning": {}}
        known_fen = demand.amount_fen if demand.noted_fen is None else demand.noted_fen
        return None if figures["left_fen"] == known_fen else (GroundEvent.GROUND_NOTED, figures)
    if found is None:
        return GroundEvent.PROPOSAL_RESTORED if is_proposed else GroundEvent.DEMAND_RESTORED, {}
    if asked is not None and asked["left_fen"] == found.left_fen:
        return None
    return GroundEvent.PROPOSAL_SHRANK if is_proposed else GroundEvent.DEMAND_SHRANK, figures
