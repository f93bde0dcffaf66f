"""专题会。The process of a meeting as the machine of cases knows it."""

from __future__ import annotations

from activities.case.process import Process
from activities.meeting import effects, state
from policy.processes.meeting.lifecycle import MEETING

MEETING_PROCESS = Process(MEETING, state.meeting, (effects.EFFECTS,))
