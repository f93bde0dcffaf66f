"""分期拨付。The process of an instalment as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process
from activities.disbursement.award import AWARD_PAYMENT, DEMANDABLE
from activities.disbursement.effects import DISBURSEMENT
from activities.instalment import effects, state
from policy.processes.instalment.lifecycle import INSTALMENT

INSTALMENT_PROCESS = Process(INSTALMENT, state.instalment, (DISBURSEMENT, AWARD_PAYMENT, DEMANDABLE, effects.EFFECTS))
