"""证件变更。Another document that a person is to be known by: asked for with it, compared by an officer."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from activities.signatures.case_start import CaseStart
from api import drafts
from api.schemas.base import List
from api.schemas.case import ReceiptShown
from api.schemas.natural_person import DocumentChangeGiven, DocumentChangeInFull, NameCorrectionGiven, NumberShown, PurposeGiven
from api.views import natural_person as views
from api.web.entity_tags import IfMatch, etag
from api.web.filters import OfNumber, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, found, may, not_found, own, visible
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import natural_person as commands
from models.queries import case
from models.queries import natural_person as persons
from models.queries.page import Sort
from models.session import Session
from models.tables import DocumentChange
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.identity_document import read_number
from policy.processes.document_change.lifecycle import DEPARTMENT, DOCUMENT_CHANGE, Event, Stage, Why
from policy.processes.kernel.permissions import may_in
from policy.security_events import Kind
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["persons"], route_class=ReadRoute)


@router.post(
    "/persons/{code}/document-changes",
    status_code=201,
    operation_id="create_document_change",
    summary="申请证件变更 Ask to be known by another document",
    response_model=DocumentChangeInFull,
    **may("person:register"),
)
async def create_document_change(code: str, given: DocumentChangeGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Draft that one is to be known by another document: it was renewed, or its number mis-typed. Its picture is uploaded, then submitted.

    The number is sealed at once. What was mis-typed is free for whoever has it; what was renewed is nobody else's.
    """
    if not actor.acts_for(code):
        raise not_found()
    number = read_number(given.document_kind, given.number, datetime.now(BEIJING).date())
    once.fingerprint = served.database.seal.digests(f"{code}{given.why}{given.document_kind}{number}")[0].hex()

    async def run(session: Session) -> Answer:
        found(await persons.find(session, code))
        said = (Why(given.why), given.document_kind, number)
        row = await commands.draft_change(session, served.database.seal, actor, code, said, once.request_key)
        shown = await views.document_change(session, row)
        return Answer(201, shown, {"Location": f"/document-changes/{row.number}", "ETag": etag(row)})

    return await once.in_transaction(run)


@router.post(
    "/persons/{code}/name-corrections",
    status_code=201,
    operation_id="correct_person_name",
    summary="更正个人姓名 Correct a person's name",
    response_model=DocumentChangeInFull,
    **may("person:enter"),
)
async def correct_person_name(code: str, given: NameCorrectionGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Enter the right name of a person whose name was entered wrong, by a paper, as an officer of the personnel department.

    Another officer compares it; whatever is theirs stays theirs under their code.
    """
    if not may_in(actor, "person:enter", DEPARTMENT):
        raise Refusal(Code.FORBIDDEN, Text("由组织人事部更正。", "The personnel department corrects it."))

    async def run() -> Answer:
        async with served.database.writing() as session:
            found(await persons.find(session, code))
            row = await persons.change_by_request(session, once.request_key) or await commands.draft_name_correction(
                session, actor, code, given.name, given.paper, once.request_key
            )
        if row.stage == Stage.DRAFT:
            start = CaseStart.of(row, Stage.CHECK, title=DOCUMENT_CHANGE.title.zh)
            await served.cases.submit(start, Message(Event.CORRECTION_ENTERED, actor, once.request_key))
        async with served.database.reading() as session:
            shown = await views.document_change(session, found(await persons.find_change(session, row.number)))
        return Answer(201, shown, {"Location": f"/document-changes/{row.number}"})

    return await once.across(run)


@router.get("/document-changes", operation_id="list_document_changes", summary="证件变更列表 List changes", **may("document_change:read"))
async def list_document_changes(
    served: Served,
    actor: Signed,
    wanted: OfNumber,
    stage: Annotated[str | None, OneOf(DOCUMENT_CHANGE.stages)] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[DocumentChangeInFull]:
    """List the changes of documents the signed-in person may see, newest first: a person their own."""
    async with served.database.reading() as session:
        page = page_of(served.cursor_key, limit, cursor, sort)
        rows = await case.page(session, DocumentChange, persons.changes_visible_to(actor), {"stage": stage}, page, wanted)
        kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
        return List(items=[await views.document_change(session, row) for row in kept], next_cursor=following)


@router.get(
    "/document-changes/{reference}",
    operation_id="get_document_change",
    summary="一项证件变更 One change",
    **may("document_change:read"),
)
async def get_document_change(reference: str, served: Served, actor: Signed, response: Response) -> DocumentChangeInFull:
    """Say where a change of a document stands."""
    async with served.database.reading() as session:
        row = visible(await persons.find_change(session, reference), actor)
        shown = await views.document_change(session, row)
    response.headers["ETag"] = etag(row)
    return shown


@router.post(
    "/document-changes/{reference}/number",
    operation_id="read_new_number",
    summary="查看变更后的证件号码 Read the new number",
    response_model=NumberShown,
    **may("person:number"),
)
async def read_new_number(reference: str, given: PurposeGiven, request: Request, served: Served, actor: Signed) -> NumberShown:
    """Read the whole number that is to be known, to compare it with the paper; that one did is kept, as of any number."""
    async with served.database.writing() as session:
        row = visible(await persons.find_change(session, reference), actor)
        person = await persons.of(session, row.enterprise_uscc)
        try:
            number = await commands.read_number(session, served.database.seal, actor, person, given.purpose, row)
        except ValueError:
            raise not_found() from None
    served.watch.gave(request, Kind.PERSONAL_DATA_GIVEN, row.number)
    return NumberShown(number=number)


@router.delete(
    "/document-changes/{reference}",
    status_code=204,
    operation_id="discard_document_change",
    summary="删除草稿 Discard a draft",
    **may("person:register"),
)
async def discard_document_change(reference: str, served: Served, actor: Signed, if_match: IfMatch = None) -> None:
    """Discard a change that was not submitted."""
    await drafts.throw_away(served, actor, if_match, _own(reference, actor))


@router.post(
    "/document-changes/{reference}/submit",
    operation_id="submit_document_change",
    summary="提交证件变更 Submit",
    response_model=ReceiptShown,
    **may("person:register"),
)
async def submit_document_change(reference: str, actor: Signed, once: RunOnce) -> JSONResponse:
    """Submit a change with the picture of the document."""
    return await drafts.submit(once, actor, _own(reference, actor), title=lambda _row: DOCUMENT_CHANGE.title.zh)


def _own(reference: str, actor: Actor) -> drafts.Find[DocumentChange]:
    async def find(session: Session) -> DocumentChange:
        return own(await persons.find_change(session, reference), actor)

    return find
