"""任务。The four endpoints that serve every human step of every process."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.responses import JSONResponse

from api import task_acts
from api.bulk import in_bulk
from api.schemas.base import List, Moment, PlainObject
from api.schemas.bulk import AssignmentsGiven, BulkShown, CompletionsGiven
from api.schemas.case import ReceiptShown
from api.schemas.task import AssignmentGiven, TaskCounts, TaskInFull, TaskShown
from api.views import annual_run as annual_runs
from api.views import application as views
from api.views import case as case_views
from api.views import clawback as clawbacks
from api.views import decided_today
from api.views import opinion as opinions
from api.views.before_payment import read_today
from api.views.decided_anew import read_anew
from api.web.filters import OfDepartment, OfEnterprise, OfItem, OneOf, Words
from api.web.idempotency import RunOnce
from api.web.negotiation import in_language
from api.web.pagination import Cursor, Limit, cut, place_after
from api.web.permissions import Signed, may
from api.web.problems import language_of
from api.web.reads import ReadRoute
from api.web.services import Served
from models.queries import case as cases
from models.queries import enterprise as enterprises
from models.queries import submission as submissions
from models.queries import task_list
from models.tables import Application
from policy.actors import Role
from policy.language.forms import rendered
from policy.processes.application.tasks import STATING
from policy.processes.kernel.permissions import may_read_opinions
from policy.processes.registry import KINDS, LIFECYCLES, READ_IN
from policy.working_days import BEIJING

router = APIRouter(tags=["tasks"], route_class=ReadRoute)


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
    overdue: Annotated[bool, Query(description="是否只看已逾期的 Only what is past its due time")] = False,  # noqa: FBT002 - a query parameter
    escalated: Annotated[bool | None, Query(description="是否已报上级督办 Whether its head was told that it is late")] = None,
    mine: Annotated[bool, Query(description="是否只看我能办的 Only what I may complete")] = False,  # noqa: FBT002
    closed: Annotated[bool, Query(description="是否包括已办结的 Closed ones too")] = False,  # noqa: FBT002
    sort: Annotated[task_list.TaskOrder, Query(description="排序：最先或者最后到期的在前 In which order: what is due first, or last")] = (
        task_list.TaskOrder.DUE
    ),
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[TaskShown]:
    """List tasks, what is due first above the rest unless asked otherwise."""
    if overdue:
        now = datetime.now(UTC)
        due_before = min(due_before, now) if due_before else now
    wanted = task_list.Wanted(
        kind, process, case, department, item, enterprise, q, assignee, due_before, escalated, mine=mine, closed=closed
    )
    after = place_after(served.cursor_key, cursor, lambda written: task_list.Place.read(written, sort))
    async with served.database.reading() as session:
        rows = await task_list.page(session, actor, wanted, limit, after, sort)
        done = await task_acts.done_by(session, actor, {family for row in rows for family in row.task.families})
        names = await enterprises.names_today(session, {uscc for row in rows if (uscc := case_views.only_concern(row.task))})
    kept, following = cut(served.cursor_key, rows, limit, lambda row: task_list.Place(row.task.due_at, row.task.id, sort))
    return List(items=[case_views.task(row, names, actor, done) for row in kept], next_cursor=following)


@router.get("/tasks/counts", operation_id="count_tasks", summary="任务数 Count open tasks", **may("task:read"))
async def count_tasks(served: Served, actor: Signed) -> TaskCounts:
    """Count the open tasks the signed-in person sees, by kind and department: all, theirs, late ones and those given to nobody."""
    async with served.database.reading() as session:
        return case_views.task_counts(await task_list.counts(session, actor, datetime.now(UTC)))


@router.get("/tasks/{task_id}", operation_id="get_task", summary="一个任务 One task", **may("task:read"))
async def get_task(task_id: uuid.UUID, served: Served, actor: Signed, request: Request, response: Response) -> TaskInFull:
    """Show a task with its form as JSON Schema in the language of Accept-Language, and what its doer has to see."""
    response.headers.update(in_language(request))
    async with served.database.reading() as session:
        row, its = await task_acts.visible(session, actor, task_id)
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
        owed, today = await clawbacks.owed_of(session, served, its), datetime.now(BEIJING).date()
        now = await read_today(session, row, its, today) | await annual_runs.read_today(session, row, its)
        now |= await clawbacks.read_today(session, row, its, today) | await decided_today.read_today(session, row, its, today)
        now |= await read_anew(session, row, its) if may_read else {}
        done = await task_acts.done_by(session, actor, row.families)
    listed = task_list.Listed(row, its, its.award_fen if isinstance(its, Application) else None)
    fields = case_views.task_fields(listed, name, actor, done) | {
        "form": rendered(KINDS[row.kind].form(row.asked), language_of(request)),
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

    Partners that a task book names have to be who the business register has, and a firm that looked into an investment is called what
    that says; while it is silent, such a form is not taken.
    """
    return await task_acts.complete(served, actor, once, task_id, answer)


@router.post(
    "/tasks/{task_id}/assign", operation_id="assign_task", summary="转交 Hand over", response_model=ReceiptShown, **may("task:assign")
)
async def assign_task(task_id: uuid.UUID, given: AssignmentGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Give a task to one person who may do it, or back to all who may."""
    return await task_acts.assign(served, actor, once, task_id, given.assignee)


@router.post("/tasks/complete", operation_id="complete_tasks", summary="批量办结 Complete several", **may("task:complete"))
async def complete_tasks(given: CompletionsGiven, request: Request, served: Served, actor: Signed, once: RunOnce) -> BulkShown:
    """Complete up to 200 tasks, each as if it were completed by itself: some may be refused where others are done.

    Asked again under the same key, what was done stays done, and what was refused is tried again.
    """
    acts = {}
    for one in given.tasks:
        part = once.part(f"/tasks/{one.task_id}/complete", one.answer)
        acts[one.task_id] = partial(task_acts.complete, served, actor, part, one.task_id, one.answer)
    return await in_bulk(request, acts)


@router.post("/tasks/assign", operation_id="assign_tasks", summary="批量转交 Hand several over", **may("task:assign"))
async def assign_tasks(given: AssignmentsGiven, request: Request, served: Served, actor: Signed, once: RunOnce) -> BulkShown:
    """Give up to 200 tasks to one person who may do them, or back to all who may, each as if it were handed over by itself."""
    acts = {}
    for task_id in given.tasks:
        part = once.part(f"/tasks/{task_id}/assign", given.assignee)
        acts[task_id] = partial(task_acts.assign, served, actor, part, task_id, given.assignee)
    return await in_bulk(request, acts)
