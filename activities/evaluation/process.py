"""政策评估。The process of an evaluation as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process, no_particulars
from activities.evaluation import effects
from policy.processes.evaluation.lifecycle import EVALUATION

EVALUATION_PROCESS = Process(EVALUATION, no_particulars, (effects.EFFECTS,))
