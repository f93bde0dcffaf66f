"""时限。What reconsideration, holds, warnings and a new calendar change."""

from __future__ import annotations

from activities import tasks
from activities.effects.notice import recompute_notice
from activities.effects.registry import effect
from activities.tasks import opener
from activities.work import Work
from policy.errors import Refusal
from policy.lifecycles.application import Event, Stage
from policy.lifecycles.lifecycle import Common
from policy.tasks import KINDS
from policy.text import Text


@effect(Event.RECONSIDERATION_REQUESTED)
async def use_up_reconsideration(work: Work) -> None:
    """There is one reconsideration."""
    work.application.reconsidered = True


@opener("reconsideration_request")
async def open_window(work: Work) -> None:
    """Let the applicant ask for reconsideration, unless it was used up: then the workflow makes the refusal final."""
    if not work.application.reconsidered:
        await tasks.open_task(work, KINDS["reconsideration_request"])


@effect(Common.PUT_ON_HOLD, process="*")
async def hold(work: Work) -> None:
    """Stop every clock."""
    if work.case.held:
        raise Refusal("wrong_stage", Text("申请已暂停办理。", "The application is on hold already."))
    work.case.held, work.case.hold_reason = True, str(work.detail.get("reason", ""))
    await tasks.pause_all(work)


@effect(Common.RESUMED, process="*")
async def resume(work: Work) -> None:
    """Let every clock go on."""
    if not work.case.held:
        raise Refusal("wrong_stage", Text("申请未暂停。", "The application is not on hold."))
    work.case.held, work.case.hold_reason = False, None
    await tasks.resume_all(work)


@effect(Common.WARNED, process="*")
async def note_warning(work: Work) -> None:
    """Warn once."""
    if work.task is not None:
        work.task.warned_at = work.now


@effect(Common.ESCALATED, process="*")
async def escalate(work: Work) -> None:
    """Hand it to the head of the department as well."""
    if work.task is not None:
        work.task.escalated_at = work.now


@effect(Common.REASSIGNED, process="*")
async def hand_over(work: Work) -> None:
    """Give the task to one person."""
    if work.task is None:
        return
    assignee = str(work.detail["assignee"])
    if assignee in work.task.excluded:
        raise Refusal("four_eyes", Text("此人经手过此前的环节。", "That person handled an earlier step."))
    work.task.assignee = assignee


@effect(Common.DEADLINES_RECOMPUTED, process="*")
async def recompute(work: Work) -> None:
    """Count again what ran over days that were not official."""
    await tasks.recompute_all(work)


@effect(Common.DEADLINES_RECOMPUTED)
async def recompute_with_notice(work: Work) -> None:
    """The same for an application, whose notice may run."""
    await tasks.recompute_all(work)
    if work.application.stage == Stage.PUBLIC_NOTICE:
        await recompute_notice(work)
