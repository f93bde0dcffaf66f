"""结算的流程。The process of a settlement as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process
from activities.disbursement.award import AWARD_PAYMENT
from activities.disbursement.effects import DISBURSEMENT
from activities.settlement import effects, reclaiming, repaid, state
from policy.processes.settlement.lifecycle import SETTLEMENT

SETTLEMENT_PROCESS = Process(
    SETTLEMENT, state.settlement, (DISBURSEMENT, AWARD_PAYMENT, effects.EFFECTS, reclaiming.EFFECTS, repaid.EFFECTS)
)
