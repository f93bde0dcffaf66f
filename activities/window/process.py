"""申报批次。The process of a window as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process
from activities.window import effects, listing, state
from policy.processes.window.lifecycle import WINDOW

WINDOW_PROCESS = Process(WINDOW, state.window, (effects.EFFECTS, listing.EFFECTS))
