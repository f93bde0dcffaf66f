"""状态列。The state of a row: how it takes on another, by its table in policy alone, and how SQL lists states."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import ClassVar

from sqlalchemy.orm import Mapped

from policy.processes.kernel.states import States


class WithState:
    """A row that is in a state, and takes on another only by its table."""

    states: ClassVar[States]

    state: Mapped[str]

    def become(self, state: StrEnum) -> None:
        """Take on a state that may follow its own.

        Raises:
            Refusal: `wrong_stage`, when it may not follow.
        """
        self.state = self.states.follow(self.state, state)


def listed(states: Iterable[str]) -> str:
    """Return states as SQL lists them between brackets."""
    return ", ".join(f"'{state}'" for state in states)
