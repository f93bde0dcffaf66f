"""承继的流程。The process of a succession as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process
from activities.succession import effects, state
from policy.processes.succession.lifecycle import SUCCESSION

SUCCESSION_PROCESS = Process(SUCCESSION, state.succession, (effects.EFFECTS,))
