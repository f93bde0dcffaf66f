"""个人申请人。Natural persons as applicants: registered by their document, looked up by it, and employed by whom that is confirmed of."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from activities.signatures.case_start import CaseStart
from api.schemas.base import List
from api.schemas.natural_person import (
    EmployerGiven,
    EmploymentInFull,
    EmploymentShown,
    IdentityDocumentGiven,
    NaturalPersonGiven,
    NaturalPersonShown,
    NumberReadingShown,
    NumberShown,
    PurposeGiven,
)
from api.views import natural_person as views
from api.web.filters import OfCase, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, number_after, page_of, placed
from api.web.permissions import Signed, found, may, not_found, visible
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import natural_person as commands
from models.queries import case
from models.queries import enterprise as enterprises
from models.queries import natural_person as persons
from models.queries.page import Sort
from models.session import Session
from models.tables import Employment, NaturalPerson
from policy.actors import Actor, Role
from policy.errors import Code, Refusal
from policy.identity_document import read_number
from policy.processes.employment.lifecycle import DEPARTMENT, EMPLOYMENT, Event, Stage
from policy.processes.kernel.permissions import may_in
from policy.security_events import Kind
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["persons"], route_class=ReadRoute)


@router.post(
    "/persons",
    status_code=201,
    operation_id="register_person",
    summary="登记个人 Register oneself",
    response_model=NaturalPersonShown,
    **may("person:register"),
)
async def register_person(given: IdentityDocumentGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Register oneself as an applicant, by one's document, under the name one signs in with; from then on one applies under one's code.

    The number is kept sealed. Nobody is answered more than its end, but for an officer who says what for.
    """
    number = read_number(given.document_kind, given.number, datetime.now(BEIJING).date())
    # Not the hash of what was sent, from which the number could be found by trying.
    once.fingerprint = served.database.seal.digests(f"{given.document_kind}{number}")[0].hex()

    async def run(session: Session) -> Answer:
        if actor.enterprise is not None and await persons.code_of(session, actor.subject) is None:
            raise Refusal(Code.FORBIDDEN, Text("您代表单位办理，不能登记为个人。", "You speak for an enterprise, and not for yourself."))
        row = await commands.register(session, served.database.seal, actor, given.document_kind, number)
        return Answer(201, await views.person(session, row), {"Location": f"/persons/{row.code}"})

    return await once.in_transaction(run)


@router.post(
    "/persons/on-paper",
    status_code=201,
    operation_id="register_person_on_paper",
    summary="凭纸质证件登记个人 Register somebody on paper",
    response_model=NaturalPersonShown,
    **may("person:enter"),
)
async def register_person_on_paper(given: NaturalPersonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Register somebody who has shown their document, as an officer of the personnel department.

    Once they sign in and register themselves by the same document and name, they go on under the code they have.
    """
    if not may_in(actor, "person:enter", DEPARTMENT):
        raise Refusal(Code.FORBIDDEN, Text("由组织人事部登记。", "The personnel department registers them."))
    number = read_number(given.document_kind, given.number, datetime.now(BEIJING).date())
    once.fingerprint = served.database.seal.digests(f"{given.document_kind}{number}{given.name}")[0].hex()

    async def run(session: Session) -> Answer:
        row = await commands.register_on_paper(session, served.database.seal, actor, given.document_kind, number, given.name)
        return Answer(201, await views.person(session, row), {"Location": f"/persons/{row.code}"})

    return await once.in_transaction(run)


@router.post(
    "/persons/lookup",
    operation_id="find_person",
    summary="按证件查找个人 Who has a document",
    response_model=NaturalPersonShown,
    **may("person:find"),
)
async def find_person(given: IdentityDocumentGiven, request: Request, served: Served) -> NaturalPersonShown:
    """Find a person by the whole number of their document; it is in no address, and so in no log."""
    number = read_number(given.document_kind, given.number, datetime.now(BEIJING).date())
    async with served.database.reading() as session:
        row = found(await persons.with_document(session, given.document_kind, served.database.seal.digests(number)))
        served.watch.gave(request, Kind.PERSONAL_DATA_GIVEN)
        return await views.person(session, row)


@router.get("/persons/{code}", operation_id="get_natural_person", summary="一名个人 One person", **may("person:read"))
async def get_natural_person(code: str, served: Served, actor: Signed) -> NaturalPersonShown:
    """Show a person: to themselves, and to the authority's people."""
    async with served.database.reading() as session:
        return await views.person(session, _shown_to(await persons.find(session, code), actor))


@router.post(
    "/persons/{code}/number",
    operation_id="read_person_number",
    summary="查看证件号码 Read the number",
    response_model=NumberShown,
    **may("person:number"),
)
async def read_person_number(code: str, given: PurposeGiven, request: Request, served: Served, actor: Signed) -> NumberShown:
    """Read the whole number of a person's document: whoever handles a case of theirs may, and the auditor.

    Who did, and what for, is kept for good, and listed at `GET /number-readings`.
    """
    async with served.database.writing() as session:
        row = _shown_to(await persons.find(session, code), actor)
        try:
            number = await commands.read_number(session, served.database.seal, actor, row, given.purpose)
        except ValueError:
            # Another's, or its key is gone.
            raise not_found() from None
    served.watch.gave(request, Kind.PERSONAL_DATA_GIVEN)
    return NumberShown(number=number)


@router.get("/number-readings", operation_id="list_number_readings", summary="证件号码查看记录 Who read numbers", **may("person:audit"))
async def list_number_readings(
    served: Served,
    person: Annotated[str | None, Query(max_length=60, description="是否只看一名个人的 Only of one person, by their code")] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[NumberReadingShown]:
    """List who read the whole number of a person's document, when, and what for; the last one first unless asked otherwise."""
    async with served.database.reading() as session:
        rows = await persons.readings(session, person, number_after(served.cursor_key, cursor, sort), limit, sort)
        names = await enterprises.names(session, {row.subject for row in rows})
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[views.reading(row, names[row.subject]) for row in kept], next_cursor=following)


@router.delete("/persons/{code}/employer", operation_id="leave_employer", summary="解除任职关系 End an employment", **may("person:leave"))
async def leave_employer(code: str, served: Served, actor: Signed) -> NaturalPersonShown:
    """Say that a person's employment is over: the person does, or the employer."""
    async with served.database.reading() as session:
        row = found(await persons.find(session, code))
        if not actor.acts_for(code) and not actor.acts_for(row.employer_uscc or ""):
            raise not_found()
        current = [one for one in await persons.attached(session, code) if one.employer_uscc == row.employer_uscc]
    if not current:
        raise Refusal(Code.WRONG_STAGE, Text("没有已确认的任职关系。", "No employment of theirs is confirmed."))
    await served.cases.ask(current[-1], "request", Message(Event.LEFT, actor, uuid.uuid4().hex))
    async with served.database.reading() as session:
        return await views.person(session, await persons.of(session, code))


@router.post(
    "/persons/{code}/employments",
    status_code=201,
    operation_id="name_employer",
    summary="申报任职单位 Name one's employer",
    response_model=EmploymentInFull,
    **may("person:register"),
)
async def name_employer(code: str, given: EmployerGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Name one's employer, who is asked to confirm it; where it does not, one hands in a paper that an officer looks at."""
    if not actor.acts_for(code):
        raise not_found()

    async def run() -> Answer:
        async with served.database.writing() as session:
            found(await persons.find(session, code))
            row = await persons.employment_by_request(session, once.request_key) or await commands.draft_employment(
                session, actor, code, given.employer_uscc, once.request_key
            )
        if row.stage == Stage.DRAFT:
            await served.cases.submit(CaseStart.of(row, Stage.ANSWER), Message(Event.SUBMITTED, actor, once.request_key))
        async with served.database.reading() as session:
            shown = await views.employment_in_full(session, visible(await persons.find_employment(session, row.number), actor), actor)
        return Answer(201, shown, {"Location": f"/employments/{row.number}"})

    return await once.across(run)


@router.get("/employments", operation_id="list_employments", summary="任职关系列表 List employments", **may("employment:read"))
async def list_employments(
    served: Served,
    actor: Signed,
    wanted: OfCase,
    stage: Annotated[str | None, OneOf(EMPLOYMENT.stages)] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[EmploymentShown]:
    """List what the signed-in person may see, newest first: a person their own, an employer those that name it."""
    async with served.database.reading() as session:
        page = page_of(served.cursor_key, limit, cursor, sort)
        rows = await case.page(session, Employment, persons.visible_to(actor), {"stage": stage}, page, wanted)
        names = await enterprises.names_today(session, {code for row in rows for code in row.concerns})
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[views.employment(row, names) for row in kept], next_cursor=following)


@router.get("/employments/{reference}", operation_id="get_employment", summary="一项任职关系 One employment", **may("employment:read"))
async def get_employment(reference: str, served: Served, actor: Signed) -> EmploymentInFull:
    """Say where an employment stands."""
    async with served.database.snapshot() as session:
        return await views.employment_in_full(session, visible(await persons.find_employment(session, reference), actor), actor)


def _shown_to(row: NaturalPerson | None, actor: Actor) -> NaturalPerson:
    row = found(row)
    if not (actor.departments or actor.is_a(Role.AUDITOR) or row.code in actor.enterprises):
        raise not_found()
    return row
