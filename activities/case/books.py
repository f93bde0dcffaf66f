"""入账。For which case, under which key and by whose act money moves."""

from __future__ import annotations

from activities.case.context import TransitionContext
from models.commands import ledger
from models.tables import Case


def booking(context: TransitionContext[Case]) -> ledger.Booking:
    """Return for which case, under which key and by whose act money moves in this transition."""
    return ledger.Booking(context.case.id, context.key, context.actor.subject)
