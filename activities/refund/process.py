"""退付。The process of a refund as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process
from activities.disbursement.effects import DISBURSEMENT
from activities.refund import award, counting, effects, state
from policy.processes.refund.lifecycle import REFUND

REFUND_PROCESS = Process(REFUND, state.refund, (DISBURSEMENT, effects.EFFECTS, counting.EFFECTS, award.EFFECTS))
