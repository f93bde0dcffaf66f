"""人才优惠的细节。The particulars of benefits that their workflow shows operators, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.signatures.benefit import BenefitParticulars
from models.tables import Benefit
from policy.working_days import BEIJING


async def benefit(context: TransitionContext[Benefit]) -> dict[str, Any]:
    """Return the particulars of benefits."""
    row = context.case
    until = row.year_ends_at.astimezone(BEIJING).date().isoformat() if row.year_ends_at else None
    return asdict(BenefitParticulars(list(row.benefits), list(row.granted), until))
