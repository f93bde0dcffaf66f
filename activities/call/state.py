"""榜单的细节。The particulars of a call that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.signatures.call import CallParticulars
from models.queries import call as calls
from models.tables import Call
from policy.processes.call.standby import in_place


async def call(context: TransitionContext[Call]) -> dict[str, Any]:
    """Return the particulars of a call."""
    rows = await calls.solutions(context.session, context.case.id)
    return asdict(CallParticulars(solutions=len(rows), winners=len(in_place(context.case.winners))))
