"""待办事项。The process of what waits outside every case as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process
from activities.pending import effects, state
from policy.processes.pending.lifecycle import PENDING

PENDING_PROCESS = Process(PENDING, state.pending, (effects.EFFECTS,))
