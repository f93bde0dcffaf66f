"""项目实施的效果。What milestones, acceptance, audit and failure change of a post-grant project."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from activities.effects.registry import effect
from activities.tasks import open_task, opener
from activities.work import Work
from models.queries import case
from policy.errors import Fault, Refusal
from policy.lifecycles.post_grant import POST_GRANT, Event
from policy.task_book import day_of, end_of, require_within
from policy.tasks import KINDS
from policy.text import Text
from policy.working_days import BEIJING

_PROCESS = POST_GRANT.name


@opener("milestone_report")
async def open_milestone_report(work: Work) -> None:
    """Ask for the report of the next milestone, by the date agreed, extended or ordered; none where all have passed."""
    project = work.project
    if project.milestones_passed == len(project.milestones):
        return
    milestone = project.milestones[project.milestones_passed]
    due_at = _ordered(work)
    if due_at is None:
        due_at = end_of(date.fromisoformat(milestone["due_on"]))
    if work.event == Event.PROJECT_REOPENED:
        # The date agreed is over by now.
        due_at = max(due_at, work.clock.after(work.now, work.days("milestone_report")).at)
    about = milestone | {"milestone": project.milestones_passed + 1, "of": len(project.milestones)}
    if reason := work.detail.get("reason"):
        about |= {"reason": reason}
    await open_task(work, KINDS["milestone_report"], due_at=due_at, about=about)


@opener("final_report")
async def open_final_report(work: Work) -> None:
    """Ask for the application for acceptance, by the date extended or ordered, or within the usual time."""
    reason = work.detail.get("reason")
    await open_task(work, KINDS["final_report"], due_at=_ordered(work), about={"reason": reason} if reason else None)


def _ordered(work: Work) -> datetime | None:
    """Return the due date a person has just set, if one did."""
    if "due_on" in work.detail:
        return end_of(date.fromisoformat(work.detail["due_on"]))
    return work.clock.after(work.now, int(work.detail["working_days"])).at if "working_days" in work.detail else None


@effect(Event.FINAL_REPORTED, process=_PROCESS)
async def take_in_final_report(work: Work) -> None:
    """Refuse an application for acceptance without the report it is to be judged by."""
    if "acceptance_report" not in await case.evidence_codes(work.session, work.case.id):
        fault = Fault("acceptance_report", Text("请上传验收报告", "upload the acceptance report"))
        missing = Text("缺少验收报告(acceptance_report)。", "The acceptance report is missing (evidence acceptance_report).")
        raise Refusal("incomplete", missing, [fault])
    await show_report(work)


@effect(Event.MILESTONE_REPORTED, process=_PROCESS)
async def show_report(work: Work) -> None:
    """Show whoever checks what was reported, and on what."""
    work.detail = work.detail | {"about": (work.task.about if work.task else {}) | {"report": work.detail["report"]}}


@effect(Event.MILESTONE_PASSED, process=_PROCESS)
async def count_milestone(work: Work) -> None:
    """One milestone more; the next begins with all its rectifications."""
    work.project.milestones_passed += 1
    work.project.rectifications = 0


@effect(Event.RECTIFICATION_ORDERED, process=_PROCESS)
async def count_rectification(work: Work) -> None:
    """One rectification less."""
    if work.project.rectifications >= work.deployment.rectifications:
        raise Refusal("wrong_stage", Text("整改次数已用尽。", "No rectification is left."))
    work.project.rectifications += 1


@effect(Event.RECTIFICATIONS_USED_UP, process=_PROCESS)
async def hand_to_head(work: Work) -> None:
    """Show the head of the department what the officer found."""
    work.detail = work.detail | {"about": _case_of(work)}


@effect(Event.MILESTONE_MISSED, Event.FINAL_REPORT_MISSED, process=_PROCESS)
async def show_default(work: Work) -> None:
    """Show the head of the department what was missed."""
    work.detail = work.detail | {"about": work.task.about if work.task else {}}


def _case_of(work: Work) -> dict[str, Any]:
    found = {name: work.detail[name] for name in ("findings", "reason") if name in work.detail}
    return (work.task.about if work.task else {}) | found


@effect(Event.MILESTONE_EXTENDED, Event.FINAL_REPORT_EXTENDED, process=_PROCESS)
async def require_extension_within(work: Work) -> None:
    """Refuse an extension past three years after the signing."""
    signed_on = date.fromisoformat((work.project.task_book or {})["signed_on"])
    require_within(day_of(work.detail["due_on"], "due_on"), signed_on, work.now.astimezone(BEIJING).date())


@effect(Event.INSPECTED, process=_PROCESS)
async def show_inspection(work: Work) -> None:
    """Show whoever decides what was found."""
    work.detail = work.detail | {"about": {"findings": work.detail["findings"], "recommend": work.detail["recommend"]}}


@effect(Event.FINAL_RECTIFICATION_ORDERED, process=_PROCESS)
async def use_up_final_rectification(work: Work) -> None:
    """Acceptance may be rectified once."""
    if work.project.final_rectified:
        raise Refusal("wrong_stage", Text("验收整改仅一次,请决定通过或不通过。", "Acceptance is rectified once only: pass it or fail it."))
    work.project.final_rectified = True


@effect(Event.ACCEPTANCE_PASSED, process=_PROCESS)
async def note_acceptance(work: Work) -> None:
    """Note when it was accepted: that is the matter its award is for."""
    work.project.accepted_at = work.now


@effect(Event.COST_AUDITED, process=_PROCESS)
async def keep_cost(work: Work) -> None:
    """Keep the audited cost and the auditor's report."""
    work.project.audited_cost_fen = int(work.detail["audited_cost_fen"])
    work.project.audit_report_no = work.detail["report_no"]


@effect(Event.FAILURE_DISPUTED, process=_PROCESS)
async def use_up_dispute(work: Work) -> None:
    """There is one reconsideration of a failure."""
    work.project.failure_disputed = True


@opener("failure_objection")
async def open_failure_objection(work: Work) -> None:
    """Let the enterprise dispute a termination or a failed acceptance, unless that was done."""
    if not work.project.failure_disputed:
        reason = work.detail.get("reason")
        await open_task(work, KINDS["failure_objection"], about={"reason": reason} if reason else None)
