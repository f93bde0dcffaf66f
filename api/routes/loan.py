"""贷款登记。Loans whose interest is subsidised: registered once, claimed half-year by half-year, and ended (clauses 8 and 10)."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api import drafts
from api.requests import ask
from api.schemas.application import ApplicationInFull
from api.schemas.base import List
from api.schemas.case import ReceiptShown
from api.schemas.loan import LoanChange, LoanChanged, LoanClaimGiven, LoanClaimShown, LoanGiven, LoanInFull, LoanLookAsked, LoanShown
from api.views import application as application_views
from api.views import loan as views
from api.web.entity_tags import IfMatch, etag
from api.web.filters import OfCase, OfItem, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, handled, may, own, visible
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import loan as commands
from models.queries import application as applications
from models.queries import case, suspension
from models.queries import enterprise as enterprises
from models.queries import loan as loans
from models.queries.page import Sort
from models.session import Session
from models.tables import Loan
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.processes.application.drafting import faults_in_draft, read
from policy.processes.loan.declared import require_days, require_subsidised
from policy.processes.loan.lifecycle import STAGES, Event, Stage
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["loans"], route_class=ReadRoute)


@router.post(
    "/loans",
    status_code=201,
    operation_id="create_loan",
    summary="新建贷款登记 Draft a loan",
    response_model=LoanInFull,
    **may("loan:register"),
)
async def create_loan(given: LoanGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Draft a loan of one's own enterprise. Its contract is uploaded to it, then it is submitted, once for all of its half-years."""
    item = item_called(given.item_code)
    require_subsidised(item)
    require_days(given.begins_on, given.ends_on)

    async def run(session: Session) -> Answer:
        await suspension.require_not_suspended(session, item.code, _today())
        declared = given.model_dump(exclude={"item_code"})
        row = await commands.draft(session, actor, item, declared, once.request_key)
        return Answer(201, await views.in_full(session, row, actor), {"Location": f"/loans/{row.number}", "ETag": etag(row)})

    return await once.in_transaction(run)


@router.get("/loans", operation_id="list_loans", summary="贷款登记册 List loans", **may("loan:read"))
async def list_loans(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    wanted: OfCase,
    stage: Annotated[str | None, OneOf(STAGES)] = None,
    item: OfItem = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[LoanShown]:
    """List the loans the signed-in person may follow, newest first: an enterprise its own, the departments that subsidise interest all."""
    where, page = {"stage": stage, "item_code": item}, page_of(served.cursor_key, limit, cursor, sort)
    async with served.database.reading() as session:
        rows = await case.page(session, Loan, loans.visible_to(actor), where, page, wanted)
        names = await enterprises.names_today(session, {row.enterprise_uscc for row in rows})
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[views.loan(row, names[row.enterprise_uscc]) for row in kept], next_cursor=following)


@router.get("/loans/{reference}", operation_id="get_loan", summary="一笔贷款 One loan", **may("loan:read"))
async def get_loan(reference: str, served: Served, actor: Signed, response: Response) -> LoanInFull:
    """Say where a loan stands in the register, and how it was confirmed."""
    async with served.database.snapshot() as session:
        row = visible(await loans.find(session, reference), actor)
        shown = await views.in_full(session, row, actor)
    response.headers["ETag"] = etag(row)
    return shown


@router.patch("/loans/{reference}", operation_id="change_loan", summary="修改贷款登记 Change it", **may("loan:register"))
async def change_loan(
    reference: str, given: LoanChange, served: Served, actor: Signed, response: Response, if_match: IfMatch = None
) -> LoanInFull:
    """Change a loan that is a draft, or is being corrected."""
    return await drafts.edit(
        served,
        response,
        if_match,
        _own(reference, actor),
        write=partial(_declare, given.model_dump(exclude_none=True)),
        show=lambda session, row: views.in_full(session, row, actor),
    )


@router.delete(
    "/loans/{reference}", status_code=204, operation_id="discard_loan", summary="删除草稿 Discard a draft", **may("loan:register")
)
async def discard_loan(reference: str, served: Served, actor: Signed, if_match: IfMatch = None) -> None:
    """Discard a loan that was not submitted."""
    await drafts.throw_away(served, actor, if_match, _own(reference, actor))


@router.post(
    "/loans/{reference}/submit",
    operation_id="submit_loan",
    summary="提交贷款登记 Submit",
    response_model=ReceiptShown,
    **may("loan:register"),
)
async def submit_loan(reference: str, actor: Signed, once: RunOnce) -> JSONResponse:
    """Submit a loan with its contract; an officer checks it, then its bank confirms it, or paper and a second person."""
    return await drafts.submit(once, actor, _own(reference, actor))


@router.post(
    "/loans/{reference}/claims",
    status_code=201,
    operation_id="claim_interest",
    summary="申领贴息 Draft a claim of interest",
    response_model=ApplicationInFull,
    **may("loan:register"),
)
async def claim_interest(reference: str, given: LoanClaimGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Draft a claim of the interest of a period, both dates in it. It is an application like any other from here on.

    A period that shares a day with an earlier claim of the same loan is refused, with the number of that claim.
    """
    period = f"{given.begins_on}/{given.ends_on}"

    async def run(session: Session) -> Answer:
        loan = own(await loans.find(session, reference), actor)
        item = item_called(given.item_code or loan.item_code)
        require_subsidised(item)
        await suspension.require_not_suspended(session, item.code, _today(), given.ends_on)
        claims: dict[str, Any] = read(item, given.claims)
        row = await commands.claim(session, actor, loan, item, period, given.requested_fen, claims)
        declared = {code: value for code, value in row.facts.items() if code in item.fact_codes}
        if faults := faults_in_draft(item, declared, claims, row.matter_date, _today()):
            raise Refusal(Code.INVALID_INPUT, Text("申报信息有误。", "The facts are not valid."), faults, clause=item.citation)
        shown = await application_views.in_full(session, row, actor, served.bodies)
        return Answer(201, shown, {"Location": f"/applications/{row.id}", "ETag": etag(row)})

    return await once.in_transaction(run)


@router.get("/loans/{reference}/claims", operation_id="list_loan_claims", summary="各期申领 Claims of a loan", **may("loan:read"))
async def list_loan_claims(reference: str, served: Served, actor: Signed) -> list[LoanClaimShown]:
    """List what was claimed of a loan's interest, oldest first."""
    async with served.database.reading() as session:
        row = visible(await loans.find(session, reference), actor)
        return [views.claim(one) for one in await applications.carried_over(session, row.id) if one.is_open_to(actor)]


@router.post(
    "/loans/{reference}/changes",
    operation_id="state_loan_change",
    summary="告知贷款变动 State a change",
    response_model=ReceiptShown,
    **may("loan:change"),
)
async def state_loan_change(reference: str, given: LoanChanged, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Say that a registered loan was repaid, repaid in part, or its contract changed; an officer, another than says so, looks into it."""
    async with served.database.reading() as session:
        row = visible(await loans.find(session, reference), actor)
        stated = actor.acts_for(row.enterprise_uscc)
        row = row if stated else handled(row, actor, "loan:look")
    event = Event.CHANGE_STATED if stated else Event.CHANGE_NOTED
    return await ask(once, actor, row, "request", event, given.model_dump(mode="json"))


@router.post(
    "/loans/{reference}/look",
    status_code=202,
    operation_id="look_at_loan",
    summary="向银行核对 Look at a loan",
    **may("loan:look"),
)
async def look_at_loan(reference: str, served: Served, actor: Signed) -> LoanLookAsked:
    """Have the bank asked now instead of at the end of the half-year. Asking twice does no harm."""
    async with served.database.reading() as session:
        row = visible(await loans.find(session, reference), actor)
    if row.stage != Stage.REGISTERED:
        raise Refusal(Code.WRONG_STAGE, Text("贷款不在册，无须核对。", "The loan is not registered; there is nothing to look at."))
    await served.cases.nudge(row.workflow_id, f"look asked for by {actor.subject}")
    return LoanLookAsked(number=row.number, last_looked_at=row.looked_at)


def _today() -> date:
    return datetime.now(BEIJING).date()


def _own(reference: str, actor: Actor) -> drafts.Find[Loan]:
    async def find(session: Session) -> Loan:
        return own(await loans.find(session, reference), actor)

    return find


def _declare(given: dict[str, Any], row: Loan) -> None:
    commands.change(row, given)
    require_days(row.begins_on, row.ends_on)
