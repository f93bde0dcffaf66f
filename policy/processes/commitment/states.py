"""变更备案的状态。Where a change that an enterprise filed stands."""

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


FILING_STATES = States(
    first=FilingState.RECEIVED,
    following={
        FilingState.RECEIVED: (FilingState.FILED,),
        FilingState.FILED: (
            FilingState.PROPOSED,
            FilingState.APPROVED_WITHOUT_REPAYMENT,
            FilingState.CORRECTION,
            FilingState.OVERTAKEN,
        ),
        # Filed as before once its papers are complete, or the time for that is over: it has counted since its receipt.
        FilingState.CORRECTION: (FilingState.FILED, FilingState.OVERTAKEN),
        # Filed again when whoever has to confirm the repayment sends it back.
        FilingState.PROPOSED: (FilingState.FILED, FilingState.APPROVED_WITH_REPAYMENT, FilingState.OVERTAKEN),
        FilingState.APPROVED_WITHOUT_REPAYMENT: (),
        FilingState.APPROVED_WITH_REPAYMENT: (),
        FilingState.OVERTAKEN: (),
    },
)

# Not decided yet.
UNDECIDED = (FilingState.FILED, FilingState.CORRECTION, FilingState.PROPOSED)
APPROVED = (FilingState.APPROVED_WITHOUT_REPAYMENT, FilingState.APPROVED_WITH_REPAYMENT)
