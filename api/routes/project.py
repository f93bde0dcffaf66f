"""项目。Projects of every process that carries them out: listed, read, submitted and withdrawn alike."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from api.schemas.base import List
from api.schemas.case import EventShown, ReasonGiven, ReceiptShown
from api.schemas.project import ProjectInFull, ProjectShown
from api.views import case as case_views
from api.views import project as project_views
from api.web.entity_tags import etag
from api.web.idempotency import Answer, Once, RunOnce
from api.web.pagination import Cursor, Limit, cut, page_of
from api.web.permissions import Signed, may, not_found
from api.web.services import Served, Services
from models.queries import application as applications
from models.queries import case as cases
from models.queries import projects
from models.session import Session
from models.tables import Case
from policy.actors import Actor
from policy.errors import Refusal
from policy.processes.kernel.lifecycle import DRAFT, Common
from policy.processes.registry import LIFECYCLES
from policy.text import Text

router = APIRouter(tags=["projects"])


@router.get("/projects", operation_id="list_projects", summary="项目列表 List projects", **may("project:read"))
async def list_projects(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    process: Annotated[str | None, Query(max_length=40)] = None,
    stage: Annotated[str | None, Query(max_length=40)] = None,
    item: Annotated[str | None, Query(max_length=60)] = None,
    department: Annotated[str | None, Query(max_length=20)] = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[ProjectShown]:
    """List the projects the signed-in person may see, newest first."""
    where = {"process": process, "stage": stage, "item_code": item, "department": department}
    async with served.database.reading() as session:
        rows = await projects.page(session, actor, where, page_of(served.cursor_key, limit, cursor))
    kept, following = cut(served.cursor_key, rows, limit, lambda row: row[0].id)
    return List(items=[project_views.project(row, name) for row, name in kept], next_cursor=following)


@router.get("/projects/{reference}", operation_id="get_project", summary="一个项目 One project", **may("project:read"))
async def get_project(reference: str, served: Served, actor: Signed, response: Response) -> ProjectInFull:
    """Say where a project stands, what its process keeps of it, and which applications carry its money."""
    async with served.database.reading() as session:
        row = await visible(session, actor, reference)
        shown = await shown_in_full(session, row)
    response.headers["ETag"] = etag(row)
    return shown


@router.get("/projects/{reference}/timeline", operation_id="get_project_timeline", summary="项目过程 What happened", **may("project:read"))
async def get_project_timeline(reference: str, served: Served, actor: Signed) -> list[EventShown]:
    """List everything that happened to a project, by whom and when."""
    async with served.database.reading() as session:
        row = await visible(session, actor, reference)
        events = await applications.timeline(session, row.id)
    return [case_views.event(event, row, actor) for event in events]


@router.post(
    "/projects/{reference}/submit",
    operation_id="submit_project",
    summary="提交 Submit",
    response_model=ReceiptShown,
    **may("project:draft"),
)
async def submit_project(reference: str, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Submit the draft of a project."""
    async with served.database.reading() as session:
        await own(session, actor, reference)

    async def run() -> Answer:
        async with served.database.reading() as session:
            row = await own(session, actor, reference)
            name = await applications.enterprise_name(session, row.beneficiary or "")
            begins = LIFECYCLES[row.process].target(DRAFT, Common.SUBMITTED)
            draft = case_views.start_of(row, begins, enterprise=name)
        if row.stage != DRAFT:
            if before := await served.cases.outcome(row.process, row.number, "submit", once.request_key):
                return Answer(200, case_views.receipt(before), {})
            raise Refusal("wrong_stage", Text("只有草稿可以提交。", "Only a draft can be submitted."))
        receipt = await served.cases.submit(draft, Message(Common.SUBMITTED, actor, once.request_key))
        return Answer(200, case_views.receipt(receipt), {})

    return await once.across(run)


@router.post(
    "/projects/{reference}/withdraw",
    operation_id="withdraw_project",
    summary="撤回 Withdraw",
    response_model=ReceiptShown,
    **may("project:draft"),
)
async def withdraw_project(reference: str, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Withdraw a project, as long as its process lets its enterprise."""
    return await _ask(served, actor, reference, once, "request", project_views.WITHDRAWN, {"reason": given.reason})


@router.post(
    "/projects/{reference}/hold",
    operation_id="hold_project",
    summary="暂停办理 Put on hold",
    response_model=ReceiptShown,
    **may("project:hold"),
)
async def hold_project(reference: str, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Put a project on hold, for a reason its enterprise reads; every clock stops."""
    return await _ask(served, actor, reference, once, "hold", Common.PUT_ON_HOLD, {"reason": given.reason})


@router.post(
    "/projects/{reference}/resume",
    operation_id="resume_project",
    summary="恢复办理 Resume",
    response_model=ReceiptShown,
    **may("project:hold"),
)
async def resume_project(reference: str, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """End a hold; every clock goes on with what was left."""
    return await _ask(served, actor, reference, once, "resume", Common.RESUMED, {})


async def _ask(served: Services, actor: Actor, reference: str, once: Once, update: str, event: str, detail: dict[str, Any]) -> JSONResponse:
    async with served.database.reading() as session:
        row = await (own if event == project_views.WITHDRAWN else _handled)(session, actor, reference)

    async def run() -> Answer:
        if row.stage == DRAFT:
            raise Refusal("wrong_stage", Text("项目还是草稿。", "The project is a draft still."))
        message = Message(event, actor, once.request_key, None, detail)
        return Answer(200, case_views.receipt(await served.cases.ask(row.process, row.number, update, message)), {})

    return await once.across(run)


async def visible(session: Session, actor: Actor, reference: str) -> Case:
    """Return a project that exists as far as `actor` is concerned.

    Raises:
        Refusal: `not_found`.
    """
    row = await projects.find(session, actor, reference)
    if row is None:
        raise not_found()
    return row


async def own(session: Session, actor: Actor, reference: str) -> Case:
    """Return a project of the actor's own enterprise.

    Raises:
        Refusal: `not_found`, or `forbidden` for another enterprise's.
    """
    row = await visible(session, actor, reference)
    if row.beneficiary != actor.enterprise:
        raise Refusal("forbidden", Text("不是本单位的项目。", "It is another enterprise's project."))
    return row


async def _handled(session: Session, actor: Actor, reference: str) -> Case:
    row = await visible(session, actor, reference)
    if row.department not in actor.departments:
        raise Refusal("forbidden", Text("不是本部门办理的项目。", "Another department handles it."))
    return row


async def shown_in_full(session: Session, row: Case) -> ProjectInFull:
    """Return a project with all that is shown of it."""
    return project_views.project_in_full(
        row,
        await applications.enterprise_name(session, row.beneficiary or ""),
        tasks=await applications.open_tasks(session, row.id),
        timeline=await applications.timeline(session, row.id),
        awards=await cases.carried_over(session, row.id),
    )
