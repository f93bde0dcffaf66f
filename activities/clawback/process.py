"""追回。The process of a clawback as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process
from activities.clawback import division, dropping, effects, freed, grounds, money, repayment, state
from policy.processes.clawback.lifecycle import CLAWBACK

CLAWBACK_PROCESS = Process(
    CLAWBACK,
    state.clawback,
    (effects.EFFECTS, dropping.EFFECTS, money.EFFECTS, grounds.EFFECTS, freed.EFFECTS, repayment.EFFECTS, division.EFFECTS),
)
