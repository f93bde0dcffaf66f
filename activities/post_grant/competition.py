"""揭榜的效果。What the events of a solution change until it is selected and its task book is in force (clauses 3 and 14)."""

from __future__ import annotations

from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.panel.panel import panel_result
from models.queries import call as calls
from models.queries import document as documents
from models.queries import expert as experts
from models.queries import suspension
from models.tables import Case, PostGrantProject
from policy.errors import Code, Fault, Refusal
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.call.lifecycle import Stage as CallStage
from policy.processes.panel.steps import PanelEvent
from policy.processes.post_grant.lifecycle import Event
from policy.processes.post_grant.task_book import require_sound
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[PostGrantProject]()


@EFFECTS.of(Event.SUBMITTED)
async def take_in_solution(context: TransitionContext[PostGrantProject]) -> None:
    """Take a solution while the window is open: at its end it is closed, to the second."""
    project = context.case
    await suspension.require_not_suspended(context.session, project.item_code, context.now.astimezone(BEIJING).date())
    call = await calls.of(context.session, project.call_id, shared=True)
    if call.stage != CallStage.OPEN or not call.opens_at <= context.now < call.closes_at:
        raise Refusal(Code.WINDOW_CLOSED, Text("不在征集期内。", "The window of the call is not open."))
    await require_solution_there(context)
    project.submitted_at = context.now


@EFFECTS.of(AcceptanceEvent.CORRECTED)
async def require_solution_there(context: TransitionContext[PostGrantProject]) -> None:
    """Refuse a solution without its document."""
    if "solution" not in await documents.evidence_codes(context.session, context.case.id):
        fault = Fault("solution", Text("请上传方案文本", "upload the text of the solution"))
        raise Refusal(Code.INCOMPLETE, Text("缺少方案文本。", "The text of the solution is missing (evidence solution)."), [fault])


@EFFECTS.of(PanelEvent.EXPERT_SCORED)
async def refuse_conflicted(context: TransitionContext[PostGrantProject]) -> None:
    """Refuse the score of an expert whose employer has entered the competition since the draw."""
    expert = await experts.find(context.session, context.actor.subject)
    if expert is not None and expert.employer_uscc in await experts.contestants(context.session, context.case):
        raise Refusal(
            Code.CONFLICT_OF_INTEREST,
            Text("您任职的单位也应征了本榜单，请回避。", "Your employer competes too; please stand aside."),
        )


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


def why_refused(context: TransitionContext[Case]) -> dict[str, Any]:
    """Return why a solution is refused, for its enterprise to read."""
    return {name: context.detail[name] for name in ("reason", "failures") if name in context.detail}


@EFFECTS.of(Event.TASK_BOOK_DRAFTED)
async def keep_task_book(context: TransitionContext[PostGrantProject]) -> None:
    """Keep the task book as it is to be signed."""
    require_sound(context.detail, context.now.astimezone(BEIJING).date())
    context.case.task_book = {name: context.detail[name] for name in ("goals", "planned_cost_fen", "milestones")}
    context.detail = context.detail | {"about": context.case.task_book}


@EFFECTS.of(Event.CHANGES_REQUESTED, Event.COUNTERSIGNATURE_WITHHELD)
async def hand_back_task_book(context: TransitionContext[PostGrantProject]) -> None:
    """Show the officer, who drafts the task book again, the last draft and what is wrong with it."""
    context.detail = context.detail | {"about": {"task_book": context.case.task_book, "reason": context.detail["reason"]}}


@EFFECTS.of(Event.TASK_BOOK_SIGNED)
async def show_signed(context: TransitionContext[PostGrantProject]) -> None:
    """Show the countersigning approver what was signed, and by whom."""
    context.detail = context.detail | {"about": (context.case.task_book or {}) | {"signatory": context.detail["signatory"]}}


@EFFECTS.of(Event.COUNTERSIGNED)
async def put_in_force(context: TransitionContext[PostGrantProject]) -> None:
    """Put the task book in force: its three years run from today, and every milestone still has to lie ahead."""
    today = context.now.astimezone(BEIJING).date()
    task_book = context.case.task_book or {}
    require_sound(task_book, today)
    context.case.task_book = task_book | {"signed_on": today.isoformat()}
