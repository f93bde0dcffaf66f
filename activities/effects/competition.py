"""揭榜的效果。What the events of a solution change until it is selected and its task book is in force (clauses 3 and 14)."""

from __future__ import annotations

from activities.effects.registry import effect
from activities.reviews import panel_result
from activities.tasks import open_task, opener
from activities.work import Work
from models.queries import calls, case, suspension
from policy.errors import Fault, Refusal
from policy.lifecycles.call import Stage as CallStage
from policy.lifecycles.post_grant import POST_GRANT, Event
from policy.task_book import require_sound
from policy.tasks import KINDS
from policy.text import Text
from policy.working_days import BEIJING

_PROCESS = POST_GRANT.name


@effect(Event.SUBMITTED, process=_PROCESS)
async def take_in_solution(work: Work) -> None:
    """Take a solution while the window is open: at its end it is closed, to the second."""
    project = work.project
    await suspension.require_not_suspended(work.session, project.item_code, work.now.astimezone(BEIJING).date())
    call = await calls.of(work.session, project.call_id, shared=True)
    if call.stage != CallStage.OPEN or not call.opens_at <= work.now < call.closes_at:
        raise Refusal("window_closed", Text("不在征集期内。", "The window of the call is not open."))
    await require_solution_there(work)
    project.submitted_at = work.now


@effect(Event.CORRECTED, process=_PROCESS)
async def require_solution_there(work: Work) -> None:
    """Refuse a solution without its document."""
    if "solution" not in await case.evidence_codes(work.session, work.case.id):
        fault = Fault("solution", Text("请上传方案文本", "upload the text of the solution"))
        raise Refusal("incomplete", Text("缺少方案文本(solution)。", "The text of the solution is missing (evidence solution)."), [fault])


@effect(Event.CORRECTION_REQUESTED, process=_PROCESS)
async def stop_check_clock(work: Work) -> None:
    """Keep what is left of the acceptance period: the clock stands still while the applicant has the ball."""
    if work.task is not None and work.task.due_at is not None:
        work.case.clocks = dict(work.case.clocks) | {"solution_check": work.clock.remaining(work.now, work.task.due_at)}


@effect(Event.EXPERT_SCORED, process=_PROCESS)
async def refuse_conflicted(work: Work) -> None:
    """Refuse the score of an expert whose employer has entered the competition since the draw."""
    expert = await case.expert(work.session, work.actor.subject)
    if expert is not None and expert.employer_uscc in await case.contestants(work.session, work.case):
        raise Refusal(
            "conflict_of_interest",
            Text("您任职的单位也应征了本榜单,请回避。", "Your employer competes too; please stand aside."),
        )


@effect(Event.EVALUATED, process=_PROCESS)
async def keep_score(work: Work) -> None:
    """Keep what the panel came to, and look from time to time whether the selection has been made."""
    result = await panel_result(work)
    if result is None:
        raise Refusal("wrong_stage", Text("评审未完毕。", "The panel is not done."))
    project = work.project
    project.score_hundredths, project.votes, project.recommendations = result.score_hundredths, result.votes, result.recommendations
    project.wakes_at = work.clock.after(work.now, work.days("call_look")).at
    work.detail = work.detail | {"score_hundredths": result.score_hundredths, "recommendations": result.recommendations}


@effect(Event.RECONSIDERATION_REQUESTED, process=_PROCESS)
async def use_up_reconsideration(work: Work) -> None:
    """There is one reconsideration of a refusal."""
    work.project.reconsidered = True


@opener("solution_objection")
async def open_objection(work: Work) -> None:
    """Let the applicant object to a refusal, unless that was done."""
    if not work.project.reconsidered:
        await open_task(work, KINDS["solution_objection"], about=_why(work))


def _why(work: Work) -> dict[str, object]:
    return {name: work.detail[name] for name in ("reason", "failures") if name in work.detail}


@effect(Event.TASK_BOOK_DRAFTED, process=_PROCESS)
async def keep_task_book(work: Work) -> None:
    """Keep the task book as it is to be signed."""
    require_sound(work.detail, work.now.astimezone(BEIJING).date())
    work.project.task_book = {name: work.detail[name] for name in ("goals", "planned_cost_fen", "milestones")}
    work.detail = work.detail | {"about": work.project.task_book}


@effect(Event.CHANGES_REQUESTED, Event.COUNTERSIGNATURE_WITHHELD, process=_PROCESS)
async def hand_back_task_book(work: Work) -> None:
    """Show whoever drafts it again what was there, and what is wrong with it."""
    work.detail = work.detail | {"about": {"task_book": work.project.task_book, "reason": work.detail["reason"]}}


@effect(Event.TASK_BOOK_SIGNED, process=_PROCESS)
async def show_signed(work: Work) -> None:
    """Show whoever countersigns what was signed, and by whom."""
    work.detail = work.detail | {"about": (work.project.task_book or {}) | {"signatory": work.detail["signatory"]}}


@effect(Event.COUNTERSIGNED, process=_PROCESS)
async def put_in_force(work: Work) -> None:
    """Put the task book in force: its three years run from today, and every milestone still has to lie ahead."""
    today = work.now.astimezone(BEIJING).date()
    task_book = work.project.task_book or {}
    require_sound(task_book, today)
    work.project.task_book = task_book | {"signed_on": today.isoformat()}
