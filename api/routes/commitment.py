"""持续经营承诺。What binds an enterprise and until when, and the yearly check of everybody who is bound."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.schemas.base import CreditCode, List
from api.schemas.commitment import (
    BreachShown,
    CheckGiven,
    CheckShown,
    CommitmentInFull,
    CommitmentShown,
    FindingShown,
)
from api.views import case as case_views
from api.views import commitment as commitment_views
from api.views import evidence as evidence_views
from api.web.filters import OfCase, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, found, may, visible
from api.web.reads import ReadRoute
from api.web.services import Served
from models.queries import awaiting, case, clawback, conduct, held
from models.queries import breach as breaches
from models.queries import commitment as commitments
from models.queries import commitment_check as checks
from models.queries import enterprise as enterprises
from models.queries import filing as filings
from models.queries import task as tasks
from models.queries.page import Sort
from models.session import Session
from models.tables import Commitment
from policy.actors import Actor, Role
from policy.errors import Code, Fault, Refusal
from policy.processes.commitment.lifecycle import COMMITMENT
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["commitments"], route_class=ReadRoute)


@router.get("/commitments", operation_id="list_commitments", summary="承诺列表 List commitments", **may("commitment:read"))
async def list_commitments(
    served: Served,
    actor: Signed,
    wanted: OfCase,
    stage: Annotated[str | None, OneOf(COMMITMENT.stages)] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[CommitmentShown]:
    """List the enterprises that are bound, or were, newest first."""
    async with served.database.reading() as session:
        rows = await case.page(
            session, Commitment, commitments.visible_to(actor), {"stage": stage}, page_of(served.cursor_key, limit, cursor, sort), wanted
        )
        kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
        shown = [CommitmentShown.model_validate(await _brief(session, row)) for row in kept]
    return List(items=shown, next_cursor=following)


@router.get("/commitments/{uscc}", operation_id="get_commitment", summary="一个单位的承诺 One enterprise's", **may("commitment:read"))
async def get_commitment(uscc: CreditCode, served: Served, actor: Signed) -> CommitmentInFull:
    """Say what binds an enterprise, until when and by which terms; what it filed, what was found, and what happened."""
    async with served.database.snapshot() as session:
        return await _in_full(session, actor, visible(await commitments.of_enterprise(session, uscc), actor))


@router.post(
    "/commitments/checks",
    status_code=202,
    operation_id="start_commitment_check",
    summary="开始年度核查 Start the yearly check",
    response_model=CheckShown,
    **may("commitment:check"),
)
async def start_commitment_check(given: CheckGiven, served: Served, once: RunOnce) -> JSONResponse:
    """Start this year's check, or join the one that runs. The sources say how things are today, so no other year can be checked."""

    async def run() -> Answer:
        if given.year != datetime.now(BEIJING).year:
            fault = Fault("year", Text("只能核查当年", "must be this year"))
            raise Refusal(Code.INVALID_INPUT, fault.message, [fault])
        await served.cases.start_commitment_check(given.year)
        return Answer(202, await _check(served, given.year), {"Location": f"/commitments/checks/{given.year}"})

    return await once.across(run)


@router.get(
    "/commitments/checks/{year}", operation_id="get_commitment_check", summary="年度核查结果 The yearly check", **may("commitment:checked")
)
async def get_commitment_check(year: int, served: Served) -> CheckShown:
    """Say how far a year's check has come, and whom it found outside the area."""
    return found(await _check(served, year))


async def _check(served: Served, year: int) -> CheckShown | None:
    progress = await served.cases.commitment_check(year)
    if progress is None:
        return None
    async with served.database.reading() as session:
        rows = await checks.checked_in(session, progress.run)
    return CheckShown(
        year=year,
        state="running" if progress.result is None else "ended",
        checked=len(rows),
        failing=sum(bool(row.failures) for row in rows),
        unanswered=progress.result.unanswered if progress.result else None,
        findings=[FindingShown.model_validate(row) for row in rows if row.failures],
    )


async def _brief(session: Session, row: Commitment) -> dict[str, Any]:
    name = await enterprises.name(session, row.enterprise_uscc)
    return case_views.case_fields(row) | {"enterprise_uscc": row.enterprise_uscc, "enterprise_name": name}


async def _in_full(session: Session, actor: Actor, row: Commitment) -> CommitmentInFull:
    told, today = actor.is_a(Role.APPLICANT), datetime.now(BEIJING).date()
    awaited = await awaiting.waited_for(session, row.id, today)
    known = [one for one in awaited if one.is_open_to(actor)]
    waiting = [task for case_id in (row.id, *(one.id for one in known)) for task in await tasks.open_of(session, case_id)]
    return CommitmentInFull.model_validate(
        await _brief(session, row)
        | case_views.standing(row, waiting)
        | (commitment_views.comes_next(row, [one.number for one in known]) if awaited else {})
        | {
            "evidence": await evidence_views.taken(session, row, actor),
            "undertakings": [
                commitment_views.undertaking(bound, await held.reclaimable_of(session, bound.application))
                for bound in await commitments.collected(session, row.id, ended=True)
            ],
            "filings": await commitment_views.filings(session, await filings.of_case(session, row.id)),
            "breaches": [BreachShown.model_validate(breach) for breach in await breaches.of_case(session, row.id)],
            "findings": [FindingShown.model_validate(check) for check in await checks.of_enterprise(session, row.enterprise_uscc)],
            "timeline": await case_views.timeline_of(session, row, actor),
            "clawbacks": await clawback.open_of_enterprise(session, row.enterprise_uscc, told=told),
            "good_standing": await conduct.is_in_good_standing(session, row.enterprise_uscc, today, told=told),
        }
    )
