"""年度核算的细节。The particulars of an annual run that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.signatures.annual_run import AnnualRunParticulars
from models.tables import AnnualRun


async def run(context: TransitionContext[AnnualRun]) -> dict[str, Any]:
    """Return the particulars of a run."""
    row = context.case
    return asdict(
        AnnualRunParticulars(
            dry_run=row.dry_run, population=row.population, assessed=row.assessed, offered=row.offered, offered_to=row.offered_to
        )
    )
