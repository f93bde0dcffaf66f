"""对账差异的状态。Where something that does not agree with the treasury's statement stands."""

from __future__ import annotations

from enum import StrEnum

from policy.processes.kernel.states import States


class DifferenceState(StrEnum):
    """Where a difference stands."""

    OPEN = "open"
    RESOLVED = "resolved"


DIFFERENCE_STATES = States(
    first=DifferenceState.OPEN,
    following={DifferenceState.OPEN: (DifferenceState.RESOLVED,), DifferenceState.RESOLVED: ()},
)
