"""变动备案。Changes filed before they happen, by the enterprise that is bound (general term 6)."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from api.requests import ask
from api.schemas.base import List
from api.schemas.case import ReasonGiven, ReceiptShown
from api.schemas.commitment import FilingGiven, FilingShown
from api.views import commitment as commitment_views
from api.web.filters import OfCase
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, may, not_found
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import filing as filed
from models.queries import commitment as commitments
from models.queries import filing as filings
from models.queries.page import Sort
from models.session import Session
from models.tables import Commitment
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.commitment.lifecycle import ENDED, Event, Stage
from policy.processes.commitment.states import FilingState
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["commitments"], route_class=ReadRoute)


@router.post(
    "/filings",
    status_code=201,
    operation_id="file_change",
    summary="变动备案 File a change",
    response_model=FilingShown,
    **may("filing:file"),
)
async def file_change(given: FilingGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """File a change of one's own enterprise before it happens. One that comes too late is taken, and is looked into as a breach.

    One move has one open filing: a second comes in the place of the first (`supersedes`), until that takes effect.
    """

    async def run() -> Answer:
        # Named by the request: sent again because its outcome was not known, it is the same filing and not a second.
        filing_id = uuid.UUID(once.request_key)
        async with served.database.writing() as session:
            row = await _bound(session, actor)
            today = datetime.now(BEIJING).date()
            if not await filings.is_known(session, filing_id):
                await filings.require_acceptable(session, row.id, given.kind, given.planned_on, today, supersedes=given.supersedes)
            said = given.model_dump() | {"evidence": [str(one) for one in dict.fromkeys(given.evidence)]}
            await filed.receive(session, actor, row, filing_id=filing_id, **said)
        message = Message(Event.CHANGE_FILED, actor, str(filing_id), None, {"filing_id": str(filing_id)})
        await served.cases.ask(row, "request", message)
        async with served.database.reading() as session:
            (shown,) = await commitment_views.filings(session, [await filings.of(session, filing_id)])
        return Answer(201, shown, {"Location": f"/filings/{filing_id}"})

    return await once.across(run)


@router.get("/filings", operation_id="list_filings", summary="备案列表 List filings", **may("commitment:read"))
async def list_filings(
    served: Served,
    actor: Signed,
    wanted: OfCase,
    state: Annotated[FilingState | None, Query()] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[FilingShown]:
    """List filings, newest first."""
    async with served.database.reading() as session:
        rows = await filings.page(session, actor, page_of(served.cursor_key, limit, cursor, sort), wanted, state=state)
        kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
        return List(items=await commitment_views.filings(session, kept), next_cursor=following)


@router.get("/filings/{filing_id}", operation_id="get_filing", summary="一项备案 One filing", **may("commitment:read"))
async def get_filing(filing_id: uuid.UUID, served: Served, actor: Signed) -> FilingShown:
    """Show a filing and its outcome."""
    async with served.database.reading() as session:
        row = await filings.find(session, actor, filing_id)
        if row is None:
            raise not_found()
        (shown,) = await commitment_views.filings(session, [row])
    return shown


@router.post(
    "/filings/{filing_id}/withdraw",
    operation_id="withdraw_filing",
    summary="撤回变动备案 Withdraw a filing",
    response_model=ReceiptShown,
    **may("filing:file"),
)
async def withdraw_filing(filing_id: uuid.UUID, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Withdraw a filing of one's own enterprise, until it takes effect or money is demanded for it."""
    async with served.database.reading() as session:
        row = await filings.find(session, actor, filing_id)
        if row is None:
            raise not_found()
        commitment = await commitments.of(session, row.commitment_id)
    detail = {"filing_id": str(filing_id), "reason": given.reason}
    return await ask(once, actor, commitment, "request", Event.CHANGE_WITHDRAWN, detail)


async def _bound(session: Session, actor: Actor) -> Commitment:
    """Return the commitment of the actor's own enterprise, or one that it is about to take over.

    Raises:
        Refusal: `wrong_stage`, when nothing binds it.
    """
    for uscc in actor.enterprises:
        row = await commitments.of_enterprise(session, uscc)
        if row is not None and row.stage not in {Stage.DRAFT, *ENDED}:
            return row
    raise Refusal(
        Code.WRONG_STAGE,
        Text("没有仍在约束的承诺，无需备案。", "No commitment binds the enterprise; nothing has to be filed."),
        clause=CITATION,
    )
