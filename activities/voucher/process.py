"""服务券的流程。The process of a voucher as the machine of cases knows it."""

from __future__ import annotations

from activities.acceptance.effects import acceptance_effects
from activities.case.process import Process
from activities.voucher import issuing, spending, state
from policy.processes.voucher.steps import VOUCHER

VOUCHER_PROCESS = Process(
    VOUCHER, state.voucher, (acceptance_effects("voucher_check", "voucher_correction"), issuing.EFFECTS, spending.EFFECTS)
)
