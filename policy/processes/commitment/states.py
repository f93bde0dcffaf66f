"""变动备案的状态。Where a change that an enterprise filed stands."""

from __future__ import annotations

from enum import StrEnum

from policy.processes.kernel.states import States


class FilingState(StrEnum):
    """Where a filing stands."""

    RECEIVED = "received"
    FILED = "filed"
    CORRECTION = "correction"
    PROPOSED = "proposed"
    APPROVED_WITHOUT_REPAYMENT = "approved_without_repayment"
    APPROVED_WITH_REPAYMENT = "approved_with_repayment"
    OVERTAKEN = "overtaken"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


# How a filing ends without an answer: other proceedings overtook it, or its enterprise took it back or filed another in its place.
_ENDS = (FilingState.OVERTAKEN, FilingState.WITHDRAWN, FilingState.SUPERSEDED)

FILING_STATES = States(
    first=FilingState.RECEIVED,
    following={
        FilingState.RECEIVED: (FilingState.FILED,),
        FilingState.FILED: (FilingState.PROPOSED, FilingState.CORRECTION, *_ENDS),
        # Filed as before once its papers are complete, or the time for that is over: it has counted since its receipt.
        FilingState.CORRECTION: (FilingState.FILED, *_ENDS),
        # Filed again when whoever has to confirm what is proposed sends it back.
        FilingState.PROPOSED: (
            FilingState.FILED,
            FilingState.APPROVED_WITHOUT_REPAYMENT,
            FilingState.APPROVED_WITH_REPAYMENT,
            *_ENDS,
        ),
        # Filed again when what was to be repaid is not demanded after all.
        FilingState.APPROVED_WITHOUT_REPAYMENT: (FilingState.FILED, *_ENDS),
        FilingState.APPROVED_WITH_REPAYMENT: (FilingState.FILED, *_ENDS),
        **dict.fromkeys(_ENDS, ()),
    },
)

# Not decided yet.
UNDECIDED = (FilingState.FILED, FilingState.CORRECTION, FilingState.PROPOSED)
APPROVED = (FilingState.APPROVED_WITHOUT_REPAYMENT, FilingState.APPROVED_WITH_REPAYMENT)
# What a filing may be answered with when the breach it is about is let go.
ANSWERS = (*APPROVED, FilingState.OVERTAKEN)
