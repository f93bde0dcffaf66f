"""项目。Projects of every process that carries them out: listed, read and submitted alike."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api import drafts
from api.schemas.base import List
from api.schemas.case import ReceiptShown
from api.schemas.project import ProjectInFull, ProjectShown
from api.views import project as project_views
from api.web.entity_tags import IfMatch, etag
from api.web.filters import OfCase, OfDepartment, OfItem, OneOf
from api.web.idempotency import RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, may, own, readable
from api.web.reads import ReadRoute
from api.web.services import Served
from models.queries import call as calls
from models.queries import project as projects
from models.queries import submission as submissions
from models.queries.page import Sort
from models.queries.project import PROJECTS
from models.session import Session
from models.tables import Case, PostGrantProject
from policy.actors import Actor
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.registry import LIFECYCLES

router = APIRouter(tags=["projects"], route_class=ReadRoute)


@router.get("/projects", operation_id="list_projects", summary="项目列表 List projects", **may("project:read"))
async def list_projects(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    wanted: OfCase,
    process: Annotated[str | None, OneOf(PROJECTS)] = None,
    stage: Annotated[str | None, OneOf(stage for process in PROJECTS for stage in LIFECYCLES[process].stages)] = None,
    item: OfItem = None,
    department: OfDepartment = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[ProjectShown]:
    """List the projects the signed-in person may see, newest first."""
    where = {"process": process, "stage": stage, "item_code": item, "department": department}
    async with served.database.reading() as session:
        rows = await projects.page(session, actor, where, page_of(served.cursor_key, limit, cursor, sort), wanted)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row[0].id))
    return List(items=[project_views.project(row, name) for row, name in kept], next_cursor=following)


@router.get("/projects/{reference}", operation_id="get_project", summary="一个项目 One project", **may("project:read"))
async def get_project(reference: str, served: Served, actor: Signed, response: Response) -> ProjectInFull:
    """Say where a project stands, what its process keeps of it, and which applications carry its money."""
    async with served.database.snapshot() as session:
        row = await readable(session, await projects.find(session, reference), actor)
        await submissions.read_by(session, row, actor)
        shown = await project_views.in_full(session, row, actor)
    response.headers["ETag"] = etag(row)
    return shown


@router.delete(
    "/projects/{reference}", status_code=204, operation_id="discard_project", summary="删除草稿 Discard a draft", **may("project:draft")
)
async def discard_project(reference: str, served: Served, actor: Signed, if_match: IfMatch = None) -> None:
    """Discard the draft of a solution or of a matching project of one's own enterprise; another one may be drafted then."""

    async def find(session: Session) -> Case:
        return own(await projects.find(session, reference), actor)

    await drafts.throw_away(served, actor, if_match, find)


@router.post(
    "/projects/{reference}/submit",
    operation_id="submit_project",
    summary="提交 Submit",
    response_model=ReceiptShown,
    **may("project:draft"),
)
async def submit_project(reference: str, actor: Signed, once: RunOnce) -> JSONResponse:
    """Submit the draft of a project."""
    return await drafts.submit(once, actor, _own(reference, actor))


def _own(reference: str, actor: Actor) -> drafts.Find[Case]:
    async def find(session: Session) -> Case:
        row = own(await projects.find(session, reference), actor)
        if isinstance(row, PostGrantProject) and row.stage != DRAFT and row.submitted_at is None:
            # It ended with the window of its call.
            calls.require_open(await calls.of(session, row.call_id), datetime.now(UTC))
        return row

    return find
