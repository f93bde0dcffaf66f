"""拨付的状态。Where one payment stands with us and the treasury."""

from __future__ import annotations

from enum import StrEnum

from policy.processes.kernel.states import States


class DisbursementState(StrEnum):
    """Where a payment stands."""

    PREPARED = "prepared"
    RESERVED = "reserved"
    HELD = "held"
    INSTRUCTED = "instructed"
    MISMATCHED = "mismatched"
    PAID = "paid"
    RETURNED = "returned"


DISBURSEMENT_STATES = States(
    first=DisbursementState.PREPARED,
    following={
        # Given up when what it rests on falls before anybody confirmed it.
        DisbursementState.PREPARED: (DisbursementState.RESERVED, DisbursementState.RETURNED),
        DisbursementState.RESERVED: (DisbursementState.HELD, DisbursementState.INSTRUCTED, DisbursementState.RETURNED),
        # What was found before the instruction waits for an approver.
        DisbursementState.HELD: (DisbursementState.RESERVED, DisbursementState.RETURNED),
        # Reserved again when the instruction never arrived.
        DisbursementState.INSTRUCTED: (
            DisbursementState.RESERVED,
            DisbursementState.MISMATCHED,
            DisbursementState.PAID,
            DisbursementState.RETURNED,
        ),
        DisbursementState.MISMATCHED: (DisbursementState.INSTRUCTED,),
        # A bank can send money back days after it was paid.
        DisbursementState.PAID: (DisbursementState.RETURNED,),
        DisbursementState.RETURNED: (),
    },
)
