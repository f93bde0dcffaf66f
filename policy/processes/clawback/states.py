"""退缴资金的状态。Where money that came in stands: recorded by one person, confirmed by another, borne out by the treasury, divided."""

from __future__ import annotations

from enum import StrEnum

from policy.processes.kernel.states import States


class RepaymentState(StrEnum):
    """Where a repayment stands."""

    RECORDED = "recorded"
    CONFIRMED = "confirmed"
    PAYER_QUESTIONED = "payer_questioned"
    BOOKED = "booked"
    SENT_BACK = "sent_back"
    REFUTED = "refuted"
    PAYER_REFUSED = "payer_refused"


class PartState(StrEnum):
    """Where a part of a receipt stands."""

    ALLOTTED = "allotted"
    BOOKED = "booked"
    OWED_BACK = "owed_back"
    REFUNDING = "refunding"
    REFUNDED = "refunded"


REPAYMENT_STATES = States(
    first=RepaymentState.RECORDED,
    following={
        RepaymentState.RECORDED: (RepaymentState.CONFIRMED, RepaymentState.SENT_BACK),
        RepaymentState.CONFIRMED: (RepaymentState.PAYER_QUESTIONED, RepaymentState.BOOKED, RepaymentState.REFUTED),
        # Once somebody has accepted the payer, the treasury is asked as if it were the debtor's own.
        RepaymentState.PAYER_QUESTIONED: (RepaymentState.CONFIRMED, RepaymentState.PAYER_REFUSED),
        RepaymentState.BOOKED: (),
        RepaymentState.SENT_BACK: (),
        RepaymentState.REFUTED: (),
        RepaymentState.PAYER_REFUSED: (),
    },
)
PART_STATES = States(
    first=PartState.ALLOTTED,
    following={
        # What was set aside for a debt is booked by that debt itself; what no debt takes is owed to whoever paid it.
        PartState.ALLOTTED: (PartState.BOOKED, PartState.OWED_BACK),
        PartState.BOOKED: (),
        # A refund takes it up, so that no other does; one that is given up leaves it, and a bank may return what was paid back.
        PartState.OWED_BACK: (PartState.REFUNDING,),
        PartState.REFUNDING: (PartState.OWED_BACK, PartState.REFUNDED),
        PartState.REFUNDED: (PartState.REFUNDING,),
    },
)

# While a repayment is in one of these, no other is recorded for its clawback.
IN_FLIGHT = (RepaymentState.RECORDED, RepaymentState.CONFIRMED, RepaymentState.PAYER_QUESTIONED)
# What no debt gets: it goes back, or went back, to whoever paid it.
GOES_BACK = (PartState.OWED_BACK, PartState.REFUNDING, PartState.REFUNDED)
# In these it never was: the same receipt may be recorded again.
VOID = (RepaymentState.SENT_BACK, RepaymentState.REFUTED, RepaymentState.PAYER_REFUSED)
