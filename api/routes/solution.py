"""应征方案。Solutions: an enterprise's answer to a call, until it is submitted and while it is being corrected."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api import drafts
from api.schemas.call import SolutionChange, SolutionGiven
from api.schemas.project import ProjectInFull
from api.views import project as project_views
from api.web.entity_tags import IfMatch, etag
from api.web.idempotency import Answer, RunOnce
from api.web.permissions import Signed, found, may, own
from api.web.services import Served
from models.commands import call as commands
from models.queries import call as calls
from models.queries import enterprise as enterprises
from models.queries import project as projects
from models.session import Session
from models.tables import Call, PostGrantProject
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.text import Text

router = APIRouter(tags=["projects"])


@router.post(
    "/calls/{reference}/solutions",
    status_code=201,
    operation_id="create_solution",
    summary="编制解决方案 Draft a solution",
    response_model=ProjectInFull,
    **may("project:draft"),
)
async def create_solution(reference: str, given: SolutionGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Draft one's own enterprise's solution to a challenge, while the window is open; one a challenge."""
    async with served.database.reading() as session:
        found(await calls.find(session, actor, reference))

    async def run(session: Session) -> Answer:
        # Locked, so that an enterprise asking twice at once has one solution all the same.
        call = await calls.of(session, (found(await calls.find(session, actor, reference))).id, locked=True)
        await _check_may_answer(session, actor, call, given.challenge_no)
        row = await commands.draft_solution(session, actor, call, given.challenge_no, given.title, given.solution.model_dump())
        shown = await project_views.in_full(session, row, actor)
        return Answer(201, shown, {"Location": f"/projects/{row.number}", "ETag": etag(row)})

    return await once.in_transaction(run)


@router.patch("/projects/{reference}/solution", operation_id="change_solution", summary="修改方案 Change it", **may("project:draft"))
async def change_solution(
    reference: str, given: SolutionChange, served: Served, actor: Signed, response: Response, if_match: IfMatch = None
) -> ProjectInFull:
    """Change a solution that is a draft, or is being corrected."""
    return await drafts.edit(
        served,
        response,
        if_match,
        _own(reference, actor),
        write=partial(_write, given),
        show=lambda session, row: project_views.in_full(session, row, actor),
    )


async def _check_may_answer(session: Session, actor: Actor, call: Call, challenge_no: int) -> None:
    calls.require_open(call, datetime.now(UTC))
    if call.challenge(challenge_no) is None:
        wrong = Text("榜单没有该序号", "the call has no such challenge")
        raise Refusal(Code.INVALID_INPUT, Text("榜单序号有误。", "The challenge is not in the call."), [Fault("challenge_no", wrong)])
    if actor.enterprise is None or await enterprises.find(session, actor.enterprise) is None:
        raise Refusal(Code.NOT_FOUND, Text("请先登记单位信息。", "Register the enterprise first."))
    if await calls.rival(session, call.id, challenge_no, actor.enterprise):
        raise Refusal(Code.DUPLICATE, Text("本单位对该榜单序号已有方案。", "Your enterprise has a solution to this challenge already."))


def _own(reference: str, actor: Actor) -> drafts.Find[PostGrantProject]:
    async def find(session: Session) -> PostGrantProject:
        project = own(await projects.find(session, reference), actor)
        if not isinstance(project, PostGrantProject):
            raise Refusal(Code.WRONG_PROCESS, Text("该项目没有应征方案。", "This project did not begin with a solution."))
        return project

    return find


def _write(given: SolutionChange, row: PostGrantProject) -> None:
    row.title = given.title or row.title
    row.solution = given.solution.model_dump() if given.solution else row.solution
