"""返还款的状态。Where money that came in stands: recorded by one person, confirmed by another, borne out by the treasury."""

from __future__ import annotations

from enum import StrEnum

from policy.processes.kernel.states import States


class RepaymentState(StrEnum):
    """Where a repayment stands."""

    RECORDED = "recorded"
    CONFIRMED = "confirmed"
    BOOKED = "booked"
    SENT_BACK = "sent_back"
    REFUTED = "refuted"


REPAYMENT_STATES = States(
    first=RepaymentState.RECORDED,
    following={
        RepaymentState.RECORDED: (RepaymentState.CONFIRMED, RepaymentState.SENT_BACK),
        RepaymentState.CONFIRMED: (RepaymentState.BOOKED, RepaymentState.REFUTED),
        RepaymentState.BOOKED: (),
        RepaymentState.SENT_BACK: (),
        RepaymentState.REFUTED: (),
    },
)

# While a repayment is in one of these, no other is recorded for its clawback.
IN_FLIGHT = (RepaymentState.RECORDED, RepaymentState.CONFIRMED)
# In these it never was: the same receipt may be recorded again.
VOID = (RepaymentState.SENT_BACK, RepaymentState.REFUTED)
