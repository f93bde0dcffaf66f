"""待办事项的细节。The particulars of a pending matter that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.signatures.pending import PendingParticulars
from models.queries import suspension as suspensions
from models.tables import PendingMatter
from policy.processes.application.suspended import SUSPENDABLE
from policy.processes.pending.kinds import Kind
from policy.processes.pending.lifecycle import Stage


async def pending(context: TransitionContext[PendingMatter]) -> dict[str, Any]:
    """Return whom an approved suspension concerns: their processes hold, or go on; and whether an approved list is to be entered."""
    its_case = context.case
    is_list = its_case.kind == Kind.RECOGNITION_IMPORT and its_case.stage == Stage.APPROVED
    if its_case.kind != Kind.SUSPENSION or its_case.stage != Stage.APPROVED:
        return asdict(PendingParticulars(enters=is_list))
    concerned = await suspensions.concerned(context.session, its_case.row_id, SUSPENDABLE)
    return asdict(PendingParticulars([row.workflow_id for row in concerned]))
