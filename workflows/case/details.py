"""案件说明。The page of a running case in the Temporal Web UI, in Markdown: its stage, who has to act, what came last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.signatures.case import CaseInput, CaseState
    from policy.processes.kernel.lifecycle import Lifecycle
    from policy.processes.kernel.permissions import OpenTask
    from policy.processes.registry import KINDS
    from policy.working_days import BEIJING


def details(start: CaseInput, lifecycle: Lifecycle, state: CaseState, particulars: Sequence[str], now: datetime) -> str:
    """Return the current details of a case.

    Args:
        start: What it is about: the summary a workflow was started with does not pass to the runs that take over from it.
        lifecycle: Of its process.
        state: Where it stands.
        particulars: Lines about what only its process has.
        now: The workflow's time.
    """
    stage = lifecycle.stages[state.stage].name
    lines = [f"### {stage.zh} · {stage.en}" + (" — **暂停 on hold**" if state.held else ""), ""]
    lines += [" · ".join(part for part in (start.title, start.enterprise) if part), ""]
    lines += [_task_line(task) for task in state.tasks]
    if state.wakes_at:
        lines.append(f"- 下次动作 next look: {moment(state.wakes_at)}")
    if state.refused:
        lines.append(f"- ⚠ 系统步骤未能进行，稍后再试 a step of its own is refused, and tried again later: {state.refused}")
    lines += particulars
    lines.append(f"- 上一步 last: {state.last} · {moment(now)}")
    return "\n".join(lines)


def moment(instant: datetime) -> str:
    """Return an instant as Beijing's clocks show it."""
    return instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S") + " (Beijing)"


def yuan(fen: int) -> str:
    """Return an amount as people write it."""
    whole, rest = divmod(fen, 100)
    return f"¥{whole:,}.{rest:02d}"


def _task_line(task: OpenTask) -> str:
    # A history may know a step that there is no more.
    kind = KINDS.get(task.kind)
    title = f"{kind.title.zh} {kind.title.en}" if kind else task.kind
    who = task.assignee or (task.enterprise if task.enterprise and kind and kind.applicants else f"{task.department} {task.role}")
    due = f" · 期限 due {moment(task.due_at)}" if task.due_at else ""
    return f"- 等待 waiting for **{title}** · {who}{due}" + (" · ⚠ 已升级 escalated" if task.escalated else "")
