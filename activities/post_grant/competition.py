"""揭榜的效果。What the events of a solution change until it is selected and its task book is in force (clauses 3 and 14)."""

from __future__ import annotations

from activities.application.review import panel_result
from activities.case.context import TransitionContext
from activities.case.effects import effect
from activities.case.tasks import open_task, opener
from models.queries import call as calls
from models.queries import document as documents
from models.queries import expert as experts
from models.queries import suspension
from policy.errors import Fault, Refusal
from policy.processes.call.lifecycle import Stage as CallStage
from policy.processes.panel.steps import PanelEvent
from policy.processes.post_grant.lifecycle import POST_GRANT, Event
from policy.processes.post_grant.task_book import require_sound
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

_PROCESS = POST_GRANT.name


@effect(Event.SUBMITTED, process=_PROCESS)
async def take_in_solution(context: TransitionContext) -> None:
    """Take a solution while the window is open: at its end it is closed, to the second."""
    project = context.project
    await suspension.require_not_suspended(context.session, project.item_code, context.now.astimezone(BEIJING).date())
    call = await calls.of(context.session, project.call_id, shared=True)
    if call.stage != CallStage.OPEN or not call.opens_at <= context.now < call.closes_at:
        raise Refusal("window_closed", Text("不在征集期内。", "The window of the call is not open."))
    await require_solution_there(context)
    project.submitted_at = context.now


@effect(Event.CORRECTED, process=_PROCESS)
async def require_solution_there(context: TransitionContext) -> None:
    """Refuse a solution without its document."""
    if "solution" not in await documents.evidence_codes(context.session, context.case.id):
        fault = Fault("solution", Text("请上传方案文本", "upload the text of the solution"))
        raise Refusal("incomplete", Text("缺少方案文本(solution)。", "The text of the solution is missing (evidence solution)."), [fault])


@effect(Event.CORRECTION_REQUESTED, process=_PROCESS)
async def stop_check_clock(context: TransitionContext) -> None:
    """Keep what is left of the acceptance period: the clock stands still while the applicant has the ball."""
    if context.task is not None and context.task.due_at is not None:
        context.case.clocks = dict(context.case.clocks) | {"solution_check": context.clock.remaining(context.now, context.task.due_at)}


@effect(PanelEvent.EXPERT_SCORED, process=_PROCESS)
async def refuse_conflicted(context: TransitionContext) -> None:
    """Refuse the score of an expert whose employer has entered the competition since the draw."""
    expert = await experts.find(context.session, context.actor.subject)
    if expert is not None and expert.employer_uscc in await experts.contestants(context.session, context.case):
        raise Refusal(
            "conflict_of_interest",
            Text("您任职的单位也应征了本榜单,请回避。", "Your employer competes too; please stand aside."),
        )


@effect(Event.EVALUATED, process=_PROCESS)
async def keep_score(context: TransitionContext) -> None:
    """Keep what the panel came to, and look from time to time whether the selection has been made."""
    result = panel_result(context)
    if result is None:
        raise Refusal("wrong_stage", Text("评审未完毕。", "The panel is not done."))
    project = context.project
    project.score_hundredths, project.votes, project.recommendations = result.score_hundredths, result.votes, result.recommendations
    project.wakes_at = context.clock.after(context.now, context.days("call_look")).at
    context.detail = context.detail | {"score_hundredths": result.score_hundredths, "recommendations": result.recommendations}


@effect(Event.RECONSIDERATION_REQUESTED, process=_PROCESS)
async def use_up_reconsideration(context: TransitionContext) -> None:
    """There is one reconsideration of a refusal."""
    context.project.reconsidered = True


@opener("solution_objection")
async def open_objection(context: TransitionContext) -> None:
    """Let the applicant object to a refusal, unless that was done."""
    if not context.project.reconsidered:
        await open_task(context, KINDS["solution_objection"], about=_why(context))


def _why(context: TransitionContext) -> dict[str, object]:
    return {name: context.detail[name] for name in ("reason", "failures") if name in context.detail}


@effect(Event.TASK_BOOK_DRAFTED, process=_PROCESS)
async def keep_task_book(context: TransitionContext) -> None:
    """Keep the task book as it is to be signed."""
    require_sound(context.detail, context.now.astimezone(BEIJING).date())
    context.project.task_book = {name: context.detail[name] for name in ("goals", "planned_cost_fen", "milestones")}
    context.detail = context.detail | {"about": context.project.task_book}


@effect(Event.CHANGES_REQUESTED, Event.COUNTERSIGNATURE_WITHHELD, process=_PROCESS)
async def hand_back_task_book(context: TransitionContext) -> None:
    """Show whoever drafts it again what was there, and what is wrong with it."""
    context.detail = context.detail | {"about": {"task_book": context.project.task_book, "reason": context.detail["reason"]}}


@effect(Event.TASK_BOOK_SIGNED, process=_PROCESS)
async def show_signed(context: TransitionContext) -> None:
    """Show whoever countersigns what was signed, and by whom."""
    context.detail = context.detail | {"about": (context.project.task_book or {}) | {"signatory": context.detail["signatory"]}}


@effect(Event.COUNTERSIGNED, process=_PROCESS)
async def put_in_force(context: TransitionContext) -> None:
    """Put the task book in force: its three years run from today, and every milestone still has to lie ahead."""
    today = context.now.astimezone(BEIJING).date()
    task_book = context.project.task_book or {}
    require_sound(task_book, today)
    context.project.task_book = task_book | {"signed_on": today.isoformat()}
