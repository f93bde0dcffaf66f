"""配套项目的活动。The activities that ask the upstream registry about a matching project: once to recognise it, then every year.

A look that was cut short and is tried again finds what the first one wrote, and goes on with what is left to do: asking the claims that
rest on money taken back to be verified anew.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

from temporalio import activity
from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.matching.upstream import ask_project
from activities.matching.upstream_cuts import cuts, reclaim
from activities.signatures.case import AutomaticStep, CaseState, Message, Receipt
from activities.signatures.matching import CHECK_UPSTREAM, LOOK_UPSTREAM
from gateways.upstream import Upstream
from models.queries import matching_project as matching_projects
from models.queries import succession
from models.tables import MatchingProject
from policy.actors import SYSTEM
from policy.processes.application.lifecycle import Event as ClaimEvent
from policy.processes.matching.claims import next_look
from policy.processes.matching.lifecycle import WATCHED, Event, Stage
from policy.processes.matching.upstream import events_between, failures_as_json, net_fen, why_not_admitted

# What ends a project once its time is over.
_ENDINGS = {Stage.CLOSING: Event.CLAIMS_CLOSED, Stage.UNWINDING: Event.WATCH_ENDED}


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
            await _look(context, answer)

        state = await take(self.deployment, step, WATCHED, write)
        await self._return_claims(step)
        return state

    async def _project(self, step: AutomaticStep) -> MatchingProject:
        async with self.deployment.database.reading() as session:
            return await matching_projects.of(session, uuid.UUID(step.case_id))

    async def _return_claims(self, step: AutomaticStep) -> None:
        """Send back to verification every unpaid claim that rests on money taken back."""
        async with self.deployment.database.reading() as session:
            shrunk = await cuts(session, await matching_projects.of(session, uuid.UUID(step.case_id)))
        for cut in shrunk:
            if cut.returnable:
                figures = {"upstream_before_fen": cut.before_fen, "upstream_after_fen": cut.after_fen}
                await _ask(cut.claim.number, Message(ClaimEvent.UPSTREAM_CHANGED, SYSTEM, f"{step.key}/{cut.claim.number}", None, figures))


async def _ask(number: str, message: Message) -> None:
    handle = activity.client().get_workflow_handle(f"application/{number}")
    try:
        await handle.execute_update("request", message, id=f"request/{message.key}", result_type=Receipt)
    except WorkflowUpdateFailedError:
        # It was on hold, or its payment left meanwhile: the next look, which is soon, finds it as it then is.
        return
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


async def _look(context: TransitionContext[MatchingProject], answer: dict[str, Any] | None) -> None:
    project = context.case
    before = project.upstream
    own = await succession.family(context.session, project.enterprise_uscc)
    happened = events_between(own, before, answer)
    events = [event for event in happened if context.lifecycle.allows(project.stage, event)] or [Event.UPSTREAM_CONFIRMED]
    if Event.UPSTREAM_LOST not in events:
        project.upstream = answer
    project.looked_at = context.now
    detail = _changes(before, project.upstream)
    for place, event in enumerate(events):
        await apply(replace(context, event=event, key=f"{context.key}/{place}" if place else context.key, detail=dict(detail)))
    shrunk = await cuts(context.session, project)
    await reclaim(context, shrunk)
    # Claims that have still to be verified anew, or whose payment is under way, are looked after soon.
    unsettled = any(not cut.paid for cut in shrunk)
    ending = _ENDINGS.get(Stage(project.stage))
    if ending is not None and not unsettled and project.closes_at is not None and project.closes_at <= context.now:
        await apply(replace(context, event=ending, key=f"{context.key}/end", detail={}))
        return
    soon = context.clock.after(context.now, context.days("upstream_retry")).at
    project.wakes_at = soon if unsettled else min(filter(None, (next_look(context.now), project.closes_at)))


def _changes(before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    """Say what two answers of the registry differ in: status, approval, and the money of each year."""
    first, second = before or {}, after or {}
    years = sorted({row["year"] for answer in (first, second) for row in answer.get("received", ())})
    money = {str(year): [net_fen(before, year), net_fen(after, year)] for year in years if net_fen(before, year) != net_fen(after, year)}
    fields = {name: [first.get(name), second.get(name)] for name in ("status", "approved_fen") if first.get(name) != second.get(name)}
    return {"upstream": fields | ({"net_fen": money} if money else {}), "document_no": second.get("document_no")}
