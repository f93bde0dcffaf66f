"""专题会的呈现。How meetings become what people read; votes are shown once they are counted, and never who voted how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.schemas.base import Named
from api.schemas.meeting import MatterShown, MeetingInFull, MeetingShown, VotesShown
from api.views.case import case_fields, standing
from models.queries import meeting as meetings
from models.queries import task as tasks
from models.session import Session
from models.tables import AgendaItem, Case, Evaluation, Meeting, Task
from policy.processes.evaluation.lifecycle import OUTCOMES
from policy.processes.meeting.lifecycle import RESOLVED, Stage
from policy.processes.meeting.tasks import votes_on

_SIGNED = frozenset({*RESOLVED, Stage.CLOSED, Stage.CALLED_OFF})


def meeting(row: Meeting) -> MeetingShown:
    """Return a meeting for a list."""
    return MeetingShown.model_validate(_brief(row))


async def in_full(session: Session, row: Meeting) -> MeetingInFull:
    """Return a meeting with its agenda."""
    every = await tasks.all_of(session, row.id)
    agenda = [
        MatterShown.model_validate(
            {
                "case_id": matter.case_id,
                "application_number": its_case.number,
                "enterprise_name": enterprise,
                "item_code": its_case.item_code,
                "proposed_fen": matter.proposed_fen,
                "proposal": _proposal(its_case),
                "reason": matter.reason,
                "terms": matter.agreed,
                "recused": matter.recused,
                "votes": _votes(every, matter),
                "result": matter.result,
                "award_fen": matter.award_fen,
                "state": matter.state,
            }
        )
        for matter, its_case, enterprise in await meetings.agenda(session, row.id)
    ]
    minutes = row.minutes if row.stage in _SIGNED else None
    own = {"members": row.members, "minutes": minutes, "agenda": agenda}
    return MeetingInFull.model_validate(_brief(row) | standing(row, [task for task in every if task.closed_at is None]) | own)


def _proposal(its_case: Case) -> Named | None:
    if not isinstance(its_case, Evaluation):
        return None
    code = str((its_case.findings or {})["proposal"])
    return Named(code=code, zh=OUTCOMES[code].zh, en=OUTCOMES[code].en)


def _votes(every: Sequence[Task], matter: AgendaItem) -> VotesShown | None:
    if matter.result is None:
        return None
    return VotesShown.model_validate(votes_on(every, str(matter.case_id), len(matter.recused)).counted)


def _brief(row: Meeting) -> dict[str, Any]:
    return case_fields(row) | {"title": row.title, "chair": row.chair, "minutes_no": row.minutes_no, "held_on": row.held_on}
