"""任职关系。The process of an employment as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process, no_particulars
from activities.employment import effects
from policy.processes.employment.lifecycle import EMPLOYMENT

EMPLOYMENT_PROCESS = Process(EMPLOYMENT, no_particulars, (effects.EFFECTS,))
