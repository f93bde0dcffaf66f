"""再决定。Re-decisions: corrected facts of a decided award, proposed, listed and followed; an approver decides on them as a task."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from activities.signatures.case_start import CaseStart
from api.requests import ask
from api.schemas.base import List, Words
from api.schemas.case import ReasonGiven, ReceiptShown
from api.schemas.redecision import RedecisionGiven, RedecisionInFull, RedecisionShown
from api.schemas.refund import PaymentShown
from api.views import case as case_views
from api.web.filters import OfCase, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, handled, may, readable, visible
from api.web.reads import ReadRoute
from api.web.services import Served, Services
from models.commands import redecision as drafts
from models.queries import application as applications
from models.queries import case, error_demand
from models.queries import clawback as clawbacks
from models.queries import disbursement as disbursements
from models.queries import enterprise as enterprises
from models.queries import redecision as redecisions
from models.queries import task as tasks
from models.queries.page import Sort
from models.session import Session
from models.tables import Redecision
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import item as item_called
from policy.processes.application.stages import UNPAID
from policy.processes.kernel.permissions import may_in
from policy.processes.redecision.lifecycle import NOT_ASKED, NOT_RECLAIMED, PAID_AS_ADJUSTED, REDECISION, Event, Stage
from policy.processes.redecision.reckoning import Outcome
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["redecisions"], route_class=ReadRoute)


@router.post(
    "/redecisions",
    status_code=201,
    operation_id="propose_redecision",
    summary="提请再决定 Propose a re-decision",
    response_model=RedecisionInFull,
    **may("redecision:propose"),
)
async def propose_redecision(given: RedecisionGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Propose to decide an award anew by corrected facts: paid or not, a second time too, whichever item it is of.

    It is assessed by the law of its time. What a document of its item shows, such as an audited cost or an expense, names the document and
    page it is read off now, else `incomplete`; an officer adds it to the award. Its source is asked: what it says itself needs no document,
    and whoever decides reads what it says beside before and after. What was paid is subtracted: a supplement, nothing, or a debt
    follows; what is not paid yet is paid in the other amount. An enterprise that would lose is heard, and an approver who neither decided
    the award nor proposed this decides, with a reason where a figure differs by more than a tenth. When figures change meanwhile the
    decision is refused as `basis_changed`, and goes back to the officer.
    """

    async def run() -> Answer:
        async with served.database.writing() as session:
            row = await redecisions.by_request(session, once.request_key) or await _draft(session, actor, given, once.request_key)
            name = await enterprises.name(session, row.enterprise_uscc)
            title = f"再决定{item_called(row.item_code).title.zh}"
            draft = CaseStart.of(row, Stage.REASSESSMENT, enterprise=name, title=title)
        if row.stage == Stage.DRAFT:
            detail = await _source(served, row)
            await served.cases.submit(draft, Message(Event.PROPOSED, actor, once.request_key, None, detail))
        async with served.database.reading() as session:
            shown = await _in_full(session, visible(await redecisions.find(session, row.number), actor))
        return Answer(201, shown, {"Location": f"/redecisions/{row.number}"})

    return await once.across(run)


@router.get("/redecisions", operation_id="list_redecisions", summary="再决定列表 List re-decisions", **may("redecision:read"))
async def list_redecisions(
    served: Served,
    actor: Signed,
    wanted: OfCase,
    stage: Annotated[str | None, OneOf(REDECISION.stages)] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[RedecisionShown]:
    """List what the signed-in person may see, newest first: an enterprise its own, once it was heard or told."""
    where = {"stage": stage}
    async with served.database.reading() as session:
        page = page_of(served.cursor_key, limit, cursor, sort)
        rows = await case.page(session, Redecision, redecisions.visible_to(actor), where, page, wanted)
        numbers = await redecisions.award_numbers(session, rows)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[RedecisionShown.model_validate(_brief(row, numbers[row.application_id])) for row in kept], next_cursor=following)


@router.get("/redecisions/{reference}", operation_id="get_redecision", summary="一项再决定 One re-decision", **may("redecision:read"))
async def get_redecision(reference: str, served: Served, actor: Signed) -> RedecisionInFull:
    """Say where a re-decision stands: the facts before and after, the amounts before and after, and what follows."""
    async with served.database.snapshot() as session:
        return await _in_full(session, await readable(session, await redecisions.find(session, reference), actor))


@router.post(
    "/redecisions/{reference}/recall",
    operation_id="recall_supplement",
    summary="收回补充支持 Recall a supplement",
    response_model=ReceiptShown,
    **may("redecision:propose"),
)
async def recall_supplement(reference: str, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Have a supplement proposed anew that is not paid, or that a bank has returned, as when it is not due after all.

    Nothing is given up by that alone: it is proposed by other facts, which an approver decides on, or withdrawn, which takes two as well.
    Once the treasury was told of it, it is refused as `wrong_stage`: what was paid and is not due is a debt.
    """
    async with served.database.reading() as session:
        row = handled(await redecisions.find(session, reference), actor, "redecision:propose")
    return await ask(once, actor, row, "request", Event.RECALLED, {"reason": given.reason})


async def _draft(session: Session, actor: Actor, given: RedecisionGiven, request_key: str) -> Redecision:
    application = visible(await applications.find(session, given.application), actor)
    if not may_in(actor, "redecision:propose", application.department):
        raise Refusal(Code.FORBIDDEN, Text("不是本部门办理的申请。", "Another department handled the award."))
    errors = [demand.number for demand in await error_demand.beside(session, application.id)]
    if given.same_matter is None and errors:
        fault = Fault(
            "same_matter",
            Text(f"应写明{'、'.join(errors)}是否就同一事实提出", f"must say which of {', '.join(errors)} are about these facts"),
        )
        detail = Text("该项支持另有因误付提出的追回。", "Money of this award was demanded back as paid in error.")
        raise Refusal(Code.INCOMPLETE, detail, [fault])
    papers = {code: one.model_dump(mode="json") for code, one in given.papers.items()}
    return await drafts.draft(
        session,
        actor,
        application,
        facts=given.facts,
        paper=given.paper,
        papers=papers,
        reason=given.reason,
        same_matter=given.same_matter or [],
        request_key=request_key,
    )


async def _source(served: Services, row: Redecision) -> dict[str, Any]:
    """Return what the sources of the award say now, beside which whoever decides reads what is corrected, now or proposed once more."""
    said, on = await served.figures.of(row.application_id), datetime.now(BEIJING).date().isoformat()
    if said is None:
        return {"source": {"facts": {}, "on": on, "silent": True}}
    return {"source": {"facts": dict(said), "on": on}} if said else {}


def _brief(row: Redecision, application_number: str) -> dict[str, Any]:
    own = ("enterprise_uscc", "outcome", "award_fen", "paid_fen", "told_at")
    return case_views.case_fields(row) | {name: getattr(row, name) for name in own} | {"application_number": application_number}


async def _comes_next(session: Session, row: Redecision) -> dict[str, Any]:
    """Return what comes next where its stage does not say: the debt that was found is not asked back, or something is still to be paid."""
    if row.stage == Stage.ADJUSTED and row.outcome == Outcome.DEBT:
        return {"next_step": Words.of(NOT_ASKED)}
    award = await applications.of(session, row.application_id) if row.stage == Stage.ADJUSTED else None
    if award is not None and award.stage in UNPAID and award.award_fen:
        return {"next_step": Words.of(PAID_AS_ADJUSTED)}
    if row.stage != Stage.RECLAIMED or await clawbacks.dropped_of(session, row.number) is None:
        return {}
    return {"next_step": Words.of(NOT_RECLAIMED)}


async def _in_full(session: Session, row: Redecision) -> RedecisionInFull:
    numbers = await redecisions.award_numbers(session, [row])
    return RedecisionInFull.model_validate(
        _brief(row, numbers[row.application_id])
        | case_views.standing(row, list(await tasks.open_of(session, row.id)))
        | await _comes_next(session, row)
        | {
            "paper": row.paper,
            "papers": row.papers,
            "reason": row.reason,
            "reckoning": row.reckoning or None,
            "payments": [PaymentShown.model_validate(payment) for payment in await disbursements.of_case(session, row.id)],
        }
    )
