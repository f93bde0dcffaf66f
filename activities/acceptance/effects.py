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


def acceptance_effects(check: str, corrects: str) -> Effects[Case]:
    """Return what acceptance changes of a process.

    Args:
        check: The kind of task in which an officer checks what was handed in.
        corrects: The kind of task in which its enterprise corrects it.
    """
    effects = Effects[Case]()
    effects.of(AcceptanceEvent.CORRECTION_REQUESTED)(ask_for_correction)
    effects.asks(check)(_ask_for_defects)
    effects.asks(corrects)(_ask_for_explanations)
    effects.opens(check)(partial(open_check, kind=check))
    return effects


async def ask_for_correction(context: TransitionContext[Case]) -> None:
    """Name the defects to its enterprise, and stop the clock: when they are mended, the same kind of task goes on with what is left."""
    closed = await submissions.is_closed(context.session, context.case, context.now)
    defects = read_defects(context.case.form, context.detail.get("defects", ()), closed=closed)
    context.detail = context.detail | {"defects": defects, "about": {"defects": defects}}
    context.words["defects"] = in_words(defects)
    if context.task is not None and context.task.due_at is not None:
        context.case.clocks = dict(context.case.clocks) | {context.task.kind: context.clock.remaining(context.now, context.task.due_at)}


async def _ask_for_defects(context: TransitionContext[Case], department: str) -> dict[str, Any]:  # noqa: ARG001 - a check is one for all
    """Offer the case's own facts and documents to be named."""
    return naming_form(context.case.form)


async def _ask_for_explanations(context: TransitionContext[Case], department: str) -> dict[str, Any]:  # noqa: ARG001 - an applicant's task
    """Show each defect in words, so that one that is none may be explained."""
    return explaining_form(context.detail["defects"])


async def open_check(context: TransitionContext[Case], *, kind: str, known: dict[str, Any] | None = None) -> None:
    """Open a check with what the last correction changed, and what was said of defects that are none.

    Args:
        context: The transition that hands it in.
        kind: The kind of task.
        known: What is known besides, for whoever checks it.
    """
    about = await last_change(context)
    if about:
        about |= _answered(context)
    await open_task(context, KINDS[kind], about=(known or {}) | about)


def _answered(context: TransitionContext[Case]) -> dict[str, Any]:
    """Return what was asked for last, and what the enterprise says of it."""
    corrected = next((task for task in reversed(context.tasks) if task.outcome == AcceptanceEvent.CORRECTED), None)
    if corrected is None:
        return {}
    said = {name: found for name in ("explanations", "note") if (found := (corrected.answer or {}).get(name))}
    return {"defects": corrected.about["defects"], **said}
