"""名单与份额的状态。Where a list of a window stands, and the share of one application on it, from its listing until it is taken."""

from __future__ import annotations

from enum import StrEnum

from policy.processes.kernel.states import States


class ListState(StrEnum):
    """Where a list stands."""

    DRAWN = "drawn"
    APPROVED = "approved"
    RETURNED = "returned"
    SETTLED = "settled"


LIST_STATES = States(
    first=ListState.DRAWN,
    following={
        ListState.DRAWN: (ListState.APPROVED, ListState.RETURNED),
        ListState.APPROVED: (ListState.SETTLED,),
        ListState.RETURNED: (),
        ListState.SETTLED: (),
    },
)


class ShareState(StrEnum):
    """Where a share stands."""

    LISTED = "listed"
    TAKEN = "taken"
    # There was not a fen for it, and it waits for another list.
    WAITS = "waits"
    # Left out of the sharing, its application is reviewed again.
    RETURNED = "returned"
    # Its application was withdrawn or could not be awarded: the share goes back to the ceiling.
    FELL_AWAY = "fell_away"


SHARE_STATES = States(
    first=ShareState.LISTED,
    following={
        ShareState.LISTED: (ShareState.TAKEN, ShareState.WAITS, ShareState.RETURNED, ShareState.FELL_AWAY),
        ShareState.TAKEN: (),
        ShareState.WAITS: (),
        ShareState.RETURNED: (),
        ShareState.FELL_AWAY: (),
    },
)
