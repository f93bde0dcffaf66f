"""拨付的状态。Where one payment stands with us and the treasury."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

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
    ACCOUNT_REFUSED = "account_refused"
    GIVEN_UP = "given_up"


DISBURSEMENT_STATES = States(
    first=DisbursementState.PREPARED,
    following={
        # Given up when what it rests on falls before the treasury was told; only what the treasury was told of is returned.
        DisbursementState.PREPARED: (DisbursementState.RESERVED, DisbursementState.ACCOUNT_REFUSED, DisbursementState.GIVEN_UP),
        # Prepared again when it is not what was released any more.
        DisbursementState.RESERVED: (
            DisbursementState.HELD,
            DisbursementState.INSTRUCTED,
            DisbursementState.RETURNED,
            DisbursementState.PREPARED,
        ),
        # What was found before the instruction waits for an approver.
        DisbursementState.HELD: (DisbursementState.RESERVED, DisbursementState.ACCOUNT_REFUSED, DisbursementState.GIVEN_UP),
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
        DisbursementState.ACCOUNT_REFUSED: (),
        DisbursementState.GIVEN_UP: (),
    },
)
UNANSWERED: Final = (DisbursementState.RESERVED, DisbursementState.INSTRUCTED, DisbursementState.MISMATCHED)
"""Where the treasury was told, or is about to be, and has not said what became of it."""
FALLEN: Final = (DisbursementState.RETURNED, DisbursementState.ACCOUNT_REFUSED, DisbursementState.GIVEN_UP)
"""Where nothing is under way or paid any more: by the bank, by finance, or because the award fell before the treasury was told."""

STILL_OURS: Final = frozenset({DisbursementState.PREPARED, DisbursementState.HELD})
"""Payments the treasury was told nothing of: what they rest on may still change."""

RETURN_QUESTIONED: Final = "银行退回待核实"
"""Why a payment that a bank returned still stands as paid: money of it is demanded back, or came back already."""

SILENT: Final = "国库逾期未答复"
"""Why a payment is looked into that the treasury takes longer with than it may."""
