"""补充支持的预算。Where the money of what is added to an award comes from: looked at when it is decided, and set aside once that stands."""

from __future__ import annotations

from activities.case.books import booking
from activities.case.context import TransitionContext
from models.commands import ledger
from models.tables import Application, Redecision
from policy.working_days import BEIJING


async def require_budget(context: TransitionContext[Redecision], application: Application, amount_fen: int, *, paid: bool) -> None:
    """Refuse to decide on what cannot be set aside, before anything follows from it.

    Raises:
        Refusal: `budget_exhausted`; the decision waits until there is money.
    """
    if paid:
        await ledger.require_available(context.session, _line(context), amount_fen)
    else:
        await ledger.require_available_beside(context.session, application.id, amount_fen)


async def set_aside(context: TransitionContext[Redecision], application: Application, amount_fen: int, *, paid: bool) -> None:
    """Set aside what is added, in this year's budget or, where the award is unpaid, in the award's own.

    Raises:
        Refusal: `budget_exhausted`.
    """
    if paid:
        await ledger.pre_commit(context.session, booking(context), _line(context), amount_fen)
    else:
        await ledger.pre_commit_beside(context.session, booking(context), application.id, amount_fen)


def _line(context: TransitionContext[Redecision]) -> ledger.Line:
    return ledger.Line(context.case.department, context.case.item_code, context.now.astimezone(BEIJING).year)
