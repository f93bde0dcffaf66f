"""退付的文书。The papers of a refund, read off what happened to it: it was paid back, or is not after all."""

from __future__ import annotations

from typing import Final

from api.views.matter import day, not_yet
from models.queries import disbursement as disbursements
from models.queries import receipt as receipts
from models.queries.history import Moment
from models.session import Session
from models.tables import Case, Refund
from policy.letters.bodies import Bodies
from policy.letters.matter import Matter
from policy.letters.paper import Paper
from policy.letters.refund_notice import Refunded, Stopped, refund_notice, refund_stopped
from policy.processes.disbursement.steps import DisbursementEvent

ISSUED_OF_REFUNDS: Final = frozenset({DisbursementEvent.PAID, DisbursementEvent.PAYMENT_ENDED})
"""The events of a refund by which a paper is issued."""


async def refund_paper(session: Session, row: Case, then: Moment, bodies: Bodies, language: str) -> Paper:
    """Return the paper that the last event of a refund issued."""
    assert isinstance(row, Refund)  # noqa: S101 - what the process says
    receipt = await receipts.find(session, row.receipt_id)
    # A bank may have returned it since.
    paid = [one for one in await disbursements.of_case(session, row.id) if then.has_come(one.paid_at)]
    told, paid_at = then.last_of(*ISSUED_OF_REFUNDS), paid[-1].paid_at if paid else None
    if told is not None and told.event == DisbursementEvent.PAYMENT_ENDED and receipt is not None:
        about = Matter(row.number, row.payer_name, row.department, day(told.occurred_at), then.count_of(told.event))
        reason, failures = str(told.detail.get("reason", "")), told.detail.get("failures", ())
        return refund_stopped(about, Stopped(receipt.reference, receipt.received_on, row.amount_fen, reason, failures), bodies, language)
    if paid_at is None or receipt is None:
        raise not_yet()
    returned = await disbursements.case_of(session, receipt.reference) is not None
    interest_fen = told.detail.get("interest_fen", 0) if told else 0
    refunded = Refunded(receipt.reference, receipt.received_on, receipt.amount_fen, row.amount_fen, day(paid_at), interest_fen, returned)
    ordinal = then.count_of(DisbursementEvent.PAID)
    return refund_notice(Matter(row.number, row.payer_name, row.department, day(paid_at), ordinal), refunded, language)
