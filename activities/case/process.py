"""流程的活动。What the machine of cases has to know of a process: what its events change, and what its workflow has to know of its case."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Generic

from activities.case import clocks
from activities.case.context import Row_co, TransitionContext
from activities.case.effects import Asked, Effect, Effects, Passing
from policy.processes.kernel.lifecycle import Lifecycle

Particulars = Callable[[TransitionContext[Row_co]], Awaitable[dict[str, Any]]]


class Process(Generic[Row_co]):
    """One process, as its drawer describes it.

    Attributes:
        lifecycle: The rows of its stages and events.
        particulars: What its workflow has to know of its case besides the state every case has.
        events: What an event changes, by event.
        openers: What opens the tasks that depend on the case, by name.
        passing: What is done in the transaction that leads to a stage, by stage.
        asked: What the form of a kind of task asks besides its own fields, by kind.
        held_instead: Holds a case instead of a step that is asked of it, where something speaks against going on, and says whether it did.
    """

    def __init__(
        self,
        lifecycle: Lifecycle,
        particulars: Particulars[Row_co],
        effects: Sequence[Effects[Any]],
        *,
        held_instead: Passing[Any] | None = None,
    ) -> None:
        self.held_instead = held_instead
        self.lifecycle = lifecycle
        self.particulars = particulars
        # What a process says of an event goes before what every process does.
        tables = (clocks.EFFECTS, *effects)
        self.events: Mapping[str, Effect[Any]] = {event: effect for table in tables for event, effect in table.events.items()}
        self.openers: Mapping[str, Effect[Any]] = {name: opener for table in tables for name, opener in table.openers.items()}
        # Of two, one would silently never be done.
        passing = [(stage, function) for table in tables for stage, function in table.passing.items()]
        self.passing: Mapping[str, Passing[Any]] = dict(passing)
        if len(self.passing) < len(passing):
            raise ValueError([stage for stage, _ in passing])
        self.asked: Mapping[str, Asked[Any]] = {kind: asked for table in tables for kind, asked in table.asked.items()}


async def no_particulars(context: TransitionContext[Any]) -> dict[str, Any]:  # noqa: ARG001 - as of any process
    """Return nothing: the state that every case has is all its workflow has to know."""
    return {}
