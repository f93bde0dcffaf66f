"""承继的细节。The particulars of a succession that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.signatures.succession import SuccessionParticulars
from models.queries import succession_filing as filings
from models.tables import SuccessionFiling
from policy.processes.succession.lifecycle import Stage


async def succession(context: TransitionContext[SuccessionFiling]) -> dict[str, Any]:
    """Return the particulars of a filing."""
    row, taken_over = context.case, []
    if row.stage == Stage.HANDING_OVER:
        taken_over = [found.workflow_id for found in await filings.open_cases(context.session, row.predecessor_uscc)]
    return asdict(SuccessionParticulars(row.predecessor_uscc, row.successor_uscc, taken_over))
