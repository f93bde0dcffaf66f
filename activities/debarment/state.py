"""限制申报的细节。The particulars of a debarment that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.signatures.debarment import DebarmentParticulars
from models.queries import debarment as debarments
from models.tables import Debarment


async def debarment(context: TransitionContext[Debarment]) -> dict[str, Any]:
    """Return the particulars of a debarment."""
    row = context.case
    days = (day.isoformat() if day else None for day in (row.barred_on, row.until))
    return asdict(DebarmentParticulars((await debarments.demand_of(context.session, row)).number, *days))
