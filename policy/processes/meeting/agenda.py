"""议题的状态。Where a matter on the agenda stands: from the day it is listed until its case has taken what the meeting resolved."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from policy.processes.kernel.states import States


class AgendaState(StrEnum):
    """Where a matter on the agenda stands."""

    LISTED = "listed"
    CARRIED = "carried"
    NOT_CARRIED = "not_carried"
    # Too few took part in it, or the meeting was called off: it waits for another meeting.
    POSTPONED = "postponed"
    TAKEN = "taken"
    # Its case was withdrawn, has ended otherwise, or went back to be verified anew.
    FELL_AWAY = "fell_away"


TAKES: Final = frozenset({"committee", "deciding"})
"""The stages in which a case takes what a meeting resolved of it: of an application, and of an evaluation."""

_RESOLVED = (AgendaState.CARRIED, AgendaState.NOT_CARRIED, AgendaState.POSTPONED)

AGENDA_STATES = States(
    first=AgendaState.LISTED,
    following={
        AgendaState.LISTED: (*_RESOLVED, AgendaState.FELL_AWAY),
        **dict.fromkeys(_RESOLVED, (AgendaState.TAKEN, AgendaState.FELL_AWAY)),
        AgendaState.TAKEN: (),
        AgendaState.FELL_AWAY: (),
    },
)
