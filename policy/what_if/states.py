"""试算的状态。Where a what-if stands."""

from __future__ import annotations

from enum import StrEnum

from policy.processes.kernel.states import States


class WhatIfState(StrEnum):
    """Where a what-if stands."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


WHAT_IF_STATES = States(
    first=WhatIfState.RUNNING,
    following={
        WhatIfState.RUNNING: (WhatIfState.DONE, WhatIfState.CANCELLED, WhatIfState.FAILED),
        WhatIfState.DONE: (),
        WhatIfState.CANCELLED: (),
        WhatIfState.FAILED: (),
    },
)
