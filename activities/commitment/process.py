"""持续经营承诺。The process of a commitment as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process
from activities.commitment import breaches, filings, state
from policy.processes.commitment.lifecycle import COMMITMENT

COMMITMENT_PROCESS = Process(COMMITMENT, state.commitment, (filings.EFFECTS, breaches.EFFECTS))
