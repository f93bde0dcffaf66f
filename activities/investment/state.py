"""股权投资的细节。The particulars of an investment that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.investment.effects import what_is_due
from activities.investment.proceeds import is_confirmed
from activities.signatures.investment import InvestmentParticulars
from models.tables import Investment
from policy.processes.investment.lifecycle import Stage


async def investment(context: TransitionContext[Investment]) -> dict[str, Any]:
    """Return the particulars of an investment."""
    row = context.case
    is_checked = row.stage == Stage.PROCEEDS and is_confirmed(context)
    return asdict(InvestmentParticulars(row.left_fen, what_is_due(row), is_checked))
