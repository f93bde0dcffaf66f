"""榜单与场景清单。The process of a call as the machine of cases knows it."""

from __future__ import annotations

from activities.call import effects, standby, state
from activities.case.process import Process
from policy.processes.call.lifecycle import CALL

CALL_PROCESS = Process(CALL, state.call, (effects.EFFECTS, standby.EFFECTS))
