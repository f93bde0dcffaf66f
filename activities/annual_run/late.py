"""补入企业的数据。What whoever agrees to a late member reads: its name and figures, what they come to, and that it decides on no others."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import AnnualRun, Task
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.processes.annual_run.population import OUTCOME_NAMES, Verdict, facts_of
from policy.text import Text

FOUND: Final = "found"
"""What an event keeps them under."""
NOTHING: Final[Mapping[str, Any]] = {"figures": None, "outcome": None, "award_fen": None}
"""What is found of an enterprise of which the sources count nothing."""


def found(run: AnnualRun, figures: Mapping[str, Any], verdict: Verdict) -> dict[str, Any]:
    """Return an enterprise that is entered late: its name, its figures by what the sources say of it now, and what they come to."""
    return {
        "name": figures["name"],
        "figures": facts_of(item_called(run.item_code), run.year, figures),
        "outcome": {"code": verdict.outcome, **OUTCOME_NAMES[verdict.outcome].as_dict()},
        "award_fen": verdict.award_fen,
    }


async def show_anew(session: AsyncSession, task_id: str, now: Mapping[str, Any]) -> bool:
    """Show in a task what is found now, if that is not what it shows, and tell whether it was not."""
    task = await session.get_one(Task, uuid.UUID(task_id), with_for_update=True)
    if all(task.about.get(name) == value for name, value in now.items()):
        return False
    task.about = {**task.about, **now}
    return True


def outdated() -> Refusal:
    """Return the refusal of whoever agrees to figures that are not so any more."""
    return Refusal(
        Code.BASIS_CHANGED,
        Text("该企业的数据已有变动，请按任务中更新后的数据办理。", "Its figures have changed since they were shown; they are shown anew."),
    )
