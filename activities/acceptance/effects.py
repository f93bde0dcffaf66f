"""受理的效果。What acceptance changes of a case of any process: what has to be corrected is named, and the clock stands still meanwhile."""

from __future__ import annotations

from functools import partial
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import last_change
from activities.case.tasks import open_task
from models.queries import submission as submissions
from models.tables import Case
from policy.processes.acceptance.defects import explaining_form, in_words, naming_form, read_defects
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.registry import KINDS

ACCEPTANCE = Effects[Case]()

# The tasks of every process in which an officer checks what was handed in, and in which its enterprise corrects it.
CHECKS = tuple(kind.code for kind in KINDS.values() if AcceptanceEvent.CORRECTION_REQUESTED in kind.decisions)
CORRECTIONS = tuple(kind.code for kind in KINDS.values() if AcceptanceEvent.CORRECTED in kind.decisions)


@ACCEPTANCE.of(AcceptanceEvent.CORRECTION_REQUESTED)
async def ask_for_correction(context: TransitionContext[Case]) -> None:
    """Name the defects to its enterprise, and stop the clock: when they are mended, the same kind of task goes on with what is left."""
    closed = await submissions.is_closed(context.session, context.case, context.now)
    defects = read_defects(context.case.form, context.detail.get("defects", ()), closed=closed)
    context.detail = context.detail | {"defects": defects, "about": {"defects": defects}}
    context.words["defects"] = in_words(defects)
    if context.task is not None and context.task.due_at is not None:
        context.case.clocks = dict(context.case.clocks) | {context.task.kind: context.clock.remaining(context.now, context.task.due_at)}


@ACCEPTANCE.asks(*CHECKS)
async def ask_for_defects(context: TransitionContext[Case], department: str) -> dict[str, Any]:  # noqa: ARG001 - a check is one for all
    """Offer the case's own facts and documents to be named."""
    return naming_form(context.case.form)


@ACCEPTANCE.asks(*CORRECTIONS)
async def ask_for_explanations(context: TransitionContext[Case], department: str) -> dict[str, Any]:  # noqa: ARG001 - an applicant's task
    """Show each defect in words, so that one that is none may be explained."""
    return explaining_form(context.detail["defects"])


async def _open_check(context: TransitionContext[Case], *, kind: str) -> None:
    """Open a check with what the last correction changed, and what was said of defects that are none."""
    about = await last_change(context)
    if about:
        about |= _answered(context)
    await open_task(context, KINDS[kind], about=about)


def _answered(context: TransitionContext[Case]) -> dict[str, Any]:
    """Return what was asked for last, and what the enterprise says of it."""
    corrected = next((task for task in reversed(context.tasks) if task.outcome == AcceptanceEvent.CORRECTED), None)
    if corrected is None:
        return {}
    said = {name: found for name in ("explanations", "note") if (found := (corrected.answer or {}).get(name))}
    return {"defects": corrected.about["defects"], **said}


for _check in CHECKS:
    ACCEPTANCE.opens(_check)(partial(_open_check, kind=_check))
