"""贷款登记的细节。The particulars of a loan that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.signatures.loan import LoanParticulars
from models.tables import Loan


async def loan(context: TransitionContext[Loan]) -> dict[str, Any]:
    """Return the particulars of a loan."""
    row = context.case
    return asdict(
        LoanParticulars(
            principal_fen=row.principal_fen,
            until=row.standing.ends_on.isoformat(),
            confirmed_by=row.confirmed_by,
            bank_says=row.answer["status"] if row.answer else None,
        )
    )
