"""效果。What the events of a process change besides stage and tasks, as a table that its drawer fills and the composition root hands over.

Each effect is written in the transaction of the transition it belongs to, so either all of it is kept or nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Generic, TypeVar

from activities.case.context import Row_co, TransitionContext

Effect = Callable[[TransitionContext[Row_co]], Awaitable[None]]
Passing = Callable[[TransitionContext[Row_co]], Awaitable[bool]]
Asked = Callable[[TransitionContext[Row_co], str], Awaitable[dict[str, Any]]]
Entered = TypeVar("Entered")


class Effects(Generic[Row_co]):
    """The functions of a part of a process, by what calls for them.

    Attributes:
        events: What an event changes, by event.
        openers: What opens the tasks that depend on the case, by the name they have in `Step.opens`.
        passing: What is done in the transaction that leads to a stage, by stage.
        asked: What the form of a kind of task asks besides its own fields, by kind.
    """

    def __init__(self) -> None:
        self.events: dict[str, Effect[Any]] = {}
        self.openers: dict[str, Effect[Any]] = {}
        self.passing: dict[str, Passing[Any]] = {}
        self.asked: dict[str, Asked[Any]] = {}

    def of(self, *events: str) -> Callable[[Effect[Row_co]], Effect[Row_co]]:
        """Enter what `events` change."""

        def enter(function: Effect[Row_co]) -> Effect[Row_co]:
            _enter(self.events, events, function)
            return function

        return enter

    def opens(self, name: str) -> Callable[[Effect[Row_co]], Effect[Row_co]]:
        """Enter what opens the tasks that a row of the lifecycle calls `name`."""

        def enter(function: Effect[Row_co]) -> Effect[Row_co]:
            _enter(self.openers, (name,), function)
            return function

        return enter

    def asks(self, *kinds: str) -> Callable[[Asked[Row_co]], Asked[Row_co]]:
        """Enter what the forms of `kinds` ask because of their case: it is given the department, and returns JSON Schema."""

        def enter(function: Asked[Row_co]) -> Asked[Row_co]:
            _enter(self.asked, kinds, function)
            return function

        return enter

    def at_once(self, stage: str) -> Callable[[Passing[Row_co]], Passing[Row_co]]:
        """Enter what is done in the transaction that leads to a stage, where no person stands between the two.

        It says in its context which event comes of it, and returns whether one does: what cannot be done yet is left to the workflow.
        """

        def enter(function: Passing[Row_co]) -> Passing[Row_co]:
            _enter(self.passing, (stage,), function)
            return function

        return enter


def _enter(table: dict[str, Entered], names: Iterable[str], function: Entered) -> None:
    """Enter a function, where nothing is entered yet: a second one would silently take the place of the first."""
    for name in names:
        if name in table:
            raise ValueError(name)
        table[name] = function
