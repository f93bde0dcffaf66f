"""审定的效果。What a decision on a case of any process changes: its amount, and the money that is set aside for it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final, TypeVar

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effect, Effects
from activities.case.handing import could_do
from activities.case.tasks import open_task
from models.commands import ledger
from models.tables import AwardedCase
from policy.errors import Code
from policy.processes.decision.steps import DecisionEvent
from policy.processes.decision.tasks import DECIDING
from policy.processes.kernel.task_kind import TaskKind
from policy.processes.registry import KINDS
from policy.working_days import BEIJING

Row = TypeVar("Row", bound=AwardedCase)

_COMES_BACK_WITHIN: Final = timedelta(days=31)
OUT_OF_DATE: Final = frozenset({Code.ALREADY_AWARDED, Code.CONTRADICTORY, Code.FIGURE_LOWERED})
"""Why an approval is refused whose case has to be assessed anew."""


def decision_effects(*, require_awardable: Effect[Row], then: Effect[Row]) -> Effects[Row]:
    """Return what the events of a decision change.

    Args:
        require_awardable: Refuses an approval that the law does not allow now. What it locks is locked until the money is set aside.
        then: What follows in the same transaction once the money is set aside, such as the award's notice.
    """
    effects = Effects[Row]()
    effects.of(DecisionEvent.MINUTED)(set_amount)
    effects.of(DecisionEvent.DECISION_REFUSED)(award_nothing)
    effects.of(DecisionEvent.BUDGET_FOUND_EXHAUSTED)(wait_for_budget)
    for kind in DECIDING:
        effects.opens(kind)(partial(open_decision, KINDS[kind]))

    @effects.of(DecisionEvent.APPROVED, DecisionEvent.BUDGET_FOUND)
    async def award(context: TransitionContext[Row]) -> None:
        """Award the amount: `budget_exhausted` leaves nothing of it, and the case may wait for its turn."""
        await require_awardable(context)
        await set_money_aside(context)
        keep_amount(context)
        await then(context)

    return effects


async def open_decision(kind: TaskKind, context: TransitionContext[AwardedCase]) -> None:
    """Open a decision; what an approver sent back, the first or the second, comes back to the same one, if it does within a month."""
    before = context.completed_tasks((kind.code,))[-1:]
    same = [
        str(task.completed_by)
        for task in before
        if task.outcome == DecisionEvent.RETURNED and task.closed_at and context.now - task.closed_at <= _COMES_BACK_WITHIN
    ]
    # The second approver reads what the first did, such as what a committee resolved.
    about = context.task.about if context.task and context.event == DecisionEvent.FIRST_APPROVED else None
    task = await open_task(context, kind, about=about)
    if same and await could_do(context, task, same[0]):
        task.assignee = same[0]


async def set_amount(context: TransitionContext[AwardedCase]) -> None:
    """Keep the amount: the clause's, or the committee's."""
    context.case.award_fen = int(context.detail["award_fen"])


async def award_nothing(context: TransitionContext[AwardedCase]) -> None:
    """Remove the amount of a refused or withdrawn case."""
    context.case.award_fen = None


async def set_money_aside(context: TransitionContext[AwardedCase]) -> None:
    """Pre-commit the award in the year's appropriation of its item."""
    its_case, year = context.case, context.now.astimezone(BEIJING).year
    line = ledger.Line(its_case.department, its_case.item_code, year)
    await ledger.pre_commit(context.session, booking(context), line, its_case.award_fen or 0)


def keep_amount(context: TransitionContext[AwardedCase]) -> None:
    """Keep with the event what was approved: its letter says so still when the amount has changed or gone."""
    context.detail = context.detail | {"award_fen": context.case.award_fen}


async def wait_for_budget(context: TransitionContext[AwardedCase]) -> None:
    """Set when the budget is looked at again."""
    keep_amount(context)
    context.case.wakes_at = context.clock.after(context.now, context.days("budget_retry")).at
