"""配套项目。Matching projects: drafted, claimed year by year, and looked at with their upstream (clause 2).

Listing, reading and submitting are the same for projects of every process: `api/routes/project.py`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api.schemas.application import ApplicationInFull
from api.schemas.matching_project import ClaimGiven, LookAsked, ProjectChange, ProjectGiven, YearMatched
from api.schemas.project import ProjectInFull
from api.views import application as views
from api.views import project as project_views
from api.views.matching import by_year, listed, years
from api.web.entity_tags import IfMatch, check_match, etag
from api.web.idempotency import Answer, RunOnce
from api.web.permissions import Signed, may, own, visible
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import correction
from models.commands import matching_project as commands
from models.queries import application as applications
from models.queries import enterprise as enterprises
from models.queries import held, suspension
from models.queries import matching_project as matching_projects
from models.queries import project as projects
from models.session import Session
from models.tables import Case, MatchingProject
from policy.actors import Role
from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import item as item_called
from policy.processes.matching.declaration import require_days
from policy.processes.matching.lifecycle import MATCHING, WATCHED
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["projects"], route_class=ReadRoute)


@router.post(
    "/projects",
    status_code=201,
    operation_id="create_project",
    summary="新建配套项目 Draft a matching project",
    response_model=ProjectInFull,
    **may("project:draft"),
)
async def create_project(given: ProjectGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Draft a project of state or city that one's own enterprise carries out and wants to have matched."""
    item = item_called(given.item_code)
    if not item.by_project:
        where = Text("该事项无需项目入库，请直接提出申请。", "Apply for this item directly.")
        raise Refusal(Code.WRONG_PROCESS, where, [Fault("item_code", where)], clause=item.citation)
    require_days(given.begins_on, given.ends_on)

    async def run(session: Session) -> Answer:
        await suspension.require_not_suspended(session, item.code, _today())
        if actor.enterprise is None or await enterprises.find(session, actor.enterprise) is None:
            raise Refusal(Code.NOT_FOUND, Text("请先登记单位信息。", "Register the enterprise first."))
        row = await commands.create(session, actor, item, actor.enterprise, given.model_dump(exclude={"item_code"}))
        shown = await project_views.in_full(session, row, actor)
        return Answer(201, shown, {"Location": f"/projects/{row.number}", "ETag": etag(row)})

    return await once.in_transaction(run)


@router.patch("/projects/{reference}", operation_id="change_project", summary="修改配套项目 Change it", **may("project:draft"))
async def change_project(
    reference: str, given: ProjectChange, served: Served, actor: Signed, response: Response, if_match: IfMatch = None
) -> ProjectInFull:
    """Change a matching project that is a draft, or is being corrected."""
    async with served.database.writing() as session:
        row = await commands.lock_editable(session, _matching(own(await projects.find(session, reference), actor)))
        check_match(row, if_match)
        described: dict[str, Any] = given.model_dump(exclude_none=True)
        require_days(described.get("begins_on", row.begins_on), described.get("ends_on", row.ends_on))
        before, opened = row.content, await correction.opened(session, row)
        commands.change(row, described)
        correction.require_only(opened, before, row)
        shown = await project_views.in_full(session, row, actor)
    response.headers["ETag"] = etag(row)
    return shown


@router.post(
    "/projects/{reference}/claims",
    status_code=201,
    operation_id="create_claim",
    summary="年度申领 Draft a claim",
    response_model=ApplicationInFull,
    **may("project:draft"),
)
async def create_claim(reference: str, given: ClaimGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Draft a claim for a year of upstream money. It is an application like any other from here on: evidence, submit, and so on.

    A year that was paid is claimed once more when the last look at the upstream leaves more to match than what stands of it.
    """

    async def run(session: Session) -> Answer:
        project = _matching(own(await projects.find(session, reference), actor))
        await suspension.require_not_suspended(session, project.item_code, _today())
        row = await commands.claim(session, actor, project, given.funding_year, _today(), given.requested_fen)
        shown = await views.in_full(session, row, actor, served.bodies)
        return Answer(201, shown, {"Location": f"/applications/{row.id}", "ETag": etag(row)})

    return await once.in_transaction(run)


@router.get("/projects/{reference}/claims", operation_id="list_claims", summary="各年度配套 Years matched", **may("project:read"))
async def list_claims(reference: str, served: Served, actor: Signed) -> list[YearMatched]:
    """List each year of upstream money: who claimed it, what was paid, what is left of the cap, and may be claimed once more."""
    async with served.database.reading() as session:
        row = _matching(visible(await projects.find(session, reference), actor))
        claims = [claim for claim in await applications.carried_over(session, row.id) if claim.is_open_to(actor)]
        reclaimed = {claim.id: await held.asked_back(session, claim) for claim in claims if claim.paid_fen}
        of_years = by_year(claims)
        left = {year: await matching_projects.left_of_year(session, row, found) for year, found in of_years.items()}
        before = await matching_projects.held_before(session, row, listed(row, of_years))
        return years(row, of_years, reclaimed, left, before, told=actor.is_a(Role.APPLICANT))


@router.post(
    "/projects/{reference}/upstream-look",
    status_code=202,
    operation_id="look_upstream",
    summary="核对上级 Look at the upstream",
    **may("project:look"),
)
async def look_upstream(reference: str, served: Served, actor: Signed) -> LookAsked:
    """Have the upstream registry asked now instead of on 1 March. Asking twice does no harm."""
    async with served.database.reading() as session:
        row = _matching(visible(await projects.find(session, reference), actor))
    if row.stage not in WATCHED:
        raise Refusal(Code.WRONG_STAGE, Text("项目不在库，无须核对。", "The project is not active; there is nothing to look at."))
    if row.held:
        raise MATCHING.on_hold()
    await served.cases.nudge(row.workflow_id, f"look asked for by {actor.subject}")
    return LookAsked(number=row.number, last_looked_at=row.looked_at)


def _matching(row: Case) -> MatchingProject:
    if not isinstance(row, MatchingProject):
        raise Refusal(Code.WRONG_PROCESS, Text("该项目不是配套项目。", "This project is not a matching project."))
    return row


def _today() -> date:
    return datetime.now(BEIJING).date()
