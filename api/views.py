"""呈现。How rows become what people read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from activities.signatures.application import Receipt
from api.schemas.application import (
    ApplicationInFull,
    ApplicationShown,
    DocumentShown,
    EventShown,
    ReceiptShown,
    Refused,
    WaitingFor,
)
from api.schemas.base import Named, Words
from api.schemas.task import TaskShown
from models.tables import Application, Assessment, AuditEvent, Document, Task
from policy.actors import ROLE_NAMES, Actor, Role
from policy.errors import Refusal
from policy.lifecycles.application import APPLICATION, EVENT_NAMES, NEXT_STEPS, STAGE_NAMES, Event, Stage
from policy.permissions import OpenTask, why_not_complete
from policy.registry import item as item_called
from policy.tasks import KINDS, TASK_STEPS
from policy.text import Text

REFUSALS = (
    Event.ACCEPTANCE_REFUSED,
    Event.FOUND_INELIGIBLE,
    Event.NOT_RECOMMENDED,
    Event.ASSESSED_TO_NOTHING,
    Event.DECISION_REFUSED,
    Event.OBJECTION_UPHELD,
)
# Who does what no task asks for; an objection comes from the public.
_WITHOUT_TASK = {
    Event.SUBMITTED: Role.APPLICANT,
    Event.DRAFT_DISCARDED: Role.APPLICANT,
    Event.WITHDRAWN: Role.APPLICANT,
    Event.PUT_ON_HOLD: Role.OFFICER,
    Event.RESUMED: Role.OFFICER,
}
_HOW_TO_OBJECT = Text(
    "可在期限内通过“可申请复核”任务申请一次复核,由另一名经办人办理。",
    "You may ask once for reconsideration, through the task of that name; another officer will handle it.",
)


def stage(code: str) -> Named:
    """Return a stage with its names."""
    name = STAGE_NAMES[Stage(code)]
    return Named(code=code, zh=name.zh, en=name.en)


def receipt(given: Receipt) -> ReceiptShown:
    """Return what came of a request."""
    return ReceiptShown.model_validate(
        {"application_id": given.application_id, "number": given.number, "stage": stage(given.stage), "event": given.event}
    )


def application(row: Application, enterprise_name: str) -> ApplicationShown:
    """Return an application for a list."""
    return ApplicationShown.model_validate(_brief(row, enterprise_name))


def application_in_full(
    row: Application,
    enterprise_name: str,
    *,
    tasks: list[Task],
    refusal: AuditEvent | None,
    correction: AuditEvent | None,
    assessment: Assessment | None,
) -> ApplicationInFull:
    """Return an application with where it stands and why."""
    waiting = [_waiting(task) for task in tasks]
    ours = any(not KINDS[task.kind].applicants for task in tasks)
    automatic = row.stage in {Stage.VERIFICATION, Stage.ASSESSMENT}
    running = not row.held and Stage(row.stage) not in APPLICATION.terminal and (ours or automatic or row.stage == Stage.PUBLIC_NOTICE)
    dues = [task.due_at for task in tasks if task.due_at] + ([row.wakes_at] if row.wakes_at and row.stage == Stage.PUBLIC_NOTICE else [])
    return ApplicationInFull.model_validate(
        _brief(row, enterprise_name)
        | {
            "facts": row.facts,
            "hold_reason": row.hold_reason,
            "waiting_for": waiting,
            "due_at": min(dues, default=None),
            "clock_running": running,
            "next_step": Words.of(_next_step(row, tasks)),
            "defects": correction.detail.get("defects", []) if correction and row.stage == Stage.CORRECTION else [],
            "refusal": _refused(refusal, tasks) if refusal and row.stage in {"refused", "reconsideration", "rejected"} else None,
            "parameters_needed": _parameters_needed(row, assessment),
            "assessment": assessment.tree if assessment else None,
        }
    )


def _parameters_needed(row: Application, assessment: Assessment | None) -> list[dict[str, Any]]:
    if assessment is None or row.stage != Stage.ASSESSMENT:
        return []
    return item_called(row.item_code).parameters_needed(assessment.tree["missing_parameters"])


def _brief(row: Application, enterprise_name: str) -> dict[str, Any]:
    item = item_called(row.item_code)
    return {
        "id": row.id,
        "number": row.number,
        "item_code": row.item_code,
        "item_title": Words.of(item.title),
        "clause": item.citation,
        "department": row.department,
        "enterprise_uscc": row.enterprise_uscc,
        "enterprise_name": enterprise_name,
        "stage": stage(row.stage),
        "held": row.held,
        "version": row.version,
        "matter_date": row.matter_date,
        "programme_year": row.programme_year,
        "award_fen": row.award_fen,
        "paid_fen": row.paid_fen,
        "created_at": row.created_at,
        "submitted_at": row.submitted_at,
        "updated_at": row.updated_at,
        "closed_at": row.closed_at,
    }


def _next_step(row: Application, tasks: Sequence[Task]) -> Text:
    """Return what comes next: what the applicant has to do in a stage that is otherwise the authority's, or what the stage is for."""
    own = (TASK_STEPS[task.kind] for task in tasks if task.kind in TASK_STEPS)
    return next(own, NEXT_STEPS[Stage(row.stage)])


def _waiting(task: Task) -> WaitingFor:
    return WaitingFor(
        task_id=task.id,
        kind=task.kind,
        title=Words.of(KINDS[task.kind].title),
        role=task.role,
        department=task.department,
        due_at=task.due_at,
        provisional=task.due_provisional,
    )


def _refused(event: AuditEvent, tasks: list[Task]) -> Refused:
    window = next((task.due_at for task in tasks if task.kind == "reconsideration_request"), None)
    return Refused(
        event=event.event,
        reason=event.detail.get("reason"),
        failures=event.detail.get("failures", []),
        how_to_object=Words.of(_HOW_TO_OBJECT),
        until=window,
    )


def event(row: AuditEvent, reader: Actor, department: str) -> EventShown:
    """Return something that happened. To applicants people of the authority are their office, and experts are never named to anybody."""
    name = EVENT_NAMES[Event(row.event)]
    kind = KINDS.get(str(row.detail.get("task")))
    role = Role.SYSTEM if row.actor == Role.SYSTEM else kind.role if kind else _WITHOUT_TASK.get(Event(row.event))
    by = row.actor_name
    if role is Role.EXPERT or (role not in {None, Role.APPLICANT} and reader.is_a(Role.APPLICANT)):
        by = f"{department} {ROLE_NAMES[role]}" if role in {Role.OFFICER, Role.APPROVER} else ROLE_NAMES[role]
    return EventShown(
        sequence=row.sequence,
        event=Named(code=row.event, zh=name.zh, en=name.en),
        from_stage=row.from_stage,
        to_stage=row.to_stage,
        by=Words(zh=by, en=role.value if role else by),
        at=row.occurred_at,
    )


def document(row: Document) -> DocumentShown:
    """Return a piece of evidence."""
    return DocumentShown.model_validate(row)


def open_task(task: Task) -> OpenTask:
    """Return what permissions have to know of a task."""
    return OpenTask(
        id=str(task.id),
        kind=task.kind,
        role=Role(task.role),
        department=task.department,
        enterprise=task.enterprise_uscc,
        assignee=task.assignee,
        excluded=tuple(task.excluded),
        escalated=task.escalated_at is not None,
    )


def task_fields(task: Task, row: Application, reader: Actor) -> dict[str, Any]:
    """Return a task's fields for a list."""
    denial: Refusal | None = why_not_complete(reader, open_task(task))
    return {
        "id": task.id,
        "kind": task.kind,
        "title": Words.of(KINDS[task.kind].title),
        "role": task.role,
        "department": task.department,
        "assignee": task.assignee,
        "application_id": row.id,
        "application_number": row.number,
        "item_code": row.item_code,
        "stage": row.stage,
        "opened_at": task.opened_at,
        "due_at": task.due_at,
        "provisional": task.due_provisional,
        "escalated": task.escalated_at is not None,
        "closed_at": task.closed_at,
        "outcome": task.outcome,
        "may_complete": task.closed_at is None and not row.held and denial is None,
    }


def task(row: Task, its_application: Application, reader: Actor) -> TaskShown:
    """Return a task for a list."""
    return TaskShown.model_validate(task_fields(row, its_application, reader))
