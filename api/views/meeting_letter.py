"""专题会的文书。The minutes of a meeting, once they are signed."""

from __future__ import annotations

from typing import Final

from api.views.matter import day
from models.queries import meeting as meetings
from models.queries import person as people
from models.queries import task as tasks
from models.queries.history import Moment
from models.session import Session
from models.tables import Case, Evaluation, Meeting
from policy.judging.catalogue import item as item_called
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter
from policy.letters.meeting_minutes import Held, Resolution, meeting_minutes
from policy.letters.paper import Paper
from policy.processes.evaluation.lifecycle import OUTCOMES
from policy.processes.meeting.lifecycle import Event
from policy.processes.meeting.tasks import votes_on

ISSUED_OF_MEETINGS: Final = frozenset({Event.MINUTES_SIGNED})
"""The events of a meeting by which a paper is issued."""


async def minutes_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:  # noqa: ARG001 - nobody contests it
    """Return the minutes as they were signed."""
    assert isinstance(row, Meeting)  # noqa: S101 - what the process says
    assert row.held_on is not None  # noqa: S101 - it is kept before they are signed
    every, chair = await tasks.all_of(session, row.id), await people.find(session, row.chair)
    resolutions = [
        Resolution(
            its_case.number,
            enterprise,
            None if isinstance(its_case, Evaluation) else item_called(its_case.item_code),
            matter.proposed_fen,
            votes_on(every, str(matter.case_id), len(matter.recused)),
            matter.agreed,
            OUTCOMES[str((its_case.findings or {})["proposal"])] if isinstance(its_case, Evaluation) else None,
            fell_away=matter.result is None,
        )
        for matter, its_case, enterprise in await meetings.agenda(session, row.id)
    ]
    held = Held(
        title=row.title,
        minutes_no=str(row.minutes_no),
        on=row.held_on,
        chair=chair.name if chair else row.chair,
        members=len(row.members),
        minutes=str(row.minutes),
        resolutions=resolutions,
    )
    return meeting_minutes(Matter(row.number, "", row.department, day(then.events[-1].occurred_at)), held, language)
