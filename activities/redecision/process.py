"""再决定。The process of a re-decision as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process
from activities.disbursement.award import AWARD_PAYMENT, DEMANDABLE
from activities.disbursement.effects import DISBURSEMENT
from activities.notice.effects import NOTICE
from activities.redecision import effects, state, supplement
from policy.processes.redecision.lifecycle import REDECISION

REDECISION_PROCESS = Process(
    REDECISION, state.redecision, (NOTICE, DISBURSEMENT, AWARD_PAYMENT, DEMANDABLE, effects.EFFECTS, supplement.EFFECTS)
)
