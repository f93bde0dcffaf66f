"""配套项目变更的效果。What a change of a matching project puts in force: the newest version is what its claims go by."""

from __future__ import annotations

from datetime import date

from activities.case.context import TransitionContext
from activities.change.effects import Agreement
from models.tables import MatchingProject
from policy.processes.change.terms import Terms
from policy.processes.matching.agreement import OF_THE_ROW, TERMS, require_changeable
from policy.working_days import BEIJING


def _require(context: TransitionContext[MatchingProject], after: Terms) -> None:
    today = context.now.astimezone(BEIJING).date()
    require_changeable(context.case.terms, after, begins_on=context.case.begins_on, today=today)


async def _put(context: TransitionContext[MatchingProject], after: Terms, version: int) -> None:
    project = context.case
    project.title, project.ends_on = after["title"], date.fromisoformat(after["ends_on"])
    project.agreed = {code: value for code, value in after.items() if code not in OF_THE_ROW} | {"version": version}


PROJECT_CHANGES: Agreement[MatchingProject] = Agreement(TERMS, _require, _put)
