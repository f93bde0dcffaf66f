"""效果登记。Which function writes what an event changes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from activities.work import Work
from models.commands import ledger
from policy.lifecycles.application import Event

Effect = Callable[[Work], Awaitable[None]]
EFFECTS: dict[Event, Effect] = {}


def effect(*events: Event) -> Callable[[Effect], Effect]:
    """Register what `events` change."""

    def register(function: Effect) -> Effect:
        EFFECTS.update(dict.fromkeys(events, function))
        return function

    return register


def booking(work: Work) -> ledger.Booking:
    """Return for whom, under which key and by whose act money moves in this transition."""
    return ledger.Booking(work.application.id, work.key, work.actor.subject)
