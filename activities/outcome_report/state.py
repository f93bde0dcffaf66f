"""绩效自评的细节。The particulars of an outcome report that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.signatures.outcome_report import OutcomeReportParticulars
from models.queries import case
from models.tables import OutcomeReport


async def outcome_report(context: TransitionContext[OutcomeReport]) -> dict[str, Any]:
    """Return who is told that it is given."""
    asks = await case.of(context.session, context.case.evaluation_id)
    return asdict(OutcomeReportParticulars(asks.workflow_id, asks.number))
