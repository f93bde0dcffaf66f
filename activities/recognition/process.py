"""认定的流程。The process of a recognition as the machine of cases knows it."""

from __future__ import annotations

from activities.acceptance.effects import acceptance_effects
from activities.case.process import Process
from activities.notice.effects import NOTICE
from activities.panel.panel import PANEL
from activities.recognition import effects, entry, state
from policy.processes.recognition.steps import RECOGNITION

RECOGNITION_PROCESS = Process(
    RECOGNITION,
    state.recognition,
    (acceptance_effects("recognition_check", "recognition_correction"), PANEL, NOTICE, effects.EFFECTS, entry.EFFECTS),
)
