"""年度运行。Annual runs over everybody: started, previewed, joined and followed, and one of their members judged again."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from activities.signatures.annual_run import AnnualRunOrder
from api.requests import ask
from api.schemas.annual_run import (
    AnnualRunGiven,
    AnnualRunInFull,
    AnnualRunShown,
    LateMemberGiven,
    MemberInFull,
    MemberShown,
    RunStartedShown,
)
from api.schemas.base import CreditCode, List
from api.schemas.case import ReasonGiven, ReceiptShown
from api.schemas.run_report import ReportShape
from api.views import annual_run as annual_run_views
from api.web.filters import CalledSo, OfItem, OfNumber, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed, read_cursor
from api.web.permissions import Signed, found, handled, may, visible
from api.web.reads import ReadRoute
from api.web.services import Served
from models.queries import annual_run as annual_runs
from models.queries import task as tasks
from models.queries.page import Sort
from models.session import Session
from models.tables import AnnualRun
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.processes.annual_run.lifecycle import ANNUAL_RUN, Event
from policy.processes.annual_run.population import OUTCOME_NAMES, require_run
from policy.processes.kernel.permissions import may_in
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["annual-runs"], route_class=ReadRoute)


@router.post(
    "/annual-runs",
    status_code=201,
    operation_id="start_annual_run",
    summary="启动年度运行 Start a run",
    response_model=RunStartedShown,
    **may("annual_run:start"),
)
async def start_annual_run(given: AnnualRunGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Start the run of an item for a year, or join the one that is there (200); a preview is always a new one and offers nothing."""
    item, this_year = item_called(given.item_code), datetime.now(BEIJING).year
    year = given.year or this_year - 1
    require_run(item, year, this_year, dry_run=given.dry_run)
    if not may_in(actor, "annual_run:start", item.departments[0]):
        raise Refusal(Code.FORBIDDEN, Text("不是本部门牵头的事项。", "Another department leads this item."), clause=item.citation)

    async def run() -> Answer:
        started = await served.cases.start_annual_run(AnnualRunOrder(item.code, year, given.dry_run, actor, once.request_key))
        joined = started.joined or started.key != once.request_key
        async with served.database.reading() as session:
            shown = await _in_full(session, visible(await annual_runs.find(session, started.case_id), actor))
        answer = RunStartedShown.model_validate(shown | {"joined": joined})
        return Answer(200 if joined else 201, answer, {"Location": f"/annual-runs/{started.case_id}"})

    return await once.across(run)


@router.get("/annual-runs", operation_id="list_annual_runs", summary="年度运行列表 List runs", **may("annual_run:read"))
async def list_annual_runs(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    wanted: OfNumber,
    item: OfItem = None,
    year: Annotated[int | None, Query(ge=2022, le=2100)] = None,
    stage: Annotated[str | None, OneOf(ANNUAL_RUN.stages)] = None,
    dry_run: Annotated[bool | None, Query()] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[AnnualRunShown]:
    """List the runs the signed-in person may see, newest first."""
    where = {"item_code": item, "year": year, "stage": stage, "dry_run": dry_run}
    async with served.database.reading() as session:
        rows = await annual_runs.page(session, actor, where, page_of(served.cursor_key, limit, cursor, sort), wanted)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[AnnualRunShown.model_validate(annual_run_views.run(row)) for row in kept], next_cursor=following)


@router.get("/annual-runs/{reference}", operation_id="get_annual_run", summary="一次年度运行 One run", **may("annual_run:read"))
async def get_annual_run(reference: str, served: Served, actor: Signed) -> AnnualRunInFull:
    """Say where a run stands, how far it has come, and what it reported. Its number may be written with hyphens: rd-growth-2026."""
    async with served.database.snapshot() as session:
        return AnnualRunInFull.model_validate(await _in_full(session, visible(await annual_runs.find(session, reference), actor)))


@router.get(
    "/annual-runs/{reference}/report",
    operation_id="get_annual_run_report",
    summary="运行报告 The report of a run",
    **may("annual_run:read"),
)
async def get_annual_run_report(reference: str, served: Served, actor: Signed) -> ReportShape:
    """Return the report alone: counts, money in fen, refusals by reason, offers by stage, what was paid and came back, what is left.

    Each member is counted once in `offers`, by its last offer. Amounts are what stands: what was decided last, or else what is offered,
    and nothing of what was withdrawn, refused or lapsed; `amount_fen` and `outcomes` say what is due by the figures as they are now.
    `targets` says which batches were approved, taken back or entered since those the run goes by were frozen (`since_frozen`).
    """
    async with served.database.reading() as session:
        row = visible(await annual_runs.find(session, reference), actor)
        report = annual_run_views.report(row, await annual_runs.standing(session, row))
    if report is None:
        raise Refusal(Code.WRONG_STAGE, Text("核算完成后方有报告。", "There is a report once everybody is assessed."))
    return report


@router.get(
    "/annual-runs/{reference}/members", operation_id="list_annual_run_members", summary="名单 Members of a run", **may("annual_run:read")
)
async def list_annual_run_members(
    reference: str,
    served: Served,
    actor: Signed,
    outcome: Annotated[str | None, Query(description="结果 Only with this outcome"), OneOf(OUTCOME_NAMES)] = None,
    q: CalledSo = None,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[MemberShown]:
    """List the members of a run in the order of their credit codes."""
    after = read_cursor(served.cursor_key, cursor)
    async with served.database.reading() as session:
        row = visible(await annual_runs.find(session, reference), actor)
        rows = await annual_runs.members(session, row.id, outcome, q, after, limit)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: row[0].uscc)
    return List(items=[MemberShown.model_validate(annual_run_views.member(*row)) for row in kept], next_cursor=following)


@router.get(
    "/annual-runs/{reference}/members/{uscc}",
    operation_id="get_annual_run_member",
    summary="一户的依据 One member of a run",
    **may("annual_run:read"),
)
async def get_annual_run_member(reference: str, uscc: CreditCode, served: Served, actor: Signed) -> MemberInFull:
    """Explain what is due to one enterprise: every condition and figure, read again from the frozen figures and rules."""
    async with served.database.reading() as session:
        row = visible(await annual_runs.find(session, reference), actor)
        member = found(await annual_runs.member_with_offer(session, row.id, uscc))
    return MemberInFull.model_validate(annual_run_views.member_in_full(row, *member))


@router.post(
    "/annual-runs/{reference}/members/{uscc}/reassess",
    operation_id="reassess_annual_run_member",
    summary="重新核算一户 Judge one member anew",
    response_model=ReceiptShown,
    **may("annual_run:reassess"),
)
async def reassess_annual_run_member(
    reference: str, uscc: CreditCode, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce
) -> JSONResponse:
    """Ask the sources about one enterprise once more, and offer it what is due now; an offer that is still open is corrected.

    Where nothing has changed the offer stays as it is. While its figures are disputed and that is not answered, a change is refused
    (`wrong_stage`): `figures_asked` of the task `figure_review` asks the sources again, and answers it.
    """
    return await _ask(
        reference, served, actor, once, "annual_run:reassess", Event.MEMBER_REASSESSED, {"uscc": uscc, "reason": given.reason}
    )


@router.post(
    "/annual-runs/{reference}/members/{uscc}/rollback",
    operation_id="roll_back_annual_run_member",
    summary="撤回一户告知 Take one offer back",
    response_model=ReceiptShown,
    **may("annual_run:roll_back"),
)
async def roll_back_annual_run_member(
    reference: str, uscc: CreditCode, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce
) -> JSONResponse:
    """Take back an offer that its enterprise has not confirmed; its award waits for another release, or for none."""
    return await _ask(
        reference, served, actor, once, "annual_run:roll_back", Event.RELEASE_ROLLED_BACK, {"uscc": uscc, "reason": given.reason}
    )


@router.post(
    "/annual-runs/{reference}/members",
    operation_id="propose_annual_run_member",
    summary="提请补入一户 Propose a late member",
    response_model=ReceiptShown,
    **may("annual_run:propose_member"),
)
async def propose_annual_run_member(reference: str, given: LateMemberGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Propose to enter an enterprise that the frozen list left out; an approver agrees, then it is judged by what was frozen for all."""
    return await _ask(
        reference, served, actor, once, "annual_run:propose_member", Event.MEMBER_PROPOSED, {"uscc": given.uscc, "reason": given.reason}
    )


@router.post(
    "/annual-runs/{reference}/abandon",
    operation_id="abandon_annual_run",
    summary="放弃 Abandon a run",
    response_model=ReceiptShown,
    **may("annual_run:abandon"),
)
async def abandon_annual_run(reference: str, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Abandon a run before it offers anything; the year may then be run again."""
    return await _ask(reference, served, actor, once, "annual_run:abandon", Event.ABANDONED, {"reason": given.reason})


async def _in_full(session: Session, row: AnnualRun) -> dict[str, Any]:
    return annual_run_views.run_in_full(row, list(await tasks.open_of(session, row.id)), await annual_runs.standing(session, row))


async def _ask(
    reference: str, served: Served, actor: Signed, once: RunOnce, permission: str, event: Event, detail: dict[str, Any]
) -> JSONResponse:
    """Ask a run for something, for a person who has the permission in its department."""
    async with served.database.reading() as session:
        row = handled(await annual_runs.find(session, reference), actor, permission)
    return await ask(once, actor, row, "request", event, detail)
