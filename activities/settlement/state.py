"""结算的细节。The particulars of a settlement that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.disbursement.effects import live_disbursement
from activities.settlement.repaid import is_confirmed
from activities.signatures.settlement import SettlementParticulars
from models.tables import Settlement
from policy.processes.settlement.lifecycle import Stage


async def settlement(context: TransitionContext[Settlement]) -> dict[str, Any]:
    """Return the particulars of a settlement."""
    row, payment = context.case, await live_disbursement(context)
    is_checked = row.stage == Stage.DEMANDED and is_confirmed(context)
    return asdict(SettlementParticulars(row.payable_fen, payment.state if payment else None, is_checked, row.owed_fen))
