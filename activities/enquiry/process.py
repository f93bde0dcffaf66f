"""诉求。The process of an enquiry as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process, no_particulars
from activities.enquiry import effects
from policy.processes.enquiry.lifecycle import ENQUIRY

ENQUIRY_PROCESS = Process(ENQUIRY, no_particulars, (effects.EFFECTS,))
