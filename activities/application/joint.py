"""联审的效果。What each department of a joint review reads for its own part, and the one correction that all of them ask for together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import last_change
from activities.case.tasks import open_task
from activities.panel.panel import of_this_round
from models.queries import submission as submissions
from models.tables import Application, Task
from policy.errors import Code, Refusal
from policy.language.facts import Json
from policy.language.items import DEPARTMENT_NAMES
from policy.processes.acceptance.defects import naming_form, read_defects
from policy.processes.acceptance.steps import AcceptanceEvent
from policy.processes.application.confirming import Statement, read_statements, stating_form
from policy.processes.application.joint import FIGURES, KIND, called, figures_to_read, part_of, require_consistent
from policy.processes.application.lifecycle import Event
from policy.processes.registry import KINDS
from policy.text import Text

EFFECTS = Effects[Application]()


async def open_parts(context: TransitionContext[Application]) -> None:
    """Open a task for each department, its clock going on where it stood; after a correction each sees what was corrected."""
    application, kind = context.case, KINDS[KIND]
    again = any(task.outcome == Event.DEFECTS_NAMED for task in context.tasks_of_kind(KIND))
    about = await last_change(context) if again else {}
    for department in context.item.departments:
        clocks = dict(application.clocks)
        if left := clocks.pop(_clock(department), None):
            application.clocks = clocks | {KIND: left}
        await open_task(context, kind, department=department, about=about)


def asked_of(
    context: TransitionContext[Application], department: str, claimed: Mapping[str, Json], evidence: Collection[str]
) -> dict[str, Any]:
    """Return what the form of a department asks for its own part, and what may be named to be corrected."""
    named = naming_form(context.case.form)
    part = part_of(context.item, department)
    if part is None:
        return named
    figures = figures_to_read(part, context.case.provenance)
    form = stating_form(context.item, figures, claimed, evidence, Event.DEPARTMENT_AGREED, asked=called(part))
    return {"properties": named["properties"] | form.get("properties", {}), "allOf": form.get("allOf", [])}


def take_part(
    context: TransitionContext[Application], department: str, statements: Mapping[str, Statement], evidence: Collection[str]
) -> None:
    """Check what a department read for its own part; it stands in the answer to its task.

    Raises:
        Refusal: `invalid_input`, where a figure is missing, wrong or names no paper, or they do not fit together.
    """
    if context.task is None or context.task.kind != KIND or (part := part_of(context.item, department)) is None:
        return
    figures = figures_to_read(part, context.case.provenance)
    read = read_statements(context.item, figures, context.detail.get(FIGURES), evidence, asked=called(part)) if figures else {}
    values, facts = ({code: one.value for code, one in stated.items()} for stated in (read, statements))
    require_consistent(context.item, part, values, context.case.facts | facts, context.detail.get("reason"))


@EFFECTS.of(Event.DEFECTS_NAMED)
async def name_defects(context: TransitionContext[Application]) -> None:
    """Keep what a department wants corrected until the others have spoken; its clock stands still from now on.

    Raises:
        Refusal: `wrong_stage`, after the one correction that a review asks for; `invalid_input`, for a code that there is not.
    """
    application, task = context.case, context.task
    this_round = of_this_round(context, KIND)
    if any(one.outcome == Event.DEFECTS_NAMED for one in context.tasks_of_kind(KIND) if one not in this_round):
        raise Refusal(
            Code.WRONG_STAGE,
            Text("联审补正只能提出一次，请同意或者不同意。", "A joint review asks for one correction only: agree, or disagree."),
        )
    closed = await submissions.is_closed(context.session, application, context.now)
    read_defects(application.form, context.detail.get("defects", ()), closed=closed)
    if task is not None and task.due_at is not None:
        left = context.clock.remaining(context.now, task.due_at)
        application.clocks = dict(application.clocks) | {_clock(task.department): left}


async def ask_for_all(context: TransitionContext[Application]) -> bool:
    """Ask for one correction once every department has spoken, with all that any of them named."""
    named = [task for task in of_this_round(context, KIND) if task.outcome == Event.DEFECTS_NAMED]
    if not named:
        return False
    context.event, context.detail = AcceptanceEvent.CORRECTION_REQUESTED, {"defects": _merged(named)}
    return True


def _merged(named: Collection[Task]) -> list[dict[str, str]]:
    """Return what several departments named, each code once: what two of them name has the reasons of both."""
    reasons: dict[str, list[str]] = {}
    for task in named:
        for defect in (task.answer or {})["defects"]:
            whose = DEPARTMENT_NAMES[task.department].zh
            reasons.setdefault(defect["code"], []).append(f"{defect['reason'].rstrip('。.')}（{whose}）")
    return [{"code": code, "reason": "；".join(said)} for code, said in reasons.items()]


def _clock(department: str) -> str:
    return f"{KIND}/{department}"
