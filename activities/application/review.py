"""评审。Who reviews an application (an officer, every department, or a panel drawn from the pool), and the result of their review."""

from __future__ import annotations

from typing import Any

from activities.application.due_diligence import asks_first, complete
from activities.application.joint import ask_for_all, open_parts
from activities.application.proving import asks_officer_beside_panel
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.panel.panel import of_this_round, open_panel, panel_result
from models.tables import Application
from policy.actors import Role
from policy.language.items import Review
from policy.processes.application.lifecycle import Event, Stage
from policy.processes.application.revoking import STATEMENT
from policy.processes.application.tasks import REVIEWS
from policy.processes.registry import KINDS

EFFECTS = Effects[Application]()


@EFFECTS.opens("review")
async def open_review(context: TransitionContext[Application]) -> None:
    """Open the tasks of the item's own kind of review; beside a panel an officer reads the facts off the papers.

    Before an investment is reviewed it is looked into.
    """
    if await asks_first(context):
        return
    kind = KINDS[REVIEWS[context.item.review]]
    if kind.role is Role.EXPERT:
        await open_panel(context)
        if asks_officer_beside_panel(context):
            await open_task(context, KINDS["fact_check"], about=_revoked(context))
        return
    if context.item.review is Review.JOINT:
        # One task a department, each on its own part, all at the same time.
        await open_parts(context)
        return
    await open_task(context, kind, about=_revoked(context))


def _revoked(context: TransitionContext[Application]) -> dict[str, Any] | None:
    """Return why what was decided before was revoked, for whoever looks at it anew: what was proposed, stated and decided."""
    if context.event != Event.DECISION_REVOKED or context.task is None:
        return None
    heard = context.completed_tasks((STATEMENT.code,))
    stated = (heard[-1].answer or {}).get("reason") if heard else None
    said = {"proposed": context.task.about["proposed"]["reason"], "statement": stated, "decided": context.detail["reason"]}
    return {"revoked": {name: one for name, one in said.items() if one}}


@EFFECTS.at_once(Stage.REVIEW)
async def go_on_at_once(context: TransitionContext[Application]) -> bool:
    """Ask whoever reviews an investment that was looked into, or for one correction that a joint review has named."""
    return await complete(context) or await ask_for_all(context)


def review_outcome(context: TransitionContext[Application]) -> bool | None:
    """Return the result of a review by several people, or None while one of them has not answered.

    A panel of experts decides by majority. A joint review comes to its end only when all have agreed: one department that does not
    ends it at once, by an event of its own.
    """
    if context.case.stage != "review" or context.open_tasks:
        return None
    if any(task.outcome == Event.DEPARTMENT_AGREED for task in of_this_round(context, REVIEWS[context.item.review])):
        return True
    panel = panel_result(context)
    return panel.recommended if panel else None
