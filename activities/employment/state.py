"""任职关系的细节。The particulars of an employment that its workflow needs, beyond the state every case has."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from activities.case.context import TransitionContext
from activities.signatures.employment import EmploymentParticulars
from models.queries import natural_person as persons
from models.tables import Employment
from policy.processes.employment.lifecycle import Stage


async def employment(context: TransitionContext[Employment]) -> dict[str, Any]:
    """Return which other employments of the person are over by this one."""
    row = context.case
    others = await persons.attached(context.session, row.enterprise_uscc) if row.stage == Stage.ATTACHED else []
    return asdict(EmploymentParticulars([one.workflow_id for one in others if one.employer_uscc != row.employer_uscc]))
