"""绩效自评。The process of an outcome report as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process
from activities.outcome_report import effects, state
from policy.processes.outcome_report.lifecycle import OUTCOME_REPORT

OUTCOME_REPORT_PROCESS = Process(OUTCOME_REPORT, state.outcome_report, (effects.EFFECTS,))
