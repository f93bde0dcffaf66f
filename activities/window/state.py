"""申报批次的细节。The particulars of a window that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from activities.case.context import TransitionContext
from activities.signatures.window import WindowParticulars
from models.queries import window as windows
from models.tables import Window
from policy.processes.window.lifecycle import Stage
from policy.processes.window.states import ShareState
from policy.working_days import BEIJING


async def window(context: TransitionContext[Window]) -> dict[str, Any]:
    """Return the particulars of a window."""
    row = context.case
    drawn = await windows.lists(context.session, row.id)
    lines = await windows.lines(context.session, drawn[-1].id) if drawn else []
    settling = row.stage == Stage.SETTLING
    return asdict(
        WindowParticulars(
            opens_at=_shown(row.opens_at),
            closes_at=_shown(row.closes_at),
            shares=len(lines),
            untaken=[application.workflow_id for share, application, _ in lines if settling and share.state == ShareState.LISTED],
        )
    )


def _shown(at: datetime) -> str:
    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
