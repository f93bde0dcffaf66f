"""贷款登记。The process of a loan as the machine of cases knows it."""

from __future__ import annotations

from activities.acceptance.effects import acceptance_effects
from activities.case.process import Process
from activities.loan import effects, state
from policy.processes.loan.steps import LOAN

LOAN_PROCESS = Process(LOAN, state.loan, (acceptance_effects("loan_check", "loan_correction"), effects.EFFECTS))
