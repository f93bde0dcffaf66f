"""任职关系。The process of an employment as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process
from activities.employment import effects, state
from policy.processes.employment.lifecycle import EMPLOYMENT

EMPLOYMENT_PROCESS = Process(EMPLOYMENT, state.employment, (effects.EFFECTS,))
