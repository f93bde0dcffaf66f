"""承继。Successions: an enterprise files that it takes the place of another, or that another takes its own; two people decide as tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from activities.signatures.case_start import CaseStart
from api.schemas.base import List, Words
from api.schemas.succession import SuccessionGiven, SuccessionInFull, SuccessionShown
from api.views import case as case_views
from api.web.filters import OfCase, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, may, readable, visible
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import succession as commands
from models.queries import case
from models.queries import enterprise as enterprises
from models.queries import succession_filing as filings
from models.queries import task as tasks
from models.queries.page import Sort
from models.session import Session
from models.tables import SuccessionFiling
from policy.errors import Code, Refusal
from policy.processes.succession.lifecycle import SUCCESSION, Event, Stage
from policy.succession import GROUNDS, Ground
from policy.text import Text

router = APIRouter(tags=["successions"], route_class=ReadRoute)


@router.post(
    "/successions",
    status_code=201,
    operation_id="file_succession",
    summary="承继申报 File a succession",
    response_model=SuccessionInFull,
    **may("succession:file"),
)
async def file_succession(given: SuccessionGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """File that one enterprise has taken the place of another; either of the two may. Both have to be registered here.

    The register is asked about both; an officer checks the paper, and an approver who did not decides. From then on awards, caps, subjects,
    commitments, breaches and debts of the predecessor are the successor's, its people act on every case under way, and money goes to the
    successor in its registered name. The predecessor's people go on reading what was theirs.
    """
    if actor.enterprise not in {given.predecessor_uscc, given.successor_uscc}:
        raise Refusal(Code.FORBIDDEN, Text("只有承继双方可以申报承继。", "Only one of the two enterprises may file it."))

    async def run() -> Answer:
        async with served.database.writing() as session:
            row = await filings.by_request(session, once.request_key) or await commands.file(
                session, actor, served.commitment_department, request_key=once.request_key, **given.model_dump()
            )
            names = await enterprises.names(session, (row.predecessor_uscc, row.successor_uscc))
        if row.stage == Stage.DRAFT:
            start = CaseStart.of(row, Stage.REGISTER_LOOK, enterprise=names[row.successor_uscc])
            await served.cases.submit(start, Message(Event.SUBMITTED, actor, once.request_key))
        async with served.database.reading() as session:
            shown = await _in_full(session, visible(await filings.find(session, row.number), actor))
        return Answer(201, shown, {"Location": f"/successions/{row.number}"})

    return await once.across(run)


@router.get("/successions", operation_id="list_successions", summary="承继列表 List successions", **may("succession:read"))
async def list_successions(
    served: Served,
    actor: Signed,
    wanted: OfCase,
    stage: Annotated[str | None, OneOf(SUCCESSION.stages)] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[SuccessionShown]:
    """List successions, the newest first; an enterprise sees those it is one of the two of."""
    page = page_of(served.cursor_key, limit, cursor, sort)
    async with served.database.reading() as session:
        rows = await case.page(session, SuccessionFiling, filings.visible_to(actor), {"stage": stage}, page, wanted)
        names = await enterprises.names(session, {uscc for row in rows for uscc in (row.predecessor_uscc, row.successor_uscc)})
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[SuccessionShown.model_validate(_brief(row, names)) for row in kept], next_cursor=following)


@router.get("/successions/{reference}", operation_id="get_succession", summary="一项承继 One succession", **may("succession:read"))
async def get_succession(reference: str, served: Served, actor: Signed) -> SuccessionInFull:
    """Show a succession: who takes whose place, by which paper, and what the register said of both."""
    async with served.database.snapshot() as session:
        return await _in_full(session, await readable(session, await filings.find(session, reference), actor))


def _brief(row: SuccessionFiling, names: Mapping[str, str]) -> dict[str, Any]:
    return case_views.case_fields(row) | {
        "predecessor": {"uscc": row.predecessor_uscc, "name": names[row.predecessor_uscc]},
        "successor": {"uscc": row.successor_uscc, "name": names[row.successor_uscc]},
        "ground": row.ground,
        "ground_name": Words.of(GROUNDS[Ground(row.ground)]),
        "paper": row.paper,
        "effective_on": row.effective_on,
    }


async def _in_full(session: Session, row: SuccessionFiling) -> SuccessionInFull:
    names = await enterprises.names(session, (row.predecessor_uscc, row.successor_uscc))
    standing = case_views.standing(row, list(await tasks.open_of(session, row.id)))
    answers = dict(row.register or {})
    differences = answers.pop("differences", [])
    fields = {"register_answers": answers or None, "differences": differences}
    return SuccessionInFull.model_validate(_brief(row, names) | standing | fields)
