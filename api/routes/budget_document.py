"""预算文件。What budget documents give and take back: entered by one person of finance, confirmed or refused by another."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.pending import looked_at
from api.schemas.budget import AppropriationGiven, BudgetDocumentShown, ReversalGiven, TransferGiven
from api.schemas.case import ReasonGiven
from api.web.idempotency import Answer, RunOnce
from api.web.permissions import Signed, found, may, not_found
from models.commands import budget, entry
from models.queries import budget as lines
from models.session import Session
from models.tables import BudgetDocument
from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import ITEMS
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["budget"])


@router.post(
    "/appropriations",
    status_code=201,
    operation_id="enter_appropriation",
    summary="录入预算 Enter an appropriation",
    response_model=BudgetDocumentShown,
    **may("budget:enter"),
)
async def enter_appropriation(given: AppropriationGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Enter what a budget document gives to a department, or to one of its items, for a year, once for each of them.

    Nothing of it can be spent before somebody else of finance confirms it.
    """
    line = _line(given)

    async def run(session: Session) -> Answer:
        return _entered(await budget.enter(session, actor, line, given.amount_fen, _numbered(given)))

    return await looked_at(once, run)


@router.post(
    "/budget-transfers",
    status_code=201,
    operation_id="enter_budget_transfer",
    summary="录入预算调剂、结转 Enter a budget transfer",
    response_model=BudgetDocumentShown,
    **may("budget:enter"),
)
async def enter_budget_transfer(given: TransferGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Enter that a document moves unspent money to a line: from another of the same year, or what is left of it from the year before.

    Nothing moves before somebody else of finance confirms it, as with any budget document; then it leaves the one and reaches the other.
    """
    line = _line(given)

    async def run(session: Session) -> Answer:
        source = found(await lines.find(session, given.from_id))
        return _entered(await budget.transfer(session, actor, source, line, given.amount_fen, _numbered(given)))

    return await looked_at(once, run)


@router.post(
    "/budget-documents/{document_id}/reversals",
    status_code=201,
    operation_id="enter_reversal",
    summary="录入冲销 Enter a reversing entry",
    response_model=BudgetDocumentShown,
    **may("budget:enter"),
)
async def enter_reversal(document_id: uuid.UUID, given: ReversalGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Enter that a document of its own number takes back what another gave, whole or in part, but never more than is unspent.

    Nothing moves before somebody else of finance confirms it.
    """

    async def run(session: Session) -> Answer:
        document = await _locked(session, document_id)
        return _entered(await budget.reverse(session, actor, document, given.amount_fen, _numbered(given)))

    return await looked_at(once, run)


@router.post(
    "/budget-documents/{document_id}/confirmation",
    operation_id="confirm_budget_document",
    summary="确认预算文件 Confirm a budget document",
    response_model=BudgetDocumentShown,
    **may("budget:confirm"),
)
async def confirm_budget_document(document_id: uuid.UUID, actor: Signed, once: RunOnce) -> JSONResponse:
    """Put in force what somebody else entered, and book it. It stays as it is for good; a reversing entry takes it back."""

    async def run(session: Session) -> Answer:
        document = await _locked(session, document_id)
        await entry.approve(session, actor, document, datetime.now(UTC))
        return Answer(200, BudgetDocumentShown.model_validate(document), {})

    return await looked_at(once, run)


@router.post(
    "/budget-documents/{document_id}/refusal",
    operation_id="refuse_budget_document",
    summary="不予确认预算文件 Refuse a budget document",
    response_model=BudgetDocumentShown,
    **may("budget:confirm"),
)
async def refuse_budget_document(document_id: uuid.UUID, given: ReasonGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Refuse what somebody else entered, with a reason. The document may be entered anew."""

    async def run(session: Session) -> Answer:
        document = await _locked(session, document_id)
        await entry.refuse(session, actor, document, given.reason)
        return Answer(200, BudgetDocumentShown.model_validate(document), {})

    return await looked_at(once, run)


def _line(given: AppropriationGiven) -> budget.Line:
    """Return the line that a document gives money to.

    Raises:
        Refusal: `invalid_input`, where there is none, or its year is over.
    """
    if given.item_code != "*" and (given.item_code not in ITEMS or given.department not in ITEMS[given.item_code].departments):
        fault = Fault("item_code", Text("该部门没有这个事项", "The department has no such item"))
        raise Refusal(Code.INVALID_INPUT, fault.message, [fault])
    if given.year < (this_year := datetime.now(BEIJING).year):
        closed = Fault("year", Text(f"该年度预算已经结束，应不早于{this_year}", f"is closed; it must be {this_year} or later"))
        raise Refusal(Code.INVALID_INPUT, Text("不能向已经结束的年度录入预算。", "A year that is over gets no more money."), [closed])
    return budget.Line(given.department, given.item_code, given.year)


async def _locked(session: Session, document_id: uuid.UUID) -> BudgetDocument:
    document = await budget.locked(session, document_id)
    if document is None:
        raise not_found()
    return document


def _numbered(given: AppropriationGiven | ReversalGiven) -> budget.Numbered:
    return budget.Numbered(given.document_no, given.distinct_reason)


def _entered(document: BudgetDocument) -> Answer:
    return Answer(201, BudgetDocumentShown.model_validate(document), {"Location": f"/appropriations/{document.appropriation_id}/transfers"})
