"""榜单的细节。What a call's workflow has to know besides the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.particulars.registry import particulars
from activities.signatures.call import CallParticulars
from activities.work import Work
from models.queries import calls


@particulars("call")
async def call(work: Work) -> dict[str, Any]:
    """Return a call's."""
    rows = await calls.solutions(work.session, work.call.id)
    return asdict(CallParticulars(solutions=len(rows), winners=len(work.call.winners)))
