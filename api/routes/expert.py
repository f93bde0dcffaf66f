"""专家库。The expert pool."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.schemas.expert import ExpertGiven, ExpertShown
from api.web.filters import OfDepartment
from api.web.idempotency import Answer, RunOnce
from api.web.permissions import Signed, may
from api.web.services import Served
from models.commands import expert as commands
from models.queries import expert as experts
from models.session import Session
from policy.errors import Code, Refusal
from policy.processes.kernel.permissions import may_in
from policy.text import Text

router = APIRouter(tags=["experts"])


@router.get("/experts", operation_id="list_experts", summary="专家库 Expert pool", **may("expert:manage"))
async def list_experts(served: Served, actor: Signed, department: OfDepartment = None) -> list[ExpertShown]:  # noqa: ARG001 - the permit needs somebody
    """List the expert pool."""
    async with served.database.reading() as session:
        return [ExpertShown.model_validate(row) for row in await experts.pool(session, department)]


@router.post(
    "/experts",
    status_code=201,
    operation_id="put_expert",
    summary="专家入库 Add an expert",
    response_model=ExpertShown,
    **may("expert:manage"),
)
async def put_expert(given: ExpertGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Add an expert to the pool, or change what is known of one. An officer does so for their own departments."""
    if not all(may_in(actor, "expert:manage", department) for department in given.departments):
        raise Refusal(Code.FORBIDDEN, Text("只能维护本部门的专家。", "You may keep your own department's experts only."))

    async def run(session: Session) -> Answer:
        row = await commands.put(session, actor, **given.model_dump())
        return Answer(201, ExpertShown.model_validate(row), {})

    return await once.in_transaction(run)
