"""核对上级。What a look at the upstream changes: what happened since the last one, what is reclaimed for it, and when the next one is made.

A record that contradicts itself, or is not there any more, changes nothing: an officer takes it up, and the project stays as the last sound
record had it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from activities.case.context import TransitionContext
from activities.case.tasks import close
from activities.case.transitions import apply
from activities.matching.contradictions import take_up
from activities.matching.upstream_cuts import astray, cuts, note_due_again, owe_interest_back, reclaim, regained, shrunk
from models.queries import matching_project as matching_projects
from models.queries import succession
from models.tables import MatchingProject, Message, Task
from policy.processes.kernel.closings import Closing
from policy.processes.matching.claims import claimed_again, next_look
from policy.processes.matching.contradictions import NOT_FOUND, contradictions, unexplained_holder
from policy.processes.matching.lifecycle import Event, Stage
from policy.processes.matching.upstream import events_between, net_fen

# What ends a project once its time is over.
_ENDINGS = {Stage.CLOSING: Event.CLAIMS_CLOSED, Stage.UNWINDING: Event.WATCH_ENDED, Stage.HANDED_OVER: Event.WATCH_ENDED}


async def look(context: TransitionContext[MatchingProject], answer: dict[str, Any] | None) -> None:
    """Record what the registry says now, and what follows.

    Args:
        context: The transition; its event is found here.
        answer: The registry's answer; None where it knows no such project.
    """
    project = context.case
    before = project.upstream
    own = await succession.family(context.session, project.enterprise_uscc)
    if answer is None:
        take_up(context, Event.UPSTREAM_LOST, [NOT_FOUND], answer)
        await _wait_for_clarification(context)
        return
    # Who holds it after it was handed over is no question here any more.
    whose = [] if project.stage == Stage.HANDED_OVER else unexplained_holder(own, answer)
    if doubts := contradictions(answer) or whose:
        take_up(context, Event.UPSTREAM_CONTRADICTED, doubts, answer)
        await _wait_for_clarification(context)
        return
    if (asked := _clarification(context)) is not None:
        # The record is sound again: nothing is left to clarify, or to give up.
        close(context, asked, Closing.SUPERSEDED)
    happened = events_between(own, before, answer)
    events = [event for event in happened if context.lifecycle.allows(project.stage, event)] or [Event.UPSTREAM_CONFIRMED]
    project.upstream, project.looked_at = answer, context.now
    detail = _changes(before, project.upstream)
    for place, event in enumerate(events):
        await apply(replace(context, event=event, key=f"{context.key}/{place}" if place else context.key, detail=dict(detail)))
    await note_due_again(context)
    await owe_interest_back(context)
    fallen = await cuts(context.session, project)
    await reclaim(context, fallen)
    # Claims that have still to be verified anew or whose payment is under way, and demands to be lowered, are looked after soon.
    unsettled = any(not cut.paid for cut in fallen) or bool(await shrunk(context.session, project))
    await _tell_of_claims(context, detail)
    unsettled = unsettled or bool(await astray(context.session, project)) or bool(await regained(context.session, project))
    ending = _ENDINGS.get(Stage(project.stage))
    if ending is not None and not unsettled and project.closes_at is not None and project.closes_at <= context.now:
        await apply(replace(context, event=ending, key=f"{context.key}/end", detail={}))
        return
    soon = context.clock.after(context.now, context.days("upstream_retry")).at
    project.wakes_at = soon if unsettled else min(filter(None, (next_look(context.now), project.closes_at)))


async def _tell_of_claims(context: TransitionContext[MatchingProject], detail: dict[str, Any]) -> None:
    """Tell an enterprise of what more came, or came again, for years that were paid: each may be claimed for once more."""
    project = context.case
    more = {int(year) for year, (before_fen, after_fen) in detail["upstream"].get("net_fen", {}).items() if after_fen > before_fen}
    found = await matching_projects.claimable_again(context.session, project, context.now) if more else {}
    if told := {year: fen for year, fen in found.items() if year in more}:
        said = claimed_again(told)
        zh, en = f"{project.number}：{said.zh}", f"{project.number}: {said.en}"
        context.session.add(Message(case_id=project.id, enterprise_uscc=project.enterprise_uscc, zh=zh, en=en))


async def _wait_for_clarification(context: TransitionContext[MatchingProject]) -> None:
    """Have an officer take up what is wrong, once, and ask again soon: the record may be mended without us."""
    project, asked = context.case, _clarification(context)
    if asked is None or asked.about["contradictions"] != context.detail["about"]["contradictions"]:
        if asked is not None:
            close(context, asked, Closing.SUPERSEDED)
        await apply(context)
    project.looked_at = context.now
    project.wakes_at = context.clock.after(context.now, context.days("upstream_retry")).at


def _clarification(context: TransitionContext[MatchingProject]) -> Task | None:
    """Return the open task about the record: to have it clarified, or to give it up."""
    return next((task for task in context.open_tasks if task.kind in {"upstream_clarification", "upstream_giving_up"}), None)


def _changes(before: dict[str, Any] | None, after: dict[str, Any] | None) -> dict[str, Any]:
    """Say what two answers of the registry differ in: status, approval, and the money of each year."""
    first, second = before or {}, after or {}
    years = sorted({row["year"] for answer in (first, second) for row in answer.get("received", ())})
    money = {str(year): [net_fen(before, year), net_fen(after, year)] for year in years if net_fen(before, year) != net_fen(after, year)}
    fields = {name: [first.get(name), second.get(name)] for name in ("status", "approved_fen") if first.get(name) != second.get(name)}
    found = {"upstream": fields | ({"net_fen": money} if money else {}), "document_no": second.get("document_no")}
    moved = second.get("handed_over")
    if moved and moved != first.get("handed_over"):
        found["handed_over"] = {"on": moved["on"], "document_no": moved["document_no"], "as_of": second["as_of"]}
    return found
