"""结算的细节。The particulars of a settlement that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.disbursement.effects import live_disbursement
from activities.signatures.settlement import SettlementParticulars
from models.tables import Settlement


async def settlement(context: TransitionContext[Settlement]) -> dict[str, Any]:
    """Return the particulars of a settlement."""
    payment = await live_disbursement(context)
    return asdict(SettlementParticulars(context.case.award_fen or 0, payment.state if payment else None))
