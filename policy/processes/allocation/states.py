"""份额的状态。Where the share of one application on a list stands, from the day it is listed until its application has taken it."""

from __future__ import annotations

from enum import StrEnum

from policy.processes.kernel.states import States


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
