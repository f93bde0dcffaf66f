"""项目实施的效果。What milestones, acceptance, audit and failure change of a post-grant project."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.submissions import SAID
from activities.case.tasks import open_task
from models.queries import document as documents
from models.tables import PostGrantProject
from policy.errors import Code, Fault, Refusal
from policy.processes.post_grant.lifecycle import Event
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
    about = milestone | {"milestone": project.milestones_passed + 1, "of": len(project.milestones)}
    if reason := context.detail.get("reason"):
        about |= {"reason": reason}
    await open_task(context, KINDS["milestone_report"], due_at=due_at, about=about)


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
    if "acceptance_report" not in await documents.evidence_codes(context.session, context.case.id):
        fault = Fault("acceptance_report", Text("请上传验收报告", "upload the acceptance report"))
        missing = Text("缺少验收报告。", "The acceptance report is missing (evidence acceptance_report).")
        raise Refusal(Code.INCOMPLETE, missing, [fault])
    await show_report(context)


@EFFECTS.of(Event.MILESTONE_REPORTED)
async def show_report(context: TransitionContext[PostGrantProject]) -> None:
    """Show what was reported, and on what, in the task of checking the report."""
    about = (context.task.about if context.task else {}) | {"report": context.detail["report"]}
    context.kept[SAID] = {name: about[name] for name in ("milestone", "report") if name in about}
    context.detail = context.detail | {"about": about}


@EFFECTS.of(Event.MILESTONE_PASSED)
async def count_milestone(context: TransitionContext[PostGrantProject]) -> None:
    """Count a milestone as passed; the next one begins with all its rectifications."""
    context.case.milestones_passed += 1
    context.case.rectifications = 0


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


@EFFECTS.of(Event.COST_AUDITED)
async def keep_cost(context: TransitionContext[PostGrantProject]) -> None:
    """Keep the audited cost and the auditor's report."""
    context.case.audited_cost_fen = int(context.detail["audited_cost_fen"])
    context.case.audit_report_no = context.detail["report_no"]


@EFFECTS.of(Event.FAILURE_DISPUTED)
async def use_up_dispute(context: TransitionContext[PostGrantProject]) -> None:
    """Note that the one reconsideration of a failure was used."""
    context.case.failure_disputed = True


@EFFECTS.opens("failure_objection")
async def open_failure_objection(context: TransitionContext[PostGrantProject]) -> None:
    """Let the enterprise dispute a termination or a failed acceptance, unless that was done."""
    if not context.case.failure_disputed:
        reason = context.detail.get("reason")
        await open_task(context, KINDS["failure_objection"], about={"reason": reason} if reason else None)
