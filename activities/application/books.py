"""入账。For whom, under which key and by whose act the money of an application moves."""

from __future__ import annotations

from activities.case.context import TransitionContext
from models.commands import ledger
from models.tables import Application


def booking(context: TransitionContext[Application]) -> ledger.Booking:
    """Return for whom, under which key and by whose act money moves in this transition."""
    return ledger.Booking(context.case.id, context.key, context.actor.subject)
