"""人才优惠。The process of benefits as the machine of cases knows it."""

from __future__ import annotations

from activities.acceptance.effects import acceptance_effects
from activities.benefit import effects, state
from activities.case.process import Process
from policy.processes.benefit.lifecycle import BENEFIT
from policy.processes.benefit.tasks import CHECK, CORRECTION

BENEFIT_PROCESS = Process(BENEFIT, state.benefit, (acceptance_effects(CHECK, CORRECTION), effects.EFFECTS))
