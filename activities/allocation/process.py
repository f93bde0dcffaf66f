"""分配清单。The process of an allocation as the machine of cases knows it."""

from __future__ import annotations

from activities.allocation import effects, state
from activities.case.process import Process
from policy.processes.allocation.lifecycle import ALLOCATION

ALLOCATION_PROCESS = Process(ALLOCATION, state.allocation, (effects.EFFECTS,))
