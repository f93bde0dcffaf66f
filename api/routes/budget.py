"""预算与拨付。Appropriations and the ledger behind them, disbursements, and the treasury's callbacks."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from api.schemas.base import List
from api.schemas.budget import AppropriationShown, BudgetDocumentShown, BudgetShown, BudgetWaitShown, TransferShown
from api.schemas.case import PaperShown
from api.schemas.disbursement import CallbackTaken, DisbursementShown
from api.views import budget as views
from api.views.letter import paper_shown
from api.views.payment import ordered, payments
from api.web.filters import AmountOf, Called, OfDepartment, OfEnterprise, OfItem, Since, Until, Words, begin_of, end_of
from api.web.pagination import ByAge, ByAgeOrAmount, Cursor, Limit, cut, number_after, page_of, placed
from api.web.papers import PAPER, AsForm, hand_over
from api.web.permissions import Signed, found, may, not_found
from api.web.problems import language_of
from api.web.reads import ReadRoute
from api.web.services import Served
from models.queries import budget
from models.queries import budget_outlook as outlook
from models.queries import disbursement as disbursements
from models.queries import enterprise as enterprises
from models.queries.page import Sort, Wanted
from models.tables import Appropriation, BudgetDocument, LedgerTransfer
from policy.letters.paper import laid_out
from policy.letters.payment_order import payment_order
from policy.processes.disbursement.states import DisbursementState
from policy.processes.kernel.permissions import serves
from policy.processes.treasury.callback import verify_callback
from policy.working_days import BEIJING

router = APIRouter(tags=["budget"], route_class=ReadRoute)


@router.get("/appropriations", operation_id="list_appropriations", summary="预算 Appropriations", **may("budget:read"))
async def list_appropriations(
    served: Served, actor: Signed, year: Annotated[int | None, Query(ge=2022, le=2100)] = None
) -> list[AppropriationShown]:
    """List appropriations with the balances of their accounts and their documents; officers see their own departments'."""
    async with served.database.reading() as session:
        rows = await budget.appropriations(session, year, actor)
        documents = await budget.documents(session, [row.id for row, _ in rows])
    return [_shown(row, balances, documents[row.id]) for row, balances in rows]


@router.get("/budgets", operation_id="list_budgets", summary="预算执行情况 How the budget is used", **may("budget:read"))
async def list_budgets(
    served: Served,
    actor: Signed,
    year: Annotated[int | None, Query(ge=2022, le=2100, description="年度，默认本年度 This year unless given")] = None,
) -> list[BudgetShown]:
    """List the lines of a year: what was appropriated, set aside, obligated, spent and is left, and what cases under way may still take.

    Of cases something is expected of the year whose budget decisions draw on today alone. Departments see their own lines.
    """
    this_year = datetime.now(BEIJING).year
    async with served.database.snapshot() as session:
        found = await outlook.outlooks(session, actor, year or this_year, pays_today=year in {None, this_year})
    return [views.outlook(one) for one in found]


@router.get("/budgets/queue", operation_id="list_waiting_for_budget", summary="等待预算的申请 Who waits for budget", **may("budget:read"))
async def list_waiting_for_budget(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    department: OfDepartment = None,
    item: OfItem = None,
    q: Called = None,
    enterprise: OfEnterprise = None,
    sort: ByAge = Sort.OLDEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[BudgetWaitShown]:
    """List the applications that wait for budget, the longest there first unless asked otherwise.

    The rule: each has the budget looked at again by itself, every few working days (`looks_again_at`), and is paid whole from what is
    left then, or waits on; none is paid in part, and a smaller one may come before a larger one for which too little is left.
    """
    page = page_of(served.cursor_key, limit, cursor, sort)
    async with served.database.reading() as session:
        rows = await outlook.waiting(session, actor, page, department, item, Wanted(q, enterprise))
        names = await enterprises.names_today(session, {row.enterprise_uscc for row in rows})
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[views.waiting(row, names[row.enterprise_uscc]) for row in kept], next_cursor=following)


@router.get("/appropriations/{appropriation_id}/transfers", operation_id="list_transfers", summary="账目 Ledger", **may("budget:read"))
async def list_transfers(
    appropriation_id: uuid.UUID, served: Served, actor: Signed, sort: ByAge = Sort.OLDEST, limit: Limit = 50, cursor: Cursor = None
) -> List[TransferShown]:
    """List every movement of an appropriation, oldest first."""
    after = number_after(served.cursor_key, cursor, sort)
    async with served.database.reading() as session:
        line = await budget.find(session, appropriation_id)
        if line is None or not serves(actor, line.department):
            raise not_found()
        rows = await budget.transfers(session, appropriation_id, limit, after, sort)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[_transfer(row) for row in kept], next_cursor=following)


@router.get("/disbursements", operation_id="list_disbursements", summary="拨付 Disbursements", **may("disbursement:read"))
async def list_disbursements(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,  # noqa: ARG001 - the permit needs somebody
    state: Annotated[DisbursementState | None, Query()] = None,
    department: OfDepartment = None,
    item: OfItem = None,
    enterprise: OfEnterprise = None,
    award: Annotated[
        str | None,
        Query(max_length=60, description="申请编号，含其补充和分期拨付 Number of an award: what it pays, and what is added to it"),
    ] = None,
    appropriation: Annotated[uuid.UUID | None, Query(description="所用预算，填写其id The line of the budget that it draws on")] = None,
    q: Words = None,
    amount_from: AmountOf = None,
    amount_to: AmountOf = None,
    instructed_from: Since = None,
    instructed_to: Until = None,
    paid_from: Since = None,
    paid_to: Until = None,
    sort: ByAgeOrAmount = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[DisbursementShown]:
    """List payments, newest first unless asked otherwise. `paid_from` and `paid_to` are of when the treasury confirmed them."""
    wanted = disbursements.Wanted(
        state,
        department,
        item,
        enterprise,
        award,
        appropriation,
        q,
        amount_from,
        amount_to,
        begin_of(instructed_from),
        end_of(instructed_to),
        begin_of(paid_from),
        end_of(paid_to),
    )
    async with served.database.reading() as session:
        rows = await disbursements.page(session, wanted, page_of(served.cursor_key, limit, cursor, sort))
        kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row[0].id))
        return List(items=await payments(session, kept), next_cursor=following)


@router.get(
    "/disbursements/{number}/order",
    operation_id="get_payment_order",
    summary="拨款单 The order of a payment",
    response_model=PaperShown,
    responses=PAPER,
    **may("disbursement:read"),
)
async def get_payment_order(
    number: str,
    request: Request,
    served: Served,
    actor: Signed,  # noqa: ARG001 - the permit needs somebody
    form: AsForm,
) -> Response:
    """Write the order of a payment; until the treasury was told it is a draft. Of the account it has the last four digits."""
    language = language_of(request)
    async with served.database.reading() as session:
        row, its_case = found(await disbursements.find(session, number))
        paper = payment_order(await ordered(session, row, its_case, served.bodies, language), language)
    layout = laid_out(paper, language)
    return await hand_over(request, served, layout, paper_shown(its_case, paper, layout), form)


@router.post("/treasury/callbacks", operation_id="take_treasury_callback", summary="国库回执 The treasury reports", **may("public"))
async def take_treasury_callback(
    request: Request, served: Served, x_signature: Annotated[str, Header(max_length=1000)] = ""
) -> CallbackTaken:
    """Take the treasury's word that something changed, if it is signed. What changed is asked of the treasury."""
    callback = verify_callback(served.treasury_secret, x_signature, await request.body(), datetime.now(UTC))
    async with served.database.reading() as session:
        paying = await disbursements.case_of(session, callback.instruction_no)
    if paying is None:
        return CallbackTaken(matched=False)
    return CallbackTaken(matched=await served.cases.nudge(paying.workflow_id, callback.instruction_no))


def _shown(row: Appropriation, balances: dict[str, int], documents: list[BudgetDocument]) -> AppropriationShown:
    fields = {name: getattr(row, name) for name in ("id", "department", "item_code", "year")}
    shown = [BudgetDocumentShown.model_validate(document) for document in documents]
    return AppropriationShown.model_validate(fields | {"balances": balances, "documents": shown})


def _transfer(row: LedgerTransfer) -> TransferShown:
    fields = {name: getattr(row, name) for name in TransferShown.model_fields if name != "application_id"}
    return TransferShown.model_validate(fields | {"application_id": row.case_id})
