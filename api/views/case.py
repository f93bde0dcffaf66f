"""案件的呈现。How cases of any process, their tasks and their events become what people read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from activities.signatures.case import Receipt
from api.schemas.base import Named, Words
from api.schemas.case import EventShown, ReceiptShown, WaitingFor
from api.schemas.codes import StageNamed
from api.schemas.task import TaskCounts, TasksCounted, TaskShown
from models.queries import audit_event as audit_events
from models.queries import succession
from models.queries.task_list import Counts, Listed
from models.session import Session
from models.tables import AuditEvent, Case, Succession, Task
from policy.actors import ROLE_NAMES, Actor, Role
from policy.errors import Refusal
from policy.judging.catalogue import ITEMS
from policy.language.items import DEPARTMENT_NAMES
from policy.processes.clawback.owing import Owed
from policy.processes.kernel.duties import Done
from policy.processes.kernel.lifecycle import Step
from policy.processes.kernel.permissions import OpenTask, is_outside, why_not
from policy.processes.outcome_report.naming import called
from policy.processes.registry import KINDS, LIFECYCLES
from policy.processes.succession.lifecycle import SUCCESSION
from policy.succession import SUCCEEDED
from policy.text import Text


def stage(process: str, code: str) -> StageNamed:
    """Return a stage of a process with its names."""
    name = LIFECYCLES[process].stages[code].name
    return StageNamed(code=code, zh=name.zh, en=name.en)


def event_named(process: str, code: str) -> Named:
    """Return an event of a process with its names."""
    name = LIFECYCLES[process].steps[code].name
    return Named(code=code, zh=name.zh, en=name.en)


def receipt(given: Receipt) -> ReceiptShown:
    """Return a receipt as people read it."""
    return ReceiptShown.model_validate(
        {
            "process": given.process,
            "case_id": given.case_id,
            "number": given.number,
            "stage": stage(given.process, given.stage),
            "event": given.event,
        }
    )


def case_fields(row: Case, reader: Actor | None = None) -> dict[str, Any]:
    """Return the fields every case has, for a list, in the stage its reader is told."""
    return {
        "process": row.process,
        "id": row.id,
        "number": row.number,
        "item_code": row.item_code,
        "department": row.department,
        "stage": stage(row.process, _told(row, reader)),
        "held": row.held,
        "version": row.version,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "closed_at": row.closed_at,
    }


def _told(row: Case, reader: Actor | None) -> str:
    return row.stage_told if reader is not None and is_outside(reader) else row.stage


def standing(row: Case, tasks: Sequence[Task], reader: Actor | None = None) -> dict[str, Any]:
    """Return the fields that say where a case stands.

    Args:
        row: The case.
        tasks: Its open tasks.
        reader: Who reads, where what the office has only proposed would be among them: outside nobody is told of that.
    """
    told = _told(row, reader)
    if reader is not None and is_outside(reader):
        tasks = [task for task in tasks if told == row.stage and task.kind not in _proposals(row.process)]
    ours = any(not KINDS[task.kind].applicants for task in tasks)
    its_stage = LIFECYCLES[row.process].stages[told]
    dues = [task.due_at for task in tasks if task.due_at] + ([row.wakes_at] if row.wakes_at and its_stage.timed else [])
    return {
        "hold_reason": row.hold_reason,
        "waiting_for": [_waiting(task) for task in tasks],
        "due_at": min(dues, default=None),
        "clock_running": not row.held and not its_stage.terminal and (ours or its_stage.automatic or its_stage.timed),
        "next_step": Words.of(_next_step(row.process, told, tasks)),
    }


def _proposals(process: str) -> Collection[str]:
    """Return the kinds of tasks by which it is decided what an officer has proposed inside the office."""
    steps = LIFECYCLES[process].steps.values()
    return {kind for step in steps if step.internal and step.asked_by is Role.OFFICER for kind in step.opens}


_NOBODY_YET: Final = Text(
    "本部门现无可以办理该环节的人员，正在另行指定人员办理。",
    "Nobody of the department may take this step at present; somebody else is being appointed.",
)


def _next_step(process: str, stands: str, tasks: Sequence[Task]) -> Text:
    """Return what comes next: what the applicant has to do in a stage that is otherwise the authority's, or what the stage is for."""
    if any(task.able is False and task.assignee is None for task in tasks):
        return _NOBODY_YET
    own = (step for task in tasks if (step := KINDS[task.kind].next_step))
    return next(own, LIFECYCLES[process].stages[stands].next_step)


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


def timeline(rows: Sequence[AuditEvent], its_case: Case, reader: Actor) -> list[EventShown]:
    """Return what happened to a case, as far as it is the reader's business: reminders are the office's own."""
    steps, outside = LIFECYCLES[its_case.process].steps, is_outside(reader)
    return [event(row, its_case, reader) for row in rows if not (outside and steps[row.event].internal)]


def event(row: AuditEvent, its_case: Case, reader: Actor) -> EventShown:
    """Return an event as people read it.

    Applicants see the office, and another organisation than the case's, in place of its people; experts are named to nobody.
    """
    step = LIFECYCLES[its_case.process].steps[row.event]
    kind = KINDS.get(str(row.detail.get("task")))
    role = Role.SYSTEM if row.actor == Role.SYSTEM else kind.role if kind else _who_asked(step)
    by = Words(zh=row.actor_name, en=role.value if role else row.actor_name)
    if step.party is not None and role is Role.APPLICANT:
        by = Words(zh=step.party.zh if reader.is_a(Role.APPLICANT) else row.actor_name, en=step.party.en)
    if role is Role.EXPERT or (role not in {None, Role.APPLICANT} and reader.is_a(Role.APPLICANT)):
        by = Words(zh=ROLE_NAMES[role], en=role.value)
        if role in {Role.OFFICER, Role.APPROVER}:
            department = DEPARTMENT_NAMES[its_case.department]
            by = Words(zh=f"{department.zh}{by.zh}", en=f"{by.en} of {department.en}")
    return EventShown(
        sequence=row.sequence,
        event=event_named(its_case.process, row.event),
        from_stage=its_case.told(row.from_stage) if is_outside(reader) else row.from_stage,
        to_stage=its_case.told(row.to_stage) if is_outside(reader) else row.to_stage,
        by=by,
        at=row.occurred_at,
    )


async def timeline_of(session: Session, row: Case, reader: Actor) -> list[EventShown]:
    """Return the timeline of a case, with who took the place of its enterprise while it was under way."""
    shown = timeline(await audit_events.timeline(session, row.id), row, reader)
    if row.beneficiary is None or row.process == SUCCESSION.name:
        return shown
    taken = await succession.steps_from(session, row.beneficiary)
    for step, name in taken:
        before = [found for found in shown if found.at <= step.approved_at]
        # What began later was its successor's from the beginning, and what had ended needed none.
        if before and (row.closed_at is None or row.closed_at > step.approved_at):
            shown.insert(len(before), _succeeded(before[-1].to_stage, step, name))
    return [found.model_copy(update={"sequence": place}) for place, found in enumerate(shown, start=1)] if taken else shown


def _succeeded(at_stage: str, step: Succession, name: str) -> EventShown:
    return EventShown(
        sequence=0,
        event=Named(code="succeeded", zh=SUCCEEDED.zh.format(name=name), en=SUCCEEDED.en.format(name=name)),
        from_stage=at_stage,
        to_stage=at_stage,
        by=Words(zh=ROLE_NAMES[Role.APPROVER], en=Role.APPROVER.value),
        at=step.approved_at,
    )


def _who_asked(step: Step) -> Role | None:
    """Return the role that asks for an event without a task; an objection comes from the public."""
    return step.asked_by if isinstance(step.asked_by, Role) else None


def counted(task: Task, reader: Actor, done: Mapping[str, Sequence[Done]]) -> list[Done]:
    """Return what counts for whether somebody may do a task, of what they, and those for whom they stand in, did in its families."""
    return [one for who in reader.acting_as(task.assignee) for one in done.get(who, ()) if one.family in task.families]


def only_concern(task: Task) -> str | None:
    """Return the code of the enterprise a task is about, or None where it is about several or none."""
    return task.concerns[0] if len(task.concerns) == 1 else None


def task_fields(listed: Listed, name: str | None, reader: Actor, done: Mapping[str, Sequence[Done]]) -> dict[str, Any]:
    """Return a task's fields for a list.

    Args:
        listed: The task with its case.
        name: What the enterprise it is about is called, if it is about one.
        reader: Who reads.
        done: What they, and those for whom they stand in, did in its families, and maybe in others.
    """
    task, row, award_fen = listed
    denial: Refusal | None = why_not(reader, OpenTask.of(task), KINDS[task.kind], counted(task, reader, done))
    goes_on = LIFECYCLES[row.process].goes_on_while_held(KINDS[task.kind].decisions)
    return {
        "id": task.id,
        "kind": task.kind,
        "title": Words.of(KINDS[task.kind].title),
        "role": task.role,
        "department": task.department,
        "assignee": task.assignee,
        "process": row.process,
        "case_id": row.id,
        "case_number": row.number,
        "case_called": Words.of(_case_called(task, row)),
        "item_code": row.item_code,
        "item_title": Words.of(ITEMS[row.item_code].title) if row.item_code in ITEMS else None,
        "enterprise_uscc": only_concern(task),
        "enterprise_name": name,
        "award_fen": award_fen,
        "stage": stage(row.process, row.stage),
        "opened_at": task.opened_at,
        "due_at": task.due_at,
        "provisional": task.due_provisional,
        "escalated": task.escalated_at is not None,
        "closed_at": task.closed_at,
        "outcome": task.outcome,
        "may_complete": task.closed_at is None and denial is None and (not row.held or goes_on),
    }


def _case_called(task: Task, row: Case) -> Text:
    """Return what a list calls the case of a task; its own row is not read for that."""
    about = task.about
    if row.item_code in ITEMS or not {"clause", "year"} <= about.keys():
        return Text(row.number, row.number)
    return called(row.number, about["clause"], about["year"], about.get("awards", ()))


def about_today(task: Task, payee: str | None, owed: Owed | None) -> dict[str, Any]:
    """Return what the doer of a task reads: while it is open, as it is today, and when it was closed, as it was opened.

    The payee is whoever stands for it today, by its name of today, with whom it was released to; and a debt is what would settle it today.

    Args:
        task: The task.
        payee: What whoever stands for the case's enterprise is called today.
        owed: What would settle the case today, if it is a debt.
    """
    about, before = task.about, task.about.get("payee")
    if task.closed_at is not None:
        return about
    if payee is not None and before not in {None, payee}:
        about = about | {"payee": payee, "released_to": before}
    return about | owed.as_dict() if owed is not None and "owed_on" in about else about


def task(listed: Listed, names: Mapping[str, str], reader: Actor, done: Mapping[str, Sequence[Done]]) -> TaskShown:
    """Return a task for a list, with the names of enterprises by their codes; of what the reader did, as `task_fields` takes it."""
    return TaskShown.model_validate(task_fields(listed, names.get(only_concern(listed.task) or ""), reader, done))


def task_counts(rows: Sequence[Counts]) -> TaskCounts:
    """Return how many tasks there are, in all and by kind and department."""
    by_kind = [TasksCounted.model_validate({**row._asdict(), "title": Words.of(KINDS[row.kind].title)}) for row in rows]
    return TaskCounts(
        tasks=sum(row.tasks for row in rows),
        mine=sum(row.mine for row in rows),
        overdue=sum(row.overdue for row in rows),
        unassigned=sum(row.unassigned for row in rows),
        by_kind=by_kind,
    )
