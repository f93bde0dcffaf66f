"""生命周期。A process's states, events and transitions as one table that the workflow, the database and the documents all read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from policy.errors import Refusal
from policy.text import Text

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Lifecycle(Generic[S, E]):
    """The legal moves of one process.

    Attributes:
        name: The process, as it stands in workflow ids.
        transitions: From (stage, event) to the stage that follows.
        terminal: Stages that nothing leaves.
    """

    name: str
    transitions: Mapping[tuple[S, E], S]
    terminal: frozenset[S]

    def target(self, stage: S, event: E) -> S:
        """Return the stage that `event` leads to from `stage`.

        Raises:
            Refusal: `wrong_stage`, when the table has no such transition.
        """
        try:
            return self.transitions[stage, event]
        except KeyError:
            raise Refusal(
                "wrong_stage",
                Text(f"处于“{stage}”阶段时不能发生“{event}”。", f"“{event}” cannot happen in stage “{stage}”."),
            ) from None

    def allows(self, stage: S, event: E) -> bool:
        """Tell whether `event` may happen in `stage`."""
        return (stage, event) in self.transitions

    def events(self, stage: S) -> list[E]:
        """Return every event that may happen in `stage`, in the table's order."""
        return [event for (source, event) in self.transitions if source is stage]
