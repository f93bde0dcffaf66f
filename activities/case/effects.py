"""效果登记。Which function writes what an event changes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from activities.case.context import TransitionContext
from models.commands import ledger

Effect = Callable[[TransitionContext], Awaitable[None]]
Passing = Callable[[TransitionContext], Awaitable[bool]]
_EFFECTS: dict[tuple[str, str], Effect] = {}
_AT_ONCE: dict[tuple[str, str], Passing] = {}
_EVERYWHERE = "*"


def effect(*events: str, process: str = "application") -> Callable[[Effect], Effect]:
    """Register what `events` change in a process, or in every process under "*"."""

    def register(function: Effect) -> Effect:
        _EFFECTS.update(dict.fromkeys(((process, event) for event in events), function))
        return function

    return register


def effect_of(process: str, event: str) -> Effect | None:
    """Return what an event changes in a process, if it changes more than stage and tasks."""
    return _EFFECTS.get((process, event)) or _EFFECTS.get((_EVERYWHERE, event))


def at_once(stage: str, process: str = "application") -> Callable[[Passing], Passing]:
    """Register what is done in the transaction that leads to a stage, where no person stands between the two.

    It says in its work which event comes of it, and returns whether one does: what cannot be done yet the workflow has done as a step.
    """

    def register(function: Passing) -> Passing:
        _AT_ONCE[process, stage] = function
        return function

    return register


def done_at_once(process: str, stage: str) -> Passing | None:
    """Return what is done as soon as a case of a process has come to a stage, if anything is."""
    return _AT_ONCE.get((process, stage))


def booking(context: TransitionContext) -> ledger.Booking:
    """Return for whom, under which key and by whose act money moves in this transition."""
    return ledger.Booking(context.application.id, context.key, context.actor.subject)
