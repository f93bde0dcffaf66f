"""揭榜的效果。What the events of a solution change until it is selected and its task book is in force (clauses 3 and 14)."""

from __future__ import annotations

from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.change.effects import require_others
from activities.notice.effects import publish_intent, rule_on_objection
from activities.panel.panel import panel_result, refuse_conflicted
from models.queries import call as calls
from models.queries import document as documents
from models.queries import notice as notices
from models.queries import suspension
from models.tables import Case, PostGrantProject
from policy.errors import Code, Fault, Refusal
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.change import partners
from policy.processes.change.terms import read_terms, refuse_terms
from policy.processes.kernel.deviation import is_far, reason_for, reason_where_far
from policy.processes.notice.states import NoticeState, ObjectionState
from policy.processes.notice.steps import NoticeEvent
from policy.processes.panel.steps import PanelEvent
from policy.processes.post_grant.agreement import require_agreeable, terms_of
from policy.processes.post_grant.lifecycle import Event
from policy.processes.post_grant.task_book import require_sound
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[PostGrantProject]()


@EFFECTS.of(Event.SUBMITTED)
async def take_in_solution(context: TransitionContext[PostGrantProject]) -> None:
    """Take a solution while the window is open: at its end it is closed, to the second."""
    project = context.case
    await suspension.require_not_suspended(context.session, project.item_code, context.now.astimezone(BEIJING).date())
    call = await calls.of(context.session, project.call_id, shared=True)
    calls.require_open(call, context.received)
    await require_solution_there(context)
    project.submitted_at = context.now


@EFFECTS.of(AcceptanceEvent.CORRECTED)
async def require_solution_there(context: TransitionContext[PostGrantProject]) -> None:
    """Refuse a solution without its document."""
    if "solution" not in await documents.evidence_codes(context.session, context.case.id):
        fault = Fault("solution", Text("请上传方案文本", "upload the text of the solution"))
        raise Refusal(Code.INCOMPLETE, Text("缺少方案文本。", "The text of the solution is missing (evidence solution)."), [fault])


EFFECTS.of(PanelEvent.EXPERT_SCORED)(refuse_conflicted)


@EFFECTS.of(Event.EVALUATED)
async def keep_score(context: TransitionContext[PostGrantProject]) -> None:
    """Keep the panel's result, and set when to look whether the selection has been made."""
    result = panel_result(context)
    if result is None:
        raise Refusal(Code.WRONG_STAGE, Text("评审未完毕。", "The panel is not done."))
    project = context.case
    project.score_hundredths, project.votes, project.recommendations = result.score_hundredths, result.votes, result.recommendations
    project.wakes_at = context.clock.after(context.now, context.days("call_look")).at
    context.detail = context.detail | {"score_hundredths": result.score_hundredths, "recommendations": result.recommendations}


@EFFECTS.of(Event.PUT_IN_RESERVE)
async def look_later(context: TransitionContext[PostGrantProject]) -> None:
    """Set when a solution in reserve looks by itself whether its turn has come, should its call not tell it."""
    context.case.wakes_at = context.clock.after(context.now, context.days("standby_look")).at


@EFFECTS.of(Event.SELECTED)
async def publish_selection(context: TransitionContext[PostGrantProject]) -> None:
    """Publish who is to carry out what, until nobody may object any more."""
    await publish_intent(context, None)


@EFFECTS.of(NoticeEvent.NOTICE_CLEARED)
async def end_notice(context: TransitionContext[PostGrantProject]) -> None:
    """Let the selection stand, as nobody objects."""
    (await notices.latest(context.session, context.case.id)).become(NoticeState.CLEARED)
    context.case.wakes_at = None


@EFFECTS.of(NoticeEvent.OBJECTION_UPHELD)
async def overturn(context: TransitionContext[PostGrantProject]) -> None:
    """Rule for the objection: it is selected no longer. Its place falls free once that is final."""
    await rule_on_objection(context, ObjectionState.UPHELD)
    (await notices.latest(context.session, context.case.id)).become(NoticeState.OVERTURNED)


@EFFECTS.of(Event.WITHDRAWN)
async def end_notice_with_it(context: TransitionContext[PostGrantProject]) -> None:
    """End the notice of a winner that withdraws meanwhile: nobody objects to it any more."""
    if (notice := await notices.running(context.session, context.case.id)) is not None:
        notice.become(NoticeState.OVERTURNED)
    context.case.wakes_at = None


def why_refused(context: TransitionContext[Case]) -> dict[str, Any]:
    """Return why a solution is refused, for its enterprise to read."""
    return {name: context.detail[name] for name in ("reason", "failures") if name in context.detail}


@EFFECTS.opens("task_book_draft")
async def open_draft(context: TransitionContext[PostGrantProject]) -> None:
    """Open the drafting of the task book, with what the solution planned before its drafter."""
    about = {"solution": _planned(context.case)} | (context.detail.get("about") or {})
    await open_task(context, KINDS["task_book_draft"], about=about)


@EFFECTS.asks("task_book_draft")
async def ask_why_it_costs_so(context: TransitionContext[PostGrantProject], department: str) -> dict[str, Any]:  # noqa: ARG001 - of any
    """Ask for a reason where the task book plans with another cost than the solution that was selected."""
    return {"allOf": [reason_where_far(Event.TASK_BOOK_DRAFTED, "planned_cost_fen", context.case.solution["planned_cost_fen"])]}


@EFFECTS.of(Event.TASK_BOOK_DRAFTED)
async def keep_task_book(context: TransitionContext[PostGrantProject]) -> None:
    """Keep the task book as it is to be signed."""
    task_book = read_terms(terms_of(context.detail)) | {"planned_cost_fen": context.detail["planned_cost_fen"]}
    require_sound(task_book, context.now.astimezone(BEIJING).date())
    require_agreeable(task_book)
    await require_others(context, task_book)
    refuse_terms(partners.faults_of_first(task_book.get("partners", ()), context.detail.get("register", {})))
    context.case.task_book = task_book
    context.detail = context.detail | {"about": _to_sign(context.case, context.detail.get("reason"))}


@EFFECTS.of(Event.CHANGES_REQUESTED, Event.COUNTERSIGNATURE_WITHHELD)
async def hand_back_task_book(context: TransitionContext[PostGrantProject]) -> None:
    """Show the officer, who drafts the task book again, the last draft and what is wrong with it."""
    context.detail = context.detail | {"about": {"task_book": context.case.task_book, "reason": context.detail["reason"]}}


@EFFECTS.of(Event.TASK_BOOK_SIGNED)
async def show_signed(context: TransitionContext[PostGrantProject]) -> None:
    """Show the countersigning approver what was signed, by whom, and what the solution planned."""
    drafted = context.completed_tasks(("task_book_draft",))[-1].answer or {}
    about = _to_sign(context.case, drafted.get("reason")) | {"signatory": context.detail["signatory"]}
    context.detail = context.detail | {"about": about}


@EFFECTS.asks("task_book_countersignature")
async def ask_why_to_sign(context: TransitionContext[PostGrantProject], department: str) -> dict[str, Any]:  # noqa: ARG001 - of any
    """Ask whoever signs a task book for a reason too, where its cost is far from the solution's."""
    far = is_far(context.case.solution["planned_cost_fen"], (context.case.task_book or {})["planned_cost_fen"])
    return {"allOf": [reason_for(Event.COUNTERSIGNED)] if far else []}


def _planned(project: PostGrantProject) -> dict[str, Any]:
    """Return the figures of the solution that was selected."""
    return {name: project.solution[name] for name in ("planned_cost_fen", "months")}


def _to_sign(project: PostGrantProject, reason: str | None) -> dict[str, Any]:
    """Return a task book for whoever signs it, beside what the solution planned, and why it differs if it does."""
    said = {"reason": reason} if reason else {}
    return (project.task_book or {}) | {"solution": _planned(project)} | said


@EFFECTS.of(Event.COUNTERSIGNED)
async def put_in_force(context: TransitionContext[PostGrantProject]) -> None:
    """Put the task book in force: its three years run from today, and every milestone still has to lie ahead."""
    today = context.now.astimezone(BEIJING).date()
    task_book = context.case.task_book or {}
    require_sound(task_book, today)
    context.case.task_book = task_book | {"signed_on": today.isoformat()}
