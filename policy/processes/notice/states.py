"""公示与异议的状态。Where a public notice stands, and where an objection to it does."""

from __future__ import annotations

from enum import StrEnum

from policy.processes.kernel.states import States


class NoticeState(StrEnum):
    """Where a public notice stands."""

    OPEN = "open"
    SUSPENDED = "suspended"
    CLEARED = "cleared"
    OVERTURNED = "overturned"


NOTICE_STATES = States(
    first=NoticeState.OPEN,
    following={
        # Overturned while it runs when what the amount rests on falls.
        NoticeState.OPEN: (NoticeState.SUSPENDED, NoticeState.CLEARED, NoticeState.OVERTURNED),
        NoticeState.SUSPENDED: (NoticeState.OPEN, NoticeState.OVERTURNED),
        # What had cleared is taken back when it is to be resolved anew.
        NoticeState.CLEARED: (NoticeState.OVERTURNED,),
        NoticeState.OVERTURNED: (),
    },
)


class ObjectionState(StrEnum):
    """Where an objection stands."""

    RECEIVED = "received"
    FILED = "filed"
    DISMISSED = "dismissed"
    UPHELD = "upheld"


OBJECTION_STATES = States(
    first=ObjectionState.RECEIVED,
    following={
        ObjectionState.RECEIVED: (ObjectionState.FILED,),
        ObjectionState.FILED: (ObjectionState.DISMISSED, ObjectionState.UPHELD),
        ObjectionState.DISMISSED: (),
        ObjectionState.UPHELD: (),
    },
)
