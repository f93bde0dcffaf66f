"""证件变更。The process of a change of a document as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process, no_particulars
from activities.document_change import effects
from policy.processes.document_change.lifecycle import DOCUMENT_CHANGE

DOCUMENT_CHANGE_PROCESS = Process(DOCUMENT_CHANGE, no_particulars, (effects.EFFECTS,))
