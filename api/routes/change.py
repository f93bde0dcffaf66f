"""变更申请。Changes of what a project agreed on: applied for, read with both versions, and withdrawn before the decision."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from api.requests import ask, register_of
from api.schemas.case import PaperShown, ReasonGiven, ReceiptShown
from api.schemas.change import AgreementShown, ChangeGiven, ChangeShown
from api.views import change as views
from api.views import letter as letters
from api.web.idempotency import RunOnce
from api.web.input_faults import faults_of_answer
from api.web.negotiation import in_language
from api.web.papers import PAPER, AsForm, hand_over
from api.web.permissions import Signed, may, own, readable
from api.web.problems import language_of
from api.web.services import Served
from models.queries import project as projects
from policy.errors import Code, Refusal
from policy.letters.paper import laid_out
from policy.processes.change.partners import codes_of
from policy.processes.change.steps import ChangeEvent
from policy.processes.change.terms import changes_form
from policy.processes.kernel.task_kind import read_answer
from policy.processes.registry import AGREEMENTS
from policy.security_events import Kind
from policy.text import Text

router = APIRouter(tags=["projects"])
Number = Annotated[int, Path(ge=1, le=100_000, description="第几次变更申请 Which change, counted from 1")]


@router.post(
    "/projects/{reference}/changes",
    operation_id="request_change",
    summary="提出变更申请 Apply for a change",
    response_model=ReceiptShown,
    **may("project:draft"),
)
async def request_change(reference: str, given: ChangeGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Apply for a change of what one's own project agreed on: budget between headings, time, content or partners.

    It rests on documents (`change_evidence`) that are uploaded first. An officer reviews it, and an approver who did not review it
    accepts it, accepts it with changes, or refuses it. There is one change at a time; the support never rises by one. The business
    register is asked about its partners: what it says otherwise of them, or that it knows one not, is decided in the review; while it is
    silent, nothing is taken.
    """
    if (before := await once.answered_before()) is not None:
        return before
    async with served.database.reading() as session:
        row = own(await projects.find(session, reference), actor)
    form = {"type": "object", "properties": {"changes": changes_form(AGREEMENTS[row.process])}}
    answer = read_answer(form, {"changes": given.changes})
    if faults := faults_of_answer(form, answer):
        raise Refusal(Code.INVALID_INPUT, Text("变更内容填写有误。", "The changes are not filled in rightly."), faults)
    asked = answer | {"reason": given.reason, "register": await register_of(served, codes_of(answer["changes"]))}
    return await ask(once, actor, row, "request", ChangeEvent.CHANGE_REQUESTED, asked)


@router.get(
    "/projects/{reference}/changes",
    operation_id="list_changes",
    summary="现行约定与变更 What is agreed, and its changes",
    **may("project:read"),
)
async def list_changes(reference: str, request: Request, response: Response, served: Served, actor: Signed) -> AgreementShown:
    """Show the newest accepted version of what was agreed, the form of a change, and every change with both versions."""
    async with served.database.reading() as session:
        row = await readable(session, await projects.find(session, reference), actor)
        shown = await views.agreement(session, row, actor, language_of(request))
    response.headers.update(in_language(request))
    return shown


@router.get(
    "/projects/{reference}/changes/{number}",
    operation_id="get_change",
    summary="一次变更申请 One change",
    **may("project:read"),
)
async def get_change(reference: str, number: Number, served: Served, actor: Signed) -> ChangeShown:
    """Show a change: what was agreed before, what is asked for, and what came of it."""
    async with served.database.reading() as session:
        row = await readable(session, await projects.find(session, reference), actor)
        change = await views.one_change(session, row, number)
    return views.change_shown(change, with_review=row.beneficiary not in actor.enterprises)


@router.get(
    "/projects/{reference}/changes/{number}/letter",
    operation_id="get_change_letter",
    summary="变更决定通知书 The decision on a change",
    response_model=PaperShown,
    responses=PAPER,
    **may("project:read"),
)
async def get_change_letter(reference: str, number: Number, request: Request, served: Served, actor: Signed, form: AsForm) -> Response:
    """Write the decision on a change: what was asked, what is decided and why, both versions, and the remedies."""
    language = language_of(request)
    async with served.database.reading() as session:
        row = await readable(session, await projects.find(session, reference), actor)
        change = await views.one_change(session, row, number)
        paper = await letters.change_letter(session, row, change.number, served.bodies, language)
    layout = laid_out(paper, language)
    served.watch.gave(request, Kind.LETTER_GIVEN, row.number)
    return await hand_over(request, served, layout, letters.paper_shown(row, paper, layout), form)


@router.post(
    "/projects/{reference}/changes/{number}/withdraw",
    operation_id="withdraw_change",
    summary="撤回变更申请 Withdraw a change",
    response_model=ReceiptShown,
    **may("project:draft"),
)
async def withdraw_change(reference: str, number: Number, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Withdraw a change of one's own, as long as nobody has decided on it."""
    async with served.database.reading() as session:
        row = own(await projects.find(session, reference), actor)
        await views.one_change(session, row, number)
    return await ask(once, actor, row, "request", ChangeEvent.CHANGE_WITHDRAWN, {"change": number, "reason": given.reason})
