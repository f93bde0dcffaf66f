"""提交稿。What was handed in of a case, each time it was: read by whoever may follow the case, and changed by nobody."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api.schemas.submission import DifferencesShown, SubmissionInFull, SubmissionShown
from api.views import submission as views
from api.web.permissions import Signed, found, may, readable
from api.web.reads import ReadRoute
from api.web.services import Served
from models.queries import application as applications
from models.queries import project as projects
from models.queries import submission as submissions
from models.session import Session
from models.tables import Case
from policy.actors import Actor
from policy.processes.acceptance.submission import differences

router = APIRouter(tags=["submissions"], route_class=ReadRoute)
Number = Annotated[int, Path(ge=1, le=10_000, description="第几次提交 Which submission, from 1")]
From = Annotated[
    int | None, Query(alias="from", ge=1, le=10_000, description="与第几次比较，默认前一次 Compared with which; the one before")
]


@router.get(
    "/applications/{reference}/submissions",
    operation_id="list_submissions",
    summary="历次提交 Its submissions",
    **may("application:read"),
)
@router.get(
    "/projects/{reference}/submissions",
    operation_id="list_project_submissions",
    summary="项目的历次提交 Submissions of a project",
    **may("project:read"),
)
async def list_submissions(reference: str, served: Served, actor: Signed) -> list[SubmissionShown]:
    """List when a case was handed in, by whom, and under which hash; a draft never was."""
    async with served.database.reading() as session:
        row = await _readable(session, actor, reference)
        return [views.submission(one) for one in await submissions.of_case(session, row.id)]


@router.get(
    "/applications/{reference}/submissions/{number}",
    operation_id="get_submission",
    summary="一次提交 One submission",
    **may("application:read"),
)
@router.get(
    "/projects/{reference}/submissions/{number}",
    operation_id="get_project_submission",
    summary="项目的一次提交 One submission of a project",
    **may("project:read"),
)
async def get_submission(reference: str, number: Number, served: Served, actor: Signed) -> SubmissionInFull:
    """Show what was handed in, as it was then."""
    async with served.database.reading() as session:
        row = await _readable(session, actor, reference)
        return views.in_full(row, found(await submissions.find(session, row.id, number)))


@router.get(
    "/applications/{reference}/submissions/{number}/differences",
    operation_id="compare_submissions",
    summary="两次提交的差异 How two submissions differ",
    **may("application:read"),
)
@router.get(
    "/projects/{reference}/submissions/{number}/differences",
    operation_id="compare_project_submissions",
    summary="项目两次提交的差异 How two submissions of a project differ",
    **may("project:read"),
)
async def compare_submissions(reference: str, number: Number, served: Served, actor: Signed, since: From = None) -> DifferencesShown:
    """Say what differs from an earlier submission: values before and after, and files by name and hash. The first has none before it."""
    async with served.database.reading() as session:
        row = await _readable(session, actor, reference)
        after = found(await submissions.find(session, row.id, number))
        before = found(await submissions.find(session, row.id, since or number - 1))
    differing = differences(before.content, after.content, row.form)
    return DifferencesShown.model_validate({"submission": after.number, "differs_from": before.number, **differing})


async def _readable(session: Session, actor: Actor, reference: str) -> Case:
    row = await applications.find(session, reference) or await projects.find(session, reference)
    return await readable(session, row, actor)
