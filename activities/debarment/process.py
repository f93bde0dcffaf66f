"""限制申报。The process of a debarment as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process
from activities.debarment import effects, state
from policy.processes.debarment.lifecycle import DEBARMENT

DEBARMENT_PROCESS = Process(DEBARMENT, state.debarment, (effects.EFFECTS,))
