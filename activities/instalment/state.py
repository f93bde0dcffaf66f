"""分期拨付的细节。The particulars of an instalment that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.disbursement.effects import live_disbursement
from activities.signatures.instalment import InstalmentParticulars
from models.tables import Instalment


async def instalment(context: TransitionContext[Instalment]) -> dict[str, Any]:
    """Return the particulars of an instalment."""
    payment = await live_disbursement(context)
    return asdict(InstalmentParticulars(context.case.award_fen or 0, payment.state if payment else None))
