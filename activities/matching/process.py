"""配套项目。The process of a matching project as the machine of cases knows it."""

from __future__ import annotations

from activities.acceptance.effects import acceptance_effects
from activities.case.process import Process
from activities.change.effects import change_effects
from activities.matching import changing, effects, state
from policy.processes.matching.lifecycle import MATCHING

MATCHING_PROCESS = Process(
    MATCHING,
    state.matching,
    (acceptance_effects("admission", "project_correction"), change_effects(changing.PROJECT_CHANGES), effects.EFFECTS),
)
