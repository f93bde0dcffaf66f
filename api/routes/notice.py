"""公示。Public notices, read without sign-in, and named objections to them."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from api.schemas.base import List, Named, Words
from api.schemas.notice import NoticeShown
from api.schemas.objection import PHONE, CodeSent, ObjectionGiven, ObjectionReceived, ObjectionShown, PhoneGiven
from api.views import notice as notice_views
from api.views import window as window_views
from api.web.address_codes import VALID_MINUTES, address_digest, require_code, send_code
from api.web.filters import OfDepartment, OfItem, Since, Until, begin_of, end_of
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.papers import PAPER, AsForm, hand_over
from api.web.permissions import PerhapsSigned, Signed, found, may, not_found, readable
from api.web.problems import language_of
from api.web.quotas import OBJECTIONS
from api.web.reads import ReadRoute
from api.web.services import Served, Services
from models.commands import objection as received
from models.queries import case as cases
from models.queries import notice as notices
from models.queries import objection as objections
from models.queries import task as tasks
from models.queries.page import Sort
from models.session import Session
from models.tables import Case, Notice
from policy.actors import PUBLIC, Actor, Role
from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import ITEMS
from policy.judging.catalogue import item as item_called
from policy.language.items import DEPARTMENT_NAMES
from policy.letters.matter import Matter, basis_of
from policy.letters.paper import laid_out
from policy.processes.enquiry.contact import masked
from policy.processes.kernel.permissions import may_in
from policy.processes.notice.states import NoticeState, ObjectionState
from policy.processes.notice.steps import NoticeEvent
from policy.security_events import Kind
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["notices"], route_class=ReadRoute)
_OPEN = frozenset({NoticeState.OPEN, NoticeState.SUSPENDED})
_CODE_SAID = Text(
    f"您正在对一则公示提出实名异议，验证码{{code}}，{VALID_MINUTES}分钟内有效。如非本人操作，请忽略。",
    f"{{code}} is your code to object to a public notice, for {VALID_MINUTES} minutes. Ignore it if it was not you.",
)


@router.get("/notices", operation_id="list_notices", summary="公示列表 List notices", **may("public"))
async def list_notices(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    state: Annotated[NoticeState | None, Query()] = None,
    item: OfItem = None,
    clause: Annotated[int | None, Query(ge=1, le=20, description="第几条 The number of a clause")] = None,
    department: OfDepartment = None,
    q: Annotated[
        str | None,
        Query(
            min_length=2,
            max_length=100,
            description="查找：所公示名称的一部分，或者案件编号（或其首尾至少4个字符） "
            "What is looked for: a part of the name that is published, or a case's number or four signs or more of its beginning or end",
        ),
    ] = None,
    published_from: Since = None,
    published_to: Until = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[NoticeShown]:
    """List notices, newest first unless asked otherwise."""
    items = (
        None if item is None and clause is None else [one for one in ITEMS if item in {None, one} and clause in {None, ITEMS[one].clause}]
    )
    wanted = notices.Wanted(state, items, department, q, begin_of(published_from), end_of(published_to))
    async with served.database.reading() as session:
        rows = await notices.page(session, wanted, page_of(served.cursor_key, limit, cursor, sort))
        kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row[0].id))
        contacts = await window_views.contacts_of(session, [its_case for _, its_case in kept], served.bodies)
        changed = await notice_views.changed_since(session, [row for row, _ in kept])
    shown = [_shown(row, its_case, contacts[its_case.id], changed.get(row.id)) for row, its_case in kept]
    return List(items=shown, next_cursor=following)


@router.get(
    "/notices/{notice_id}",
    operation_id="get_notice",
    summary="一则公示 One notice",
    response_model=NoticeShown,
    responses=PAPER,
    **may("public"),
)
async def get_notice(notice_id: uuid.UUID, request: Request, served: Served, form: AsForm) -> Response:
    """Show a notice: as JSON, or as the paper that is published."""
    language = language_of(request)
    async with served.database.reading() as session:
        notice, its_case = found(await notices.find(session, notice_id))
        ordinal = await notices.ordinal(session, notice)
        contact = (await window_views.contacts_of(session, [its_case], served.bodies))[its_case.id]
        begun, until = (at.astimezone(BEIJING).date() for at in (notice.published_at, notice.until))
        matter = Matter(its_case.number, "", its_case.department, begun, ordinal)
        changed = (await notice_views.changed_since(session, [notice])).get(notice.id)
        paper = await notice_views.paper(session, notice, its_case.process, matter, until, language, contact, changed)
    return await hand_over(request, served, laid_out(paper, language), _shown(notice, its_case, contact, changed), form)


@router.post(
    "/notices/{notice_id}/objections/codes",
    status_code=202,
    operation_id="send_objection_code",
    summary="发送验证码 Send a code",
    response_model=CodeSent,
    **may("public", OBJECTIONS),
)
async def send_objection_code(notice_id: uuid.UUID, given: PhoneGiven, served: Served, once: RunOnce) -> JSONResponse:
    """Send a code to the telephone of whoever would object without signing in: it proves that they can be reached there."""
    async with served.database.reading() as session:
        notice, _ = found(await notices.find(session, notice_id))

    async def run(_: Session) -> Answer:
        _require_open(notice)
        await send_code(served, _purpose(notice), given.phone, _CODE_SAID)
        return Answer(202, CodeSent(valid_minutes=VALID_MINUTES), {})

    return await once.in_transaction(run)


@router.post(
    "/notices/{notice_id}/objections",
    status_code=201,
    operation_id="object_to_notice",
    summary="提出实名异议 Object",
    response_model=ObjectionReceived,
    **may("public", OBJECTIONS),
)
async def object_to_notice(
    notice_id: uuid.UUID, given: ObjectionGiven, served: Served, actor: PerhapsSigned, once: RunOnce
) -> JSONResponse:
    """Object by name while the notice runs, once: signed in, or with the code that was sent to your mobile telephone.

    Who you are is told to the handling department only.
    """
    async with served.database.reading() as session:
        notice, its_case = found(await notices.find(session, notice_id))

    async def run() -> Answer:
        _require_open(notice)
        objector = await _objector(served, notice, given, actor)
        contact, name = served.database.seal.veil(given.contact), actor.name if actor else given.name
        async with served.database.writing() as session:
            # Named by the request: sent again because its outcome was not known, it is the same objection and not a second.
            identity = uuid.UUID(once.request_key)
            objection = await received.receive(session, identity, notice, objector, name=name, contact=contact, grounds=given.grounds)
        message = Message(NoticeEvent.OBJECTION_FILED, PUBLIC, str(objection.id), None, {"objection_id": str(objection.id)})
        await served.cases.ask(its_case, "request", message)
        return Answer(201, ObjectionReceived(id=objection.id, state=ObjectionState.FILED), {})

    return await once.across(run)


@router.get("/cases/{reference}/objections", operation_id="list_objections", summary="异议 Objections", **may("objection:read"))
async def list_objections(reference: str, request: Request, served: Served, actor: Signed) -> list[ObjectionShown]:
    """List the objections to the notices of a case, and of an award's supplements, for the department that handles it.

    An auditor reads what was objected and how it was ruled, and of how the objector is reached no more than the end.
    """
    audits = actor.is_a(Role.AUDITOR)
    async with served.database.reading() as session:
        row = await readable(session, await cases.find_any(session, reference), actor)
        if not audits and not may_in(actor, "objection:read", row.department) and not await tasks.is_given(session, actor, row):
            raise not_found()
        filed = await objections.of_case(session, row.id)
    if filed:
        served.watch.gave(request, Kind.PERSONAL_DATA_GIVEN, row.number)
    seal = served.database.seal
    contacts = [seal.unveil(one.contact) for one in filed]
    shown = [masked(contact) if audits else contact for contact in contacts]
    return [ObjectionShown.model_validate(one).model_copy(update={"contact": contact}) for one, contact in zip(filed, shown, strict=True)]


def _require_open(notice: Notice) -> None:
    # One that an objection suspends runs on once that is ruled on.
    is_over = notice.state == NoticeState.OPEN and notice.until < datetime.now(UTC)
    if notice.state not in _OPEN or is_over:
        raise Refusal(Code.WINDOW_CLOSED, Text("公示已结束。", "The notice is over."))


async def _objector(served: Services, notice: Notice, given: ObjectionGiven, actor: Actor | None) -> str:
    """Return by what whoever objects is told apart: the identity provider vouches for them, or their telephone does.

    Raises:
        Refusal: `invalid_input`, when neither does.
    """
    if actor is not None:
        return f"subject {actor.subject}"
    if re.fullmatch(PHONE, given.contact) is None:
        unsigned = Text("未登录的，应填写手机号码", "must be a mobile telephone for whoever has not signed in")
        raise Refusal(Code.INVALID_INPUT, Text("联系方式有误。", "The contact is not valid."), [Fault("contact", unsigned)])
    await require_code(served, _purpose(notice), given.contact, given.code)
    return f"phone {address_digest(served, given.contact)}"


def _purpose(notice: Notice) -> str:
    return f"objection {notice.id}"


def _shown(row: Notice, its_case: Case, contact: str | None, changed: notice_views.Changed | None) -> NoticeShown:
    item = item_called(row.item_code)
    return NoticeShown(
        id=row.id,
        application_number=its_case.number,
        state=row.state,
        enterprise_name=row.enterprise_name,
        item_code=row.item_code,
        item_title=Words.of(item.title),
        clause=item.citation,
        grounds=Words(zh=basis_of(item, "zh"), en=basis_of(item, "en")),
        department=Named(code=its_case.department, **DEPARTMENT_NAMES[its_case.department].as_dict()),
        contact=contact,
        amount_fen=row.amount_fen,
        due_fen=changed.due_fen if changed else None,
        changed_in=changed.by if changed else None,
        published_at=row.published_at,
        until=row.until,
    )
