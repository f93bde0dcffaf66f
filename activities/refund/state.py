"""退付的细节。The particulars of a refund that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.disbursement.effects import live_disbursement
from activities.signatures.refund import RefundParticulars
from models.tables import Refund


async def refund(context: TransitionContext[Refund]) -> dict[str, Any]:
    """Return the particulars of a refund."""
    payment = await live_disbursement(context)
    return asdict(RefundParticulars(context.case.amount_fen, payment.state if payment else None))
