"""分配清单的细节。The particulars of a list that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.signatures.allocation import AllocationParticulars
from models.queries import allocation as allocations
from models.tables import Allocation
from policy.processes.allocation.lifecycle import Stage
from policy.processes.allocation.states import ShareState


async def allocation(context: TransitionContext[Allocation]) -> dict[str, Any]:
    """Return the particulars of a list."""
    lines = await allocations.lines(context.session, context.case.id)
    settling = context.case.stage == Stage.SETTLING
    untaken = [application.workflow_id for share, application, _ in lines if settling and share.state == ShareState.LISTED]
    return asdict(AllocationParticulars(shares=len(lines), untaken=untaken))
