"""股权投资。The process of an investment as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process
from activities.investment import effects, proceeds, returned, state
from policy.processes.investment.lifecycle import INVESTMENT

INVESTMENT_PROCESS = Process(INVESTMENT, state.investment, (effects.EFFECTS, proceeds.EFFECTS, returned.EFFECTS))
