"""专家库。The expert pool: one person proposes who is in it, another confirms."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.pending import looked_at
from api.schemas.base import List
from api.schemas.case import ReasonGiven
from api.schemas.expert import ExpertGiven, ExpertInFull, ExpertProposalShown, ExpertShown
from api.schemas.person import RegisterEventShown
from api.web.filters import OfDepartment
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, found, may
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import entry
from models.commands import expert as commands
from models.queries import expert as experts
from models.queries import person as people
from models.queries.page import Sort
from models.session import Session
from models.tables import ExpertProposal
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.processes.kernel.permissions import may_in
from policy.text import Text

router = APIRouter(tags=["experts"], route_class=ReadRoute)


@router.get("/experts", operation_id="list_experts", summary="专家库 Expert pool", **may("expert:manage"))
async def list_experts(served: Served, actor: Signed, department: OfDepartment = None) -> list[ExpertShown]:  # noqa: ARG001 - the permit needs somebody
    """List the expert pool."""
    async with served.database.reading() as session:
        return [ExpertShown.model_validate(row) for row in await experts.pool(session, department)]


@router.get("/experts/proposals", operation_id="list_expert_proposals", summary="专家入库提请 Proposals", **may("expert:manage"))
async def list_expert_proposals(
    served: Served,
    actor: Signed,  # noqa: ARG001 - the permit needs somebody
    waiting: Annotated[bool, Query(description="是否只看待确认的 Only what waits")] = False,  # noqa: FBT002 - a query parameter
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[ExpertProposalShown]:
    """List what was proposed for the pool, newest first: what waits for somebody else, and what became of the rest, and why."""
    page = page_of(served.cursor_key, limit, cursor, sort)
    async with served.database.reading() as session:
        rows = await experts.proposals(session, page, waiting=waiting)
        kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
        reasons = await experts.reasons(session, [row for row in kept if row.confirmed is False])
    return List(items=[_shown(row, reasons.get(str(row.id))) for row in kept], next_cursor=following)


@router.get("/experts/{subject}", operation_id="get_expert", summary="一位专家 One expert", **may("expert:inspect"))
async def get_expert(subject: str, served: Served, actor: Signed) -> ExpertInFull:  # noqa: ARG001 - the permit needs somebody
    """Show an expert of the pool, with what was proposed, confirmed and refused of them, and by whom."""
    async with served.database.reading() as session:
        row = found(await experts.find(session, subject))
        told = await people.history(session, commands.REGISTER, subject)
    own = ExpertShown.model_validate(row).model_dump()
    return ExpertInFull.model_validate(own | {"history": [RegisterEventShown.model_validate(one) for one in told]})


@router.post(
    "/experts",
    status_code=201,
    operation_id="propose_expert",
    summary="提请专家入库 Propose an expert",
    response_model=ExpertProposalShown,
    **may("expert:manage"),
)
async def propose_expert(given: ExpertGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Propose an expert for the pool, or a change of what is known of one. An officer does so for their own departments.

    It counts once somebody else confirms it. Of one expert one proposal waits at a time.
    """

    async def run(session: Session) -> Answer:
        before = await experts.find(session, given.subject)
        _require_all(actor, {*given.departments, *(before.departments if before else ())})
        row = await commands.propose(session, actor, **given.model_dump())
        return Answer(201, ExpertProposalShown.model_validate(row), {})

    return await looked_at(once, run)


@router.post(
    "/experts/proposals/{proposal_id}/confirmation",
    status_code=201,
    operation_id="confirm_expert",
    summary="确认专家入库 Confirm an expert",
    response_model=ExpertShown,
    **may("expert:manage"),
)
async def confirm_expert(proposal_id: uuid.UUID, actor: Signed, once: RunOnce) -> JSONResponse:
    """Have the pool know what somebody else proposed; whoever confirms it works for one of the departments at least."""

    async def run(session: Session) -> Answer:
        proposal = found(await commands.locked(session, proposal_id))
        _require_any(actor, proposal.departments)
        await entry.approve(session, actor, proposal, datetime.now(UTC))
        return Answer(201, ExpertShown.model_validate(await experts.find(session, proposal.subject)), {})

    return await looked_at(once, run)


@router.post(
    "/experts/proposals/{proposal_id}/refusal",
    status_code=201,
    operation_id="refuse_expert",
    summary="不同意专家入库 Refuse a proposal",
    response_model=ExpertProposalShown,
    **may("expert:manage"),
)
async def refuse_expert(proposal_id: uuid.UUID, given: ReasonGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Refuse what somebody else proposed, or withdraw what one proposed oneself."""

    async def run(session: Session) -> Answer:
        proposal = found(await commands.locked(session, proposal_id))
        _require_any(actor, proposal.departments)
        await entry.refuse(session, actor, proposal, given.reason)
        await session.flush()
        return Answer(201, _shown(proposal, given.reason), {})

    return await looked_at(once, run)


def _shown(row: ExpertProposal, reason: str | None) -> ExpertProposalShown:
    return ExpertProposalShown.model_validate(row).model_copy(update={"reason": reason})


def _require_all(actor: Actor, departments: Collection[str]) -> None:
    if not all(may_in(actor, "expert:manage", department) for department in departments):
        raise _of_others()


def _require_any(actor: Actor, departments: Collection[str]) -> None:
    if not any(may_in(actor, "expert:manage", department) for department in departments):
        raise _of_others()


def _of_others() -> Refusal:
    return Refusal(Code.FORBIDDEN, Text("只能维护本部门的专家。", "You may keep your own department's experts only."))
