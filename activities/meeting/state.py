"""专题会的细节。The particulars of a meeting that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.signatures.meeting import MeetingParticulars
from models.queries import meeting as meetings
from models.tables import Meeting
from policy.processes.meeting.lifecycle import RESOLVED


async def meeting(context: TransitionContext[Meeting]) -> dict[str, Any]:
    """Return the particulars of a meeting."""
    agenda = await meetings.agenda(context.session, context.case.id)
    resolved = context.case.stage in RESOLVED
    untaken = [its_case.workflow_id for matter, its_case, _ in agenda if resolved and matter.state in meetings.UNTAKEN]
    return asdict(MeetingParticulars(matters=len(agenda), untaken=untaken))
