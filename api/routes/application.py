"""申请。Drafting, submitting and following applications."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from activities.signatures.case_start import CaseStart
from api.drafts import throw_away
from api.schemas.application import (
    ApplicationInFull,
    ApplicationShown,
    DraftChange,
    DraftGiven,
)
from api.schemas.base import List
from api.schemas.case import ReceiptShown
from api.views import application as views
from api.views import case as case_views
from api.web.entity_tags import IfMatch, check_match, etag
from api.web.filters import OfDepartment, OfEnterprise, OfItem, OneOf, Since, Until, Words, begin_of, end_of
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, may, own, readable
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import application as commands
from models.commands import correction
from models.commands.case import lock_editable, touch
from models.commands.window import ask_besides, put_in_window
from models.queries import application as applications
from models.queries import document as documents
from models.queries import enterprise as enterprises
from models.queries import submission as submissions
from models.queries import suspension
from models.queries import window as windows
from models.queries.conduct import require_good_standing
from models.queries.implementing_rule import law_in_force
from models.queries.page import Sort, Wanted
from models.session import Session
from models.tables import Application
from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import item as item_called
from policy.language.items import Item, Process
from policy.language.lead import asked_under, has_participants
from policy.processes.acceptance.defects import staying
from policy.processes.application.channel import instead_of_money, require_applied_for
from policy.processes.application.completeness import require_complete, require_in_time
from policy.processes.application.drafting import declarable, faults_in_draft, read
from policy.processes.application.lifecycle import APPLICATION, Event, Stage
from policy.processes.loan.claims import require_facts_of_loan
from policy.processes.matching.claims import require_facts_of_project
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["applications"], route_class=ReadRoute)


@router.post(
    "/applications",
    status_code=201,
    operation_id="create_application",
    summary="新建草稿 Draft an application",
    response_model=ApplicationInFull,
    **may("application:draft"),
)
async def create_application(given: DraftGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Draft an application for one's own enterprise. What is there must be right; what is missing may come later.

    `facts` are what you declare (numbers of record, the year, what you ask for), `claims` what an officer will confirm from the papers.
    What sources of record or experts supply can be neither.
    """
    item = item_called(given.item_code)
    if not item.money:
        raise Refusal(Code.WINDOW_CLOSED, instead_of_money(item), clause=item.citation)
    require_applied_for(item)
    if given.enterprise_uscc != actor.enterprise:
        raise Refusal(Code.FORBIDDEN, Text("只能为本单位申请。", "You may apply for your own enterprise only."))
    if has_participants(item):
        async with served.database.reading() as session:
            item = asked_under(item, await law_in_force(session, item, given.matter_date or _today()))
    facts, claims = read(item, given.facts), read(item, given.claims)
    _check_draft(item, facts, claims, given.matter_date, _today())

    async def run(session: Session) -> Answer:
        await suspension.require_not_suspended(session, item.code, _today(), given.matter_date)
        if await enterprises.find(session, given.enterprise_uscc) is None:
            raise Refusal(
                Code.NOT_FOUND,
                Text("请先登记单位信息。", "Register the enterprise first."),
                [Fault("enterprise_uscc", Text("未登记", "is not registered"))],
            )
        row = await commands.draft(session, actor, item, given.enterprise_uscc, facts, given.matter_date, claims)
        await put_in_window(session, item, row, datetime.now(UTC))
        shown = await views.in_full(session, row, actor, served.bodies)
        return Answer(201, shown, {"Location": f"/applications/{row.id}", "ETag": etag(row)})

    return await once.in_transaction(run)


@router.get("/applications", operation_id="list_applications", summary="申请列表 List applications", **may("application:read"))
async def list_applications(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    stage: Annotated[str | None, OneOf(APPLICATION.stages)] = None,
    item: OfItem = None,
    department: OfDepartment = None,
    year: Annotated[int | None, Query(ge=2022, le=2100)] = None,
    held: Annotated[bool | None, Query(description="是否中止 Whether it is on hold")] = None,
    enterprise: OfEnterprise = None,
    q: Words = None,
    submitted_from: Since = None,
    submitted_to: Until = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[ApplicationShown]:
    """List what the signed-in person may see, newest first."""
    where = {"stage": stage, "item_code": item, "department": department, "programme_year": year, "held": held}
    wanted = Wanted(q, enterprise, begin_of(submitted_from), end_of(submitted_to))
    async with served.database.reading() as session:
        rows = await applications.page(session, actor, where, page_of(served.cursor_key, limit, cursor, sort), wanted)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row[0].id))
    return List(items=[views.application(row, name) for row, name in kept], next_cursor=following)


@router.get("/applications/{reference}", operation_id="get_application", summary="一份申请 One application", **may("application:read"))
async def get_application(reference: str, served: Served, actor: Signed, response: Response) -> ApplicationInFull:
    """Say where an application stands: its stage, who is waited for, until when, what comes next, and why it got what it got."""
    async with served.database.snapshot() as session:
        row = await readable(session, await applications.find(session, reference), actor)
        await submissions.read_by(session, row, actor)
        shown = await views.in_full(session, row, actor, served.bodies)
    response.headers["ETag"] = etag(row)
    return shown


@router.patch("/applications/{reference}", operation_id="change_application", summary="修改草稿 Change a draft", **may("application:draft"))
async def change_application(
    reference: str, given: DraftChange, served: Served, actor: Signed, response: Response, if_match: IfMatch = None
) -> ApplicationInFull:
    """Change what is declared and claimed in a draft, or in an application that is being corrected."""
    async with served.database.writing() as session:
        row = await lock_editable(session, own(await applications.find(session, reference), actor))
        check_match(row, if_match)
        before, opened = row.content, await correction.opened(session, row)
        if given.matter_date is not None:
            row.matter_date = given.matter_date
            if opened is None:
                at, window = datetime.now(UTC), await windows.of_application(session, row.id)
                await ask_besides(session, item_called(row.item_code), row, at, window)
        item = row.item
        # What a claim has from its project, or no defect names, stays, and may be sent back as it was read.
        stays = staying(row.facts, declarable(item) if opened is None else declarable(item) & opened)
        claims = None if given.claims is None else read(item, given.claims)
        declared = (
            None
            if given.facts is None
            else {code: value for code, value in read(item, given.facts).items() if (code, value) not in stays.items()}
        )
        applied_on = row.submitted_at.astimezone(BEIJING).date() if row.submitted_at else _today()
        _check_draft(item, declared, claims, given.matter_date, applied_on)
        if declared is not None:
            facts = stays | declared
            if item.by_project:
                require_facts_of_project(row.facts, facts)
            elif row.parent_id is not None and item.process is Process.INTEREST_SUBSIDY:
                require_facts_of_loan(row.facts, facts)
            row.facts = facts
        if claims is not None:
            row.claims = staying(row.claims, opened) | claims
        correction.require_only(opened, before, row)
        touch(row)
        shown = await views.in_full(session, row, actor, served.bodies)
    response.headers["ETag"] = etag(row)
    return shown


@router.delete(
    "/applications/{reference}",
    status_code=204,
    operation_id="discard_application",
    summary="删除草稿 Discard a draft",
    **may("application:draft"),
)
async def discard_application(reference: str, served: Served, actor: Signed, if_match: IfMatch = None) -> None:
    """Discard a draft."""

    async def find(session: Session) -> Application:
        return own(await applications.find(session, reference), actor)

    await throw_away(served, actor, if_match, find)


@router.post(
    "/applications/{reference}/submit",
    operation_id="submit_application",
    summary="提交 Submit",
    response_model=ReceiptShown,
    **may("application:submit"),
)
async def submit_application(reference: str, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Submit a draft whose facts and evidence are all there."""
    async with served.database.reading() as session:
        own(await applications.find(session, reference), actor)

    async def run() -> Answer:
        async with served.database.writing() as session:
            draft = own(await applications.find(session, reference), actor)
            if draft.stage == Stage.DRAFT:
                # Kept even if it is not complete: what its window asks for can be uploaded from now on.
                await put_in_window(session, item_called(draft.item_code), await lock_editable(session, draft), datetime.now(UTC))
        async with served.database.reading() as session:
            row = own(await applications.find(session, reference), actor)
            if row.submitted_at is not None and (before := await served.cases.outcome(once.request_key)):
                return Answer(200, case_views.receipt(before), {})
            await _check_complete(session, row)
            await suspension.require_not_suspended(session, row.item_code, _today(), row.matter_date)
            await require_good_standing(session, row.enterprise_uscc, _today(), told=True)
            name = await enterprises.name(session, row.enterprise_uscc)
            start = CaseStart.of(row, Stage.ACCEPTANCE, enterprise=name)
        receipt = await served.cases.submit(start, Message(Event.SUBMITTED, actor, once.request_key))
        return Answer(200, case_views.receipt(receipt), {})

    return await once.across(run)


async def _check_complete(session: Session, row: Application) -> None:
    """Say at once what is missing; the transition checks it again, under its lock."""
    if Stage(row.stage) is not Stage.DRAFT:
        raise Refusal(Code.WRONG_STAGE, Text("只有草稿可以提交。", "Only a draft can be submitted."))
    there = {document.evidence_code for document in await documents.of_case(session, row.id)}
    require_complete(row.item, row.facts, row.claims, row.matter_date, there, row.asked_evidence)
    require_in_time(item_called(row.item_code), row.facts, row.matter_date, _today())


def _check_draft(
    item: Item, facts: dict[str, Any] | None, claims: dict[str, Any] | None, matter_date: date | None, applied_on: date
) -> None:
    if faults := faults_in_draft(item, facts, claims, matter_date, applied_on):
        raise Refusal(Code.INVALID_INPUT, Text("申报信息有误。", "The facts are not valid."), faults, clause=item.citation)


def _today() -> date:
    return datetime.now(BEIJING).date()
