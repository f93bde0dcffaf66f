"""任务书变更的效果。What a change of a task book puts in force: the newest version is what milestones, acceptance and audit go by."""

from __future__ import annotations

from activities.case.context import TransitionContext
from activities.change.effects import Agreement
from activities.post_grant.delivery import ask_by_new_version, blocked_by_change
from models.tables import PostGrantProject
from policy.processes.change.terms import Terms
from policy.processes.post_grant.agreement import TERMS, require_changeable
from policy.working_days import BEIJING


def _require(context: TransitionContext[PostGrantProject], after: Terms) -> None:
    project = context.case
    is_checked = any(task.kind == "milestone_check" for task in context.open_tasks)
    today = context.now.astimezone(BEIJING).date()
    require_changeable(project.task_book or {}, after, settled=project.milestones_passed + is_checked, today=today)


async def _put(context: TransitionContext[PostGrantProject], after: Terms, version: int) -> None:
    project, passed = context.case, context.case.milestones_passed
    before = project.milestones[passed : passed + 1]
    project.task_book = {**(project.task_book or {}), **after, "version": version}
    if project.milestones[passed : passed + 1] != before:
        await ask_by_new_version(context)


TASK_BOOK_CHANGES: Agreement[PostGrantProject] = Agreement(TERMS, _require, _put, blocked_by_change)
