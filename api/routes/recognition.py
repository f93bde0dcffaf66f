"""认定。Recognitions: asked for by who is to hold one, or nominated by a department; and the public register of who is recognised."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from api import drafts
from api.requests import ask
from api.schemas.base import CreditCode, Day, List
from api.schemas.case import ReceiptShown
from api.schemas.recognition import (
    EntryShown,
    RecognitionChange,
    RecognitionGiven,
    RecognitionInFull,
    RecognitionRevocationGiven,
    RecognitionShown,
)
from api.views import recognition as views
from api.web.entity_tags import IfMatch, etag
from api.web.filters import OfCase, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, handled, may, visible
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import recognition as commands
from models.commands.case import lock_editable
from models.commands.window import ask_in_window
from models.queries import case
from models.queries import enterprise as enterprises
from models.queries import recognition as recognitions
from models.queries.page import Sort
from models.session import Session
from models.tables import Recognition
from policy.actors import Actor, Role
from policy.errors import Code, Fault, Refusal
from policy.judging.recognised import KINDS, kind_called
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.kernel.permissions import serves_as
from policy.processes.recognition.lifecycle import STAGES, Event
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["recognitions"], route_class=ReadRoute)
OfKind = Annotated[str | None, OneOf(KINDS)]


@router.get("/recognitions", operation_id="list_recognised", summary="认定登记册 The register", **may("public"))
async def list_recognised(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    kind: OfKind = None,
    enterprise: Annotated[CreditCode | None, Query()] = None,
    number: Annotated[str | None, Query(min_length=1, max_length=200, description="认定编号 The number of an entry")] = None,
    on: Annotated[Day | None, Query(description="查询日，默认今日 As of which day; today unless given")] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[EntryShown]:
    """List who is recognised on a day: kind, holder, number, from, to. A person is named with the employer, and no more."""
    day = on or datetime.now(BEIJING).date()
    async with served.database.reading() as session:
        page = page_of(served.cursor_key, limit, cursor, sort)
        rows = await recognitions.register(session, day, page, kind=kind, enterprise=enterprise, number=number)
        kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row[0].id))
        return List(items=[await views.entry(session, row, holder) for row, holder in kept], next_cursor=following)


@router.post(
    "/recognitions",
    status_code=201,
    operation_id="create_recognition",
    summary="申请或者提名认定 Ask for a recognition",
    response_model=RecognitionInFull,
    **may("recognition:ask"),
)
async def create_recognition(given: RecognitionGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Draft a recognition: of one's own enterprise, or as an officer of the department that recognises, of somebody it nominates."""
    kind = kind_called(given.kind)
    nominated = not actor.acts_for(given.enterprise_uscc)
    if nominated and not serves_as(actor, Role.OFFICER, kind.department):
        raise Refusal(Code.FORBIDDEN, Text("只能为本单位申请认定。", "Only one's own enterprise's recognition is asked for."))
    wanted = commands.Wanted(kind, given.enterprise_uscc, given.title, given.certificate_no, given.statement)

    async def run(session: Session) -> Answer:
        if await enterprises.find(session, given.enterprise_uscc) is None:
            unknown = Text("未在本系统登记", "is not registered here")
            raise Refusal(Code.INVALID_INPUT, unknown, [Fault("enterprise_uscc", unknown)])
        row = await commands.draft(session, actor, wanted, nominated=nominated, request_key=once.request_key)
        shown = await views.in_full(session, row, actor)
        return Answer(201, shown, {"Location": f"/recognitions/{row.number}", "ETag": etag(row)})

    return await once.in_transaction(run)


@router.get("/recognition-cases", operation_id="list_recognitions", summary="认定办理列表 List recognitions", **may("recognition:read"))
async def list_recognitions(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    wanted: OfCase,
    kind: OfKind = None,
    stage: Annotated[str | None, OneOf(STAGES)] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[RecognitionShown]:
    """List the recognitions the signed-in person may follow, newest first, whatever became of them."""
    where, page = {"kind": kind, "stage": stage}, page_of(served.cursor_key, limit, cursor, sort)
    async with served.database.reading() as session:
        rows = await case.page(session, Recognition, recognitions.visible_to(actor), where, page, wanted)
        names = await enterprises.names_today(session, {row.enterprise_uscc for row in rows})
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[views.recognition(row, names[row.enterprise_uscc]) for row in kept], next_cursor=following)


@router.get("/recognitions/{reference}", operation_id="get_recognition", summary="一项认定 One recognition", **may("recognition:read"))
async def get_recognition(reference: str, served: Served, actor: Signed, response: Response) -> RecognitionInFull:
    """Say where a recognition stands, and since when until when it is in the register."""
    async with served.database.snapshot() as session:
        row = visible(await recognitions.find(session, reference), actor)
        shown = await views.in_full(session, row, actor)
    response.headers["ETag"] = etag(row)
    return shown


@router.patch("/recognitions/{reference}", operation_id="change_recognition", summary="修改认定申请 Change it", **may("recognition:ask"))
async def change_recognition(
    reference: str, given: RecognitionChange, served: Served, actor: Signed, response: Response, if_match: IfMatch = None
) -> RecognitionInFull:
    """Change a recognition that is a draft, or is being corrected."""
    return await drafts.edit(
        served,
        response,
        if_match,
        _asked_by(reference, actor),
        write=lambda row: drafts.fill(row, given.model_dump(exclude_none=True)),
        show=lambda session, row: views.in_full(session, row, actor),
    )


@router.delete(
    "/recognitions/{reference}",
    status_code=204,
    operation_id="discard_recognition",
    summary="删除草稿 Discard a draft",
    **may("recognition:ask"),
)
async def discard_recognition(reference: str, served: Served, actor: Signed, if_match: IfMatch = None) -> None:
    """Discard a recognition that was not submitted: one's own, or one that one has nominated oneself."""
    await drafts.throw_away(served, actor, if_match, _asked_by(reference, actor))


@router.post(
    "/recognitions/{reference}/submit",
    operation_id="submit_recognition",
    summary="提交认定申请 Submit",
    response_model=ReceiptShown,
    **may("recognition:ask"),
)
async def submit_recognition(reference: str, actor: Signed, once: RunOnce) -> JSONResponse:
    """Submit a recognition that is a draft, while a window is open where its kind has any; another than who nominated it checks it."""
    async with once.served.database.writing() as session:
        draft = await _asked_by(reference, actor)(session)
        if draft.stage == DRAFT:
            # Kept even if it is not complete: what its window asks for can be uploaded from now on.
            await ask_in_window(session, await lock_editable(session, draft), datetime.now(UTC))
    return await drafts.submit(once, actor, _asked_by(reference, actor), event=_begun_by, title=lambda row: row.register_kind.title.zh)


@router.post(
    "/recognitions/{reference}/revocation",
    operation_id="propose_revocation",
    summary="提请撤销认定 Propose to revoke it",
    response_model=ReceiptShown,
    **may("recognition:revoke"),
)
async def propose_revocation(
    reference: str, given: RecognitionRevocationGiven, served: Served, actor: Signed, once: RunOnce
) -> JSONResponse:
    """Propose to revoke a recognition that is in the register; its holder is heard, and an approver decides."""
    async with served.database.reading() as session:
        row = handled(await recognitions.find(session, reference), actor, "recognition:revoke")
    return await ask(once, actor, row, "request", Event.REVOCATION_PROPOSED, given.model_dump(mode="json"))


def _asked_by(reference: str, actor: Actor) -> drafts.Find[Recognition]:
    """Read a recognition that the actor asks for: their own enterprise's, or one that their department nominates."""

    async def find(session: Session) -> Recognition:
        row = visible(await recognitions.find(session, reference), actor)
        if not (serves_as(actor, Role.OFFICER, row.department) if row.nominated else actor.acts_for(row.enterprise_uscc)):
            raise Refusal(Code.FORBIDDEN, Text("不是本单位的认定申请。", "It is another's."))
        return row

    return find


def _begun_by(row: Recognition) -> str:
    return Event.NOMINATED if row.nominated else Event.SUBMITTED
