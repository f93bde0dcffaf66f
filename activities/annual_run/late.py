"""补入企业的数据。What is read of a late member: name, figures, target, and what they come to; nothing else is agreed to.

The targets of a run are frozen. Who is in none of the frozen batches could never have one by them: its own may be approved since.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import annual_run as annual_runs
from models.queries import target as targets
from models.tables import AnnualRun, AnnualRunMember, Task
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.processes.annual_run.population import OUTCOME_NAMES, Verdict, facts_of, takes_targets
from policy.text import Text

FOUND: Final = "found"
"""What an event keeps them under."""
NOTHING: Final[Mapping[str, Any]] = {"figures": None, "outcome": None, "award_fen": None}
"""What is found of an enterprise of which the sources count nothing."""


_FROZEN: Final = Text("目标值取自本次核算锁定的批次", "Its target is of a batch that the run has frozen")
_SINCE: Final = Text("不在锁定的批次中，目标值取自此后批准的批次", "It is in no frozen batch; its target is of one that was approved since")
_NONE: Final = Text(
    "没有经批准的目标值；按批次录入并经另一人批准后，重新核算即予计入",
    "No target of it is approved; once a batch with one is entered and another person approves it, a reassessment counts it",
)


async def target_of(session: AsyncSession, run: AnnualRun, uscc: str) -> dict[str, Any] | None:
    """Return the target of an enterprise that comes late and the batches it is from: frozen, or approved since, or that it has none.

    Returns:
        None for an item that takes no targets.
    """
    if not takes_targets(item_called(run.item_code)):
        return None
    if frozen := await targets.set_for(session, run.target_batches, uscc):
        return frozen | {"is_frozen": True, **_FROZEN.as_dict()}
    standing = [str(batch) for batch in await targets.standing(session, run.item_code, run.year)]
    if approved := await targets.set_for(session, standing, uscc):
        return approved | {"is_frozen": False, **_SINCE.as_dict()}
    return {"target_fen": None, "batches": [], "is_frozen": False, **_NONE.as_dict()}


def fen_of(target: Mapping[str, Any] | None) -> int | None:
    """Return what a target comes to in fen, if there is one."""
    return target["target_fen"] if target else None


async def target_of_member(session: AsyncSession, run: AnnualRun, member: AnnualRunMember, *, is_decided: bool = False) -> int | None:
    """Return the target of a member in fen, as it was frozen.

    One that was entered late and had none yet has what was approved since, unless its award is decided.
    """
    if is_decided or member.target_fen is not None or not await annual_runs.is_late(session, run.id, member.uscc):
        return member.target_fen
    return fen_of(await target_of(session, run, member.uscc))


def found(run: AnnualRun, figures: Mapping[str, Any], verdict: Verdict) -> dict[str, Any]:
    """Return an enterprise that is entered late: its name, its figures by what the sources say of it now, and what they come to."""
    return {
        "name": figures["name"],
        "figures": facts_of(item_called(run.item_code), run.year, figures),
        "outcome": {"code": verdict.outcome, **OUTCOME_NAMES[verdict.outcome].as_dict()},
        "award_fen": verdict.award_fen,
    }


def of_target(target: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what a task says of the target of who comes late: how much, and from where."""
    return {"target_fen": fen_of(target), "target": target}


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


def uncounted(*, entered: bool) -> Refusal:
    """Return the refusal to judge an enterprise of which statistics counts nothing; what ends the task, where it is to be entered."""
    zh, en = "统计部门没有该企业当年的数据", "Statistics counts nothing of this enterprise for the year"
    if entered:
        zh, en = f"{zh}，不能补入：选择“不予补入”即办结本任务", f"{en}; it cannot be entered, and leaving it out ends the task"
    return Refusal(Code.INCOMPLETE, Text(f"{zh}；待统计部门有其数据后再办理。", f"{en}. Try again once statistics counts it."))
