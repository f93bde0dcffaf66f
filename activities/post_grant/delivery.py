"""项目实施的效果。What milestones, acceptance, audit and failure change of a post-grant project."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from functools import partial
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import SAID, last_change
from activities.case.tasks import close, open_task
from activities.reconsideration.effects import leave_to_others
from models.queries import document as documents
from models.queries import submission as submissions
from models.tables import PostGrantProject
from policy.errors import Code, Fault, Refusal
from policy.processes.acceptance.submission import Content
from policy.processes.kernel.closings import Closing
from policy.processes.kernel.deviation import reason_where_far
from policy.processes.post_grant.lifecycle import Event
from policy.processes.post_grant.solution import MILESTONE_REPORT
from policy.processes.post_grant.task_book import day_of, end_of, require_within
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[PostGrantProject]()


@EFFECTS.opens("milestone_report")
async def open_milestone_report(context: TransitionContext[PostGrantProject]) -> None:
    """Ask for the report of the next milestone, by the date agreed, extended or ordered; none where all have passed."""
    project = context.case
    if project.milestones_passed == len(project.milestones):
        return
    milestone = project.milestones[project.milestones_passed]
    due_at = None if _counts(context, "milestone_report") else _extended(context) or _in_time(context, milestone["due_on"])
    if due_at and context.event == Event.PROJECT_REOPENED:
        # The date agreed is over by now.
        due_at = max(due_at, context.clock.after(context.now, context.days("milestone_report")).at)
    await _ask_for_milestone(context, due_at, context.detail.get("reason"))


async def ask_by_new_version(context: TransitionContext[PostGrantProject]) -> None:
    """Ask for the next milestone as a change has agreed on it: what was due, or missed, is due by the new version.

    What had to be rectified of it still has to be.
    """
    project = context.case
    waiting = [task for task in context.open_tasks if task.kind in {"milestone_report", "milestone_default"}]
    for task in waiting:
        close(context, task, Closing.SUPERSEDED)
    if project.milestones_passed < len(project.milestones):
        reason = next((task.about["reason"] for task in waiting if "reason" in task.about), None)
        await _ask_for_milestone(context, _in_time(context, project.milestones[project.milestones_passed]["due_on"]), reason)


async def _ask_for_milestone(context: TransitionContext[PostGrantProject], due_at: datetime | None, reason: str | None) -> None:
    project = context.case
    about = project.milestones[project.milestones_passed] | {"milestone": project.milestones_passed + 1, "of": len(project.milestones)}
    await open_task(context, KINDS["milestone_report"], due_at=due_at, about=about | ({"reason": reason} if reason else {}))


@EFFECTS.opens("final_report")
async def open_final_report(context: TransitionContext[PostGrantProject]) -> None:
    """Ask for the application for acceptance, by the date extended or ordered, or within the usual time."""
    reason = context.detail.get("reason")
    due_at = None if _counts(context, "final_report") else _extended(context)
    await open_task(context, KINDS["final_report"], due_at=due_at, about={"reason": reason} if reason else None)


def _extended(context: TransitionContext[PostGrantProject]) -> datetime | None:
    """Return the due date a person has just set, if one did."""
    return _in_time(context, context.detail["due_on"]) if "due_on" in context.detail else None


def _in_time(context: TransitionContext[PostGrantProject], due_on: str) -> datetime:
    return end_of(context.clock.working_day_from(date.fromisoformat(due_on)))


def _counts(context: TransitionContext[PostGrantProject], kind: str) -> bool:
    """Have the task of a kind count the working days a person has just ordered, if one did: a notice may move where they end."""
    if "working_days" not in context.detail:
        return False
    context.case.clocks = dict(context.case.clocks) | {kind: int(context.detail["working_days"])}
    return True


@EFFECTS.of(Event.FINAL_REPORTED)
async def take_in_final_report(context: TransitionContext[PostGrantProject]) -> None:
    """Refuse an application for acceptance without the report it is to be judged by."""
    for report in context.item.showing(context.item.carried_over.passed) if context.item.carried_over else ():
        await _require_document(context, report)
    _show_report(context)


@EFFECTS.of(Event.MILESTONE_REPORTED)
async def take_in_milestone_report(context: TransitionContext[PostGrantProject]) -> None:
    """Refuse the report of a milestone without a document that shows what the task book names; another milestone's shows nothing."""
    project = context.case
    used = {
        document["sha256"]
        for submission in await submissions.of_case(context.session, project.id)
        # What stood when a change was applied for showed nothing yet.
        if "changes" not in submission.facts and submission.facts.get("milestone", 0) <= project.milestones_passed
        for document in submission.documents
    }
    await _require_document(context, MILESTONE_REPORT, used, project.milestones[project.milestones_passed]["deliverable"])
    _show_report(context)


async def _require_document(
    context: TransitionContext[PostGrantProject], code: str, used: Collection[str] = (), deliverable: str | None = None
) -> None:
    """Refuse to go on without a piece of evidence.

    Args:
        context: The transition.
        code: Which.
        used: The hashes of the files that show something else.
        deliverable: What the task book says it has to show.

    Raises:
        Refusal: `incomplete`, naming it.
    """
    standing = await documents.of_case(context.session, context.case.id)
    if any(one.evidence_code == code and one.sha256 not in used for one in standing):
        return
    title = context.case.form.evidence[code]
    shows = Text(f"（应体现：{deliverable}）", f" (it has to show: {deliverable})") if deliverable else Text("", "")
    fault = Fault(code, Text(f"请上传{title.zh}{shows.zh}", f"upload it{shows.en}"))
    missing = Text(f"缺少{title.zh}{shows.zh}。", f"This is missing: {title.en}{shows.en} (evidence {code}).")
    raise Refusal(Code.INCOMPLETE, missing, [fault])


def _show_report(context: TransitionContext[PostGrantProject]) -> None:
    """Show what was reported, and on what, in the task of checking the report."""
    about = (context.task.about if context.task else {}) | {"report": context.detail["report"]}
    context.kept[SAID] = {name: about[name] for name in ("milestone", "report") if name in about}
    context.detail = context.detail | {"about": about}


async def what_was_delivered(context: TransitionContext[PostGrantProject]) -> dict[str, Any]:
    """Return what a project is judged by: the task book in force, and each report with its documents; nothing before one is signed."""
    task_book = context.case.task_book or {}
    if "signed_on" not in task_book:
        return {}
    handed_in = await submissions.of_case(context.session, context.case.id)
    reports = [
        {
            **{name: one.facts[name] for name in ("milestone", "report") if name in one.facts},
            "submission": one.number,
            "on": one.submitted_at.astimezone(BEIJING).date().isoformat(),
            "documents": [{name: document[name] for name in ("id", "file_name")} for document in one.documents],
        }
        for one in handed_in
        if "report" in one.facts
    ]
    return {"task_book": {"version": 1} | task_book, "milestones_passed": context.case.milestones_passed, "reports": reports}


async def _open_with_delivery(context: TransitionContext[PostGrantProject], *, kind: str) -> None:
    await open_task(context, KINDS[kind], about=context.detail["about"] | await what_was_delivered(context))


for _kind in ("final_decision", "milestone_default", "final_report_default"):
    EFFECTS.opens(_kind)(partial(_open_with_delivery, kind=_kind))


@EFFECTS.opens("milestone_check")
async def open_milestone_check(context: TransitionContext[PostGrantProject]) -> None:
    """Open the check of a report; of one that was handed in again, with what it changes."""
    await _open_with_change(context, "milestone_check")


@EFFECTS.opens("final_inspection")
async def open_final_inspection(context: TransitionContext[PostGrantProject]) -> None:
    """Open the inspection; of what was handed in again, with what it changes."""
    await _open_with_change(context, "final_inspection", await what_was_delivered(context))


async def _open_with_change(context: TransitionContext[PostGrantProject], kind: str, more: dict[str, Any] | None = None) -> None:
    change = await last_change(context, is_again=_reports_the_same)
    await open_task(context, KINDS[kind], about=context.detail["about"] | change | (more or {}))


def _reports_the_same(before: Content, after: Content) -> bool:
    """Tell whether two submissions report the same milestone, or are both for acceptance."""
    return "report" in before.facts and before.facts.get("milestone") == after.facts.get("milestone")


@EFFECTS.of(Event.MILESTONE_PASSED)
async def count_milestone(context: TransitionContext[PostGrantProject]) -> None:
    """Count a milestone as passed; the next one begins with all its rectifications. A change that is open says what waits for it now."""
    context.case.milestones_passed += 1
    context.case.rectifications = 0
    for task in context.open_tasks:
        if "blocks" in task.about:
            task.about = task.about | {"blocks": blocked_by_change(context.case).as_dict()}


def blocked_by_change(project: PostGrantProject) -> Text:
    """Return what a change that nobody has decided holds up: nothing but it once every milestone has passed."""
    if project.milestones_passed < len(project.milestones):
        return Text("变更办结前，项目不能转入验收。", "The project is not accepted before the change is decided.")
    return Text(
        "各里程碑均已通过，项目仅待本变更办结即转入验收。",
        "Every milestone has passed; the project waits for nothing but this change to be accepted.",
    )


@EFFECTS.of(Event.RECTIFICATION_ORDERED)
async def count_rectification(context: TransitionContext[PostGrantProject]) -> None:
    """Count one rectification as used; refuse it when none is left."""
    if context.case.rectifications >= context.deployment.rectifications:
        raise Refusal(Code.WRONG_STAGE, Text("整改次数已用尽。", "No rectification is left."))
    context.case.rectifications += 1


@EFFECTS.of(Event.RECTIFICATIONS_USED_UP)
async def hand_to_head(context: TransitionContext[PostGrantProject]) -> None:
    """Show the head of the department what the officer found."""
    context.detail = context.detail | {"about": _case_of(context)}


@EFFECTS.of(Event.MILESTONE_MISSED, Event.FINAL_REPORT_MISSED)
async def show_default(context: TransitionContext[PostGrantProject]) -> None:
    """Show the head of the department what was missed."""
    context.detail = context.detail | {"about": context.task.about if context.task else {}}


def _case_of(context: TransitionContext[PostGrantProject]) -> dict[str, Any]:
    found = {name: context.detail[name] for name in ("findings", "reason") if name in context.detail}
    return (context.task.about if context.task else {}) | found


@EFFECTS.of(Event.MILESTONE_EXTENDED, Event.FINAL_REPORT_EXTENDED)
async def require_extension_within(context: TransitionContext[PostGrantProject]) -> None:
    """Refuse an extension past three years after the signing."""
    signed_on = date.fromisoformat((context.case.task_book or {})["signed_on"])
    require_within(day_of(context.detail["due_on"], "due_on"), signed_on, context.now.astimezone(BEIJING).date())


@EFFECTS.of(Event.INSPECTED)
async def show_inspection(context: TransitionContext[PostGrantProject]) -> None:
    """Show the approver what the inspection found."""
    context.detail = context.detail | {"about": {"findings": context.detail["findings"], "recommend": context.detail["recommend"]}}


@EFFECTS.of(Event.FINAL_RECTIFICATION_ORDERED)
async def use_up_final_rectification(context: TransitionContext[PostGrantProject]) -> None:
    """Note that the one rectification of acceptance was used; refuse a second one."""
    if context.case.final_rectified:
        raise Refusal(
            Code.WRONG_STAGE, Text("验收整改仅一次，请决定通过或不通过。", "Acceptance is rectified once only: pass it or fail it.")
        )
    context.case.final_rectified = True


@EFFECTS.of(Event.ACCEPTANCE_PASSED)
async def note_acceptance(context: TransitionContext[PostGrantProject]) -> None:
    """Note when it was accepted: that is the matter its award is for."""
    context.case.accepted_at = context.now


@EFFECTS.opens("cost_audit")
async def open_audit(context: TransitionContext[PostGrantProject]) -> None:
    """Open the audit of the cost, with what was planned before whoever confirms it."""
    solution, task_book = context.case.solution, context.case.task_book or {}
    planned = {"solution_cost_fen": solution["planned_cost_fen"], "planned_cost_fen": task_book["planned_cost_fen"]}
    budget = {"budget": task_book["budget"]} if "budget" in task_book else {}
    await open_task(context, KINDS["cost_audit"], about=planned | budget)


@EFFECTS.asks("cost_audit")
async def ask_why_it_cost_so(context: TransitionContext[PostGrantProject], department: str) -> dict[str, Any]:  # noqa: ARG001 - of any
    """Ask for a reason where the audited cost is far from the task book's."""
    planned_fen = (context.case.task_book or {})["planned_cost_fen"]
    return {"allOf": [reason_where_far(Event.COST_AUDITED, "audited_cost_fen", planned_fen)]}


@EFFECTS.of(Event.COST_AUDITED)
async def keep_cost(context: TransitionContext[PostGrantProject]) -> None:
    """Keep the audited cost and the auditor's report; without the report itself there is no audited cost."""
    if context.item.carried_over is None:
        message = f"{context.item.code} has no audited cost"
        raise RuntimeError(message)
    for report in context.item.showing(context.item.carried_over.cost_fen):
        await _require_document(context, report)
    context.case.audited_cost_fen = int(context.detail["audited_cost_fen"])
    context.case.audit_report_no = context.detail["report_no"]


@EFFECTS.of(Event.FAILURE_DISPUTED)
async def use_up_dispute(context: TransitionContext[PostGrantProject]) -> None:
    """Note that the one reconsideration of a failure was used."""
    context.case.failure_disputed = True


EFFECTS.of(Event.PROJECT_REOPENED)(partial(leave_to_others, "failure_objection"))


@EFFECTS.opens("failure_objection")
async def open_failure_objection(context: TransitionContext[PostGrantProject]) -> None:
    """Let the enterprise dispute a termination or a failed acceptance, unless that was done."""
    if not context.case.failure_disputed:
        reason = context.detail.get("reason")
        await open_task(context, KINDS["failure_objection"], about={"reason": reason} if reason else None)
