"""任务。The four endpoints that serve every human step of every process."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from api.requests import register_of
from api.schemas.base import List, Moment, PlainObject
from api.schemas.case import ReceiptShown
from api.schemas.task import AssignmentGiven, TaskCounts, TaskInFull, TaskShown
from api.views import application as views
from api.views import case as case_views
from api.views import opinion as opinions
from api.views.before_payment import read_today
from api.views.clawback import owed_of
from api.web.filters import OfDepartment, OfEnterprise, OfItem, OneOf, Words
from api.web.idempotency import Answer, RunOnce
from api.web.input_faults import faults_of_answer
from api.web.pagination import Cursor, Limit, cut, place_after
from api.web.permissions import Signed, may, not_found
from api.web.services import Served
from models.queries import case as cases
from models.queries import enterprise as enterprises
from models.queries import involvement as involvements
from models.queries import submission as submissions
from models.queries import task as tasks
from models.queries import task_list
from models.session import Session
from models.tables import Application, Case, Task
from policy.actors import Actor, Role
from policy.errors import Code, Refusal
from policy.processes.application.tasks import STATING
from policy.processes.change.terms import PARTNERS
from policy.processes.kernel.duties import Done
from policy.processes.kernel.lifecycle import Common
from policy.processes.kernel.permissions import OpenTask, may_read_opinions, may_see_task, why_not, why_not_assign
from policy.processes.kernel.task_kind import read_answer, sealed_answer
from policy.processes.registry import KINDS, LIFECYCLES, READ_IN
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["tasks"])


@router.get("/tasks", operation_id="list_tasks", summary="任务列表 List tasks", **may("task:read"))
async def list_tasks(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    kind: Annotated[str | None, OneOf(KINDS)] = None,
    process: Annotated[str | None, OneOf(LIFECYCLES)] = None,
    case: Annotated[
        str | None, Query(max_length=60, description="案件编号（如申请编号），也可用id Number or id of a case, such as an application")
    ] = None,
    department: OfDepartment = None,
    item: OfItem = None,
    enterprise: OfEnterprise = None,
    q: Words = None,
    assignee: Annotated[str | None, Query(max_length=200, description="承办人 To whom it is given, by their subject")] = None,
    due_before: Annotated[Moment | None, Query(description="在此之前到期 Due before this moment")] = None,
    overdue: Annotated[bool, Query(description="只看已逾期的 Only what is past its due time")] = False,  # noqa: FBT002 - a query parameter
    escalated: Annotated[bool | None, Query(description="是否已报上级督办 Whether its head was told that it is late")] = None,
    mine: Annotated[bool, Query(description="只看我能办的 Only what I may complete")] = False,  # noqa: FBT002
    closed: Annotated[bool, Query(description="包括已办结的 Closed ones too")] = False,  # noqa: FBT002
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[TaskShown]:
    """List tasks, what is due first above the rest."""
    if overdue:
        now = datetime.now(UTC)
        due_before = min(due_before, now) if due_before else now
    wanted = task_list.Wanted(
        kind, process, case, department, item, enterprise, q, assignee, due_before, escalated, mine=mine, closed=closed
    )
    after = place_after(served.cursor_key, cursor, task_list.Place.read)
    async with served.database.reading() as session:
        rows = await task_list.page(session, actor, wanted, limit, after)
        done = await _done(session, actor, {family for row in rows for family in row.task.families})
        names = await enterprises.names_today(session, {uscc for row in rows if (uscc := case_views.only_concern(row.task))})
    kept, following = cut(served.cursor_key, rows, limit, lambda row: task_list.Place(row.task.due_at, row.task.id))
    return List(items=[case_views.task(row, names, actor, done) for row in kept], next_cursor=following)


@router.get("/tasks/counts", operation_id="count_tasks", summary="任务数 Count open tasks", **may("task:read"))
async def count_tasks(served: Served, actor: Signed) -> TaskCounts:
    """Count the open tasks the signed-in person sees, by kind and department: all, theirs, late ones and those given to nobody."""
    async with served.database.reading() as session:
        return case_views.task_counts(await task_list.counts(session, actor, datetime.now(UTC)))


@router.get("/tasks/{task_id}", operation_id="get_task", summary="一个任务 One task", **may("task:read"))
async def get_task(task_id: uuid.UUID, served: Served, actor: Signed) -> TaskInFull:
    """Show a task with its form as JSON Schema, and what its doer has to see."""
    async with served.database.reading() as session:
        row, its = await _visible(session, actor, task_id)
        its = await cases.whole(session, its)
        heir = await enterprises.heir_name(session, its.beneficiary) if its.beneficiary else None
        name = heir or (await enterprises.name(session, its.beneficiary) if its.beneficiary else None)
        evidence = await submissions.read_by(session, its, actor)
        may_read = may_read_opinions(actor, its.beneficiary, Role(row.role))
        weighs = KINDS[row.kind].weighs if may_read else ()
        read_in = READ_IN[row.kind] if may_read else ()
        written = await opinions.weighed(session, its, read_in) if read_in else []
        reclaimed = await opinions.reclaimed(session, its) if weighs or (may_read and row.kind in STATING) else []
        award = await opinions.award(session, its) if weighs else None
        owed = await owed_of(session, served, its)
        now = await read_today(session, row, its, datetime.now(BEIJING).date())
        done = await _done(session, actor, row.families)
    listed = task_list.Listed(row, its, its.award_fen if isinstance(its, Application) else None)
    fields = case_views.task_fields(listed, name, actor, done) | {
        "form": KINDS[row.kind].form(row.asked),
        "about": case_views.about_today(row, name, owed) | now,
        "facts": its.brief | (owed.as_dict() if owed else {}),
        "claims": its.claimed,
        "documents": [views.document(found) for found in evidence],
        "opinions": written,
        "reclaimed": reclaimed,
        "award": award,
    }
    return TaskInFull.model_validate(fields)


@router.post(
    "/tasks/{task_id}/complete", operation_id="complete_task", summary="办结 Complete", response_model=ReceiptShown, **may("task:complete")
)
async def complete_task(
    task_id: uuid.UUID,
    served: Served,
    actor: Signed,
    once: RunOnce,
    answer: Annotated[PlainObject, Body(description="按任务表单填写 Filled as the task's form says", examples=[{"decision": "accepted"}])],
) -> JSONResponse:
    """Complete a task. The answer comes when what it leads to is stored.

    Partners that a task book names have to be who the business register has; while that is silent, such a form is not taken.
    """
    async with served.database.reading() as session:
        row, its = await _visible(session, actor, task_id)
        done = case_views.counted(row, actor, await _done(session, actor, row.families))

    async def run() -> Answer:
        mine = row.completed_by == actor.subject
        if mine and (before := await served.cases.outcome(once.request_key)):
            return Answer(200, case_views.receipt(before), {})
        filled = read_answer(KINDS[row.kind].form(row.asked), answer)
        _check_completion(actor, row, its, filled, done)
        if KINDS[row.kind].fields.get("partners") is PARTNERS:
            filled |= {"register": await register_of(served, filled)}
        filled = sealed_answer(KINDS[row.kind].form(row.asked), filled, served.database.seal.veil)
        message = Message(str(filled["decision"]), actor, once.request_key, str(row.id), filled)
        return Answer(200, case_views.receipt(await served.cases.ask(its, "complete_task", message)), {})

    return await once.across(run)


@router.post(
    "/tasks/{task_id}/assign", operation_id="assign_task", summary="转交 Hand over", response_model=ReceiptShown, **may("task:assign")
)
async def assign_task(task_id: uuid.UUID, given: AssignmentGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Give a task to one person who may do it, or back to all who may."""
    async with served.database.reading() as session:
        row, its = await _visible(session, actor, task_id)

    async def run() -> Answer:
        _check_open(row)
        if denial := why_not_assign(actor, OpenTask.of(row)):
            raise denial
        message = Message(Common.REASSIGNED, actor, once.request_key, str(row.id), {"assignee": given.assignee})
        return Answer(200, case_views.receipt(await served.cases.ask(its, "assign_task", message)), {})

    return await once.across(run)


async def _visible(session: Session, actor: Actor, task_id: uuid.UUID) -> tuple[Task, Case]:
    found = await tasks.find(session, task_id)
    if found is None or not may_see_task(actor, OpenTask.of(found[0])):
        raise not_found()
    return found


async def _done(session: Session, actor: Actor, families: Collection[uuid.UUID]) -> Mapping[str, Sequence[Done]]:
    return await involvements.of_each(session, families, [actor.subject, *actor.stands_in_for])


def _check_open(row: Task) -> None:
    if row.closed_at is not None:
        raise Refusal(Code.TASK_CLOSED, Text("任务已办结或已收回。", "The task has been completed or taken back."))


def _check_completion(actor: Actor, row: Task, its: Case, answer: dict[str, Any], done: Sequence[Done]) -> None:
    """Refuse what can be refused without asking the case; the case checks who may once more."""
    if denial := why_not(actor, OpenTask.of(row), KINDS[row.kind], done):
        raise denial
    _check_open(row)
    if its.held and not LIFECYCLES[its.process].goes_on_while_held(KINDS[row.kind].decisions):
        raise LIFECYCLES[its.process].on_hold()
    form = KINDS[row.kind].form(row.asked)
    if faults := faults_of_answer(form, answer):
        raise Refusal(Code.INVALID_INPUT, Text("表单填写有误。", "The form is not filled in rightly."), faults)
