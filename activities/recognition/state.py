"""认定的细节。The particulars of a recognition that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.panel.panel import panel_result
from activities.recognition.entry import term_of
from activities.signatures.recognition import RecognitionParticulars
from models.queries import benefit as benefits
from models.queries import objection as objections
from models.tables import Recognition
from policy.processes.recognition.lifecycle import Stage

_ENDED = frozenset({Stage.EXPIRED, Stage.REVOKED})


async def recognition(context: TransitionContext[Recognition]) -> dict[str, Any]:
    """Return the particulars of a recognition."""
    row = context.case
    term = term_of(context) if row.stage == Stage.IN_FORCE else None
    due = term.next_due() if term else None
    return asdict(
        RecognitionParticulars(
            kind=row.kind,
            kept=row.register_kind.kept,
            has_scored=panel_result(context) is not None,
            undecided_objections=await objections.undecided(context.session, row.id) if row.stage == Stage.OBJECTION else 0,
            entry_no=row.entry_no,
            valid_until=row.valid_until.isoformat() if row.valid_until else None,
            due=due[0] if due else None,
            concerned=[one.workflow_id for one in await benefits.resting_on(context.session, row)] if row.stage in _ENDED else [],
        )
    )
