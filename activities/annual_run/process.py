"""年度批量核算。The process of an annual run as the machine of cases knows it."""

from __future__ import annotations

from activities.annual_run import effects, state
from activities.case.process import Process
from policy.processes.annual_run.lifecycle import ANNUAL_RUN

ANNUAL_RUN_PROCESS = Process(ANNUAL_RUN, state.run, (effects.EFFECTS,))
