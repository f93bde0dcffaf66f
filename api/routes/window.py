"""申报批次。Windows: drafted by a department, approved by its head, read and asked about by everybody, decided by lists."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from api import drafts
from api.requests import ask
from api.schemas.base import List
from api.schemas.case import PaperShown, ReasonGiven, ReceiptShown
from api.schemas.window import (
    AppliedShown,
    ListShown,
    QuestionGiven,
    WindowChange,
    WindowExtended,
    WindowGiven,
    WindowInFull,
    WindowPaper,
    WindowShown,
)
from api.views import letter as letters
from api.views import window as views
from api.web.entity_tags import IfMatch, check_match, etag
from api.web.filters import OfItem, OfNumber, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.papers import PAPER, AsForm, Sequence, hand_over
from api.web.permissions import PerhapsSigned, Signed, found, may, visible
from api.web.problems import language_of
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import window as commands
from models.commands.case import touch
from models.queries import case
from models.queries import window as windows
from models.queries.page import Sort
from models.session import Session
from models.tables import Window
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import item as item_called
from policy.judging.recognised import kind_called
from policy.language.caps import CapScope
from policy.language.items import Item
from policy.letters.paper import laid_out, set_paper
from policy.processes.application.channel import require_windowed
from policy.processes.kernel.permissions import may_in
from policy.processes.window.evidence import faults_in
from policy.processes.window.lifecycle import EDITABLE, WINDOW, Event
from policy.text import Text

router = APIRouter(tags=["windows"], route_class=ReadRoute)


@router.post(
    "/windows",
    status_code=201,
    operation_id="create_window",
    summary="拟定申报批次 Draft a window",
    response_model=WindowInFull,
    **may("window:draft"),
)
async def create_window(given: WindowGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Draft the guide of a window for an item of one's own department: what, who, by which evidence, from when to when, how much in all.

    An item that has once had a window is applied for in windows, and not between them; so are the yearly claims of a project, and those of
    the interest of a loan. With `register_kind` it is the window of a kind of recognition.
    """
    item = item_called(given.item_code)
    if given.register_kind is None:
        require_windowed(item)
    else:
        _check_kind(item, given.register_kind, given.ceiling_fen)
    if not may_in(actor, "window:draft", item.departments[0]):
        raise Refusal(Code.FORBIDDEN, Text("不是本部门牵头的事项。", "Another department leads this item."), clause=item.citation)
    content = _content(given)
    opens_at = content.setdefault("opens_at", datetime.now(UTC))
    _check_window(opens_at, given.closes_at)
    _check_content(item, given)

    async def run(session: Session) -> Answer:
        row = await commands.draft(session, actor, item, year=given.year, register_kind=given.register_kind, **content)
        return Answer(201, await views.in_full(session, row), {"Location": f"/windows/{row.number}", "ETag": etag(row)})

    return await once.in_transaction(run)


@router.get("/windows", operation_id="list_windows", summary="申报批次列表 List windows", **may("public"))
async def list_windows(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: PerhapsSigned,
    wanted: OfNumber,
    stage: Annotated[str | None, OneOf(WINDOW.stages)] = None,
    item: OfItem = None,
    year: Annotated[int | None, Query(ge=2022, le=2100)] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[WindowShown]:
    """List the published windows, the newest first; departments see their own before they are published."""
    page = page_of(served.cursor_key, limit, cursor, sort)
    where = {"stage": stage, "item_code": item, "year": year}
    async with served.database.reading() as session:
        rows = await case.page(session, Window, windows.visible_to(actor), where, page, wanted)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[views.window(row) for row in kept], next_cursor=following)


@router.get("/windows/{reference}", operation_id="get_window", summary="一个申报批次 One window", **may("public"))
async def get_window(reference: str, served: Served, actor: PerhapsSigned, response: Response) -> WindowInFull:
    """Show a window: its guide, its time, what was asked and answered about it, and who is to be supported."""
    async with served.database.snapshot() as session:
        row = found(await windows.find(session, actor, reference))
        shown = await views.in_full(session, row)
    response.headers["ETag"] = etag(row)
    return shown


@router.get("/windows/{reference}/papers", operation_id="list_window_papers", summary="批次公告 Papers of a window", **may("public"))
async def list_window_papers(reference: str, request: Request, served: Served, actor: PerhapsSigned) -> list[WindowPaper]:
    """Read what a window has published, oldest first: the call to apply, each later end, the notice of each list."""
    language = language_of(request)
    async with served.database.reading() as session:
        row = found(await windows.find(session, actor, reference))
        papers = await letters.issued(session, row, served.bodies, language)
    return [
        WindowPaper(sequence=event.sequence, event=event.event, at=event.occurred_at, text=set_paper(paper, language))
        for event, paper in papers
    ]


@router.get(
    "/windows/{reference}/papers/{sequence}",
    operation_id="get_window_paper",
    summary="一件批次公告 One paper of a window",
    response_model=PaperShown,
    responses=PAPER,
    **may("public"),
)
async def get_window_paper(
    reference: str, sequence: Sequence, request: Request, served: Served, actor: PerhapsSigned, form: AsForm
) -> Response:
    """Read a paper that a window has published, by the `sequence` that the list gives it."""
    language = language_of(request)
    async with served.database.reading() as session:
        row = found(await windows.find(session, actor, reference))
        paper = found(await letters.issued_by(session, row, sequence, served.bodies, language))
    layout = laid_out(paper, language)
    return await hand_over(request, served, layout, letters.paper_shown(row, paper, layout), form)


@router.patch("/windows/{reference}", operation_id="change_window", summary="修改申报批次 Change a window", **may("window:draft"))
async def change_window(
    reference: str, given: WindowChange, served: Served, actor: Signed, response: Response, if_match: IfMatch = None
) -> WindowInFull:
    """Change a window that is a draft, or was sent back."""
    async with served.database.writing() as session:
        row = await windows.of(session, (await _own(session, actor, reference, "window:draft")).id, locked=True)
        check_match(row, if_match)
        if row.stage not in EDITABLE:
            raise Refusal(
                Code.WRONG_STAGE, Text("只有草稿和退回修改的批次可以修改。", "Only a draft, or a window sent back, can be changed.")
            )
        content = _content(given)
        _check_window(content.get("opens_at", row.opens_at), content.get("closes_at", row.closes_at))
        _check_content(item_called(row.item_code), given)
        if row.register_kind is not None:
            _check_kind(item_called(row.item_code), row.register_kind, given.ceiling_fen)
        for name, value in content.items():
            setattr(row, name, value)
        touch(row)
        shown = await views.in_full(session, row)
    response.headers["ETag"] = etag(row)
    return shown


@router.delete(
    "/windows/{reference}", status_code=204, operation_id="discard_window", summary="删除草稿 Discard a draft", **may("window:draft")
)
async def discard_window(reference: str, served: Served, actor: Signed, if_match: IfMatch = None) -> None:
    """Discard a window that one has drafted oneself and not submitted."""
    await drafts.throw_away(served, actor, if_match, lambda session: _own(session, actor, reference, "window:draft"))


@router.post(
    "/windows/{reference}/submit",
    operation_id="submit_window",
    summary="提请发布 Submit for publication",
    response_model=ReceiptShown,
    **may("window:draft"),
)
async def submit_window(reference: str, actor: Signed, once: RunOnce) -> JSONResponse:
    """Submit a guide for its publication; another person approves it."""
    return await drafts.submit(once, actor, lambda session: _own(session, actor, reference, "window:draft"), title=lambda row: row.title_zh)


@router.post(
    "/windows/{reference}/extend",
    operation_id="extend_window",
    summary="延长申报期 Extend the window",
    response_model=ReceiptShown,
    **may("window:direct"),
)
async def extend_window(reference: str, given: WindowExtended, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Move the end of a published window further out, for a reason; whoever has a draft in it is told."""
    async with served.database.reading() as session:
        row = await _own(session, actor, reference, "window:direct")
    return await ask(once, actor, row, "request", Event.EXTENDED, {"closes_at": given.closes_at.isoformat(), "reason": given.reason})


@router.post(
    "/windows/{reference}/cancel",
    operation_id="cancel_window",
    summary="取消批次 Cancel",
    response_model=ReceiptShown,
    **may("window:direct"),
)
async def cancel_window(reference: str, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Give a window up that has not opened: once it is published, an approver does. One that is open is carried through."""
    async with served.database.reading() as session:
        row = await _own(session, actor, reference, "window:direct")
    return await ask(once, actor, row, "request", Event.CANCELLED, {"reason": given.reason})


@router.post(
    "/windows/{reference}/questions",
    operation_id="ask_about_window",
    summary="提出问题 Ask about the guide",
    response_model=ReceiptShown,
    **may("window:ask"),
)
async def ask_about_window(reference: str, given: QuestionGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Ask about a published guide before the window closes. The answer is public; who asked is not."""
    async with served.database.reading() as session:
        row = found(await windows.find(session, actor, reference))
    return await ask(once, actor, row, "request", Event.QUESTION_ASKED, given.model_dump() | {"asked_for": actor.enterprise})


@router.get(
    "/windows/{reference}/applications",
    operation_id="list_applied",
    summary="本批次申请 Applications of a window",
    **may("window:look"),
)
async def list_applied(reference: str, served: Served, actor: Signed) -> list[AppliedShown]:
    """List what was applied for in a window, in the order of submission: how far each is, and what its formula comes to."""
    async with served.database.reading() as session:
        row = visible(await case.find(session, Window, reference), actor)
        return [views.applied(*one) for one in await windows.applied_in(session, row)]


@router.get("/windows/{reference}/lists", operation_id="list_lists", summary="名单 Lists of a window", **may("window:look"))
async def list_lists(reference: str, served: Served, actor: Signed) -> list[ListShown]:
    """Show the lists of a window: what there was to share, every formula amount with its share, who was left out and why."""
    async with served.database.reading() as session:
        row = visible(await case.find(session, Window, reference), actor)
        return [await views.list_shown(session, one) for one in await windows.lists(session, row.id)]


async def _own(session: Session, actor: Actor, reference: str, permission: str) -> Window:
    row = found(await windows.find(session, actor, reference))
    if not may_in(actor, permission, row.department):
        raise Refusal(Code.FORBIDDEN, Text("不是本部门的申报批次。", "It is another department's window."))
    return row


def _content(given: WindowGiven | WindowChange) -> dict[str, Any]:
    """Return the columns that were given."""
    names = ("opens_at", "closes_at", "ceiling_fen")
    content: dict[str, Any] = {name: getattr(given, name) for name in names if getattr(given, name) is not None}
    if given.title is not None:
        content |= {"title_zh": given.title.zh, "title_en": given.title.en}
    for name in ("guide", "who", "contact"):
        if (said := getattr(given, name)) is not None:
            content[name] = said.model_dump(exclude_none=True)
    if given.evidence is not None:
        content["evidence"] = [one.model_dump() for one in given.evidence]
    return content


def _check_window(opens_at: datetime, closes_at: datetime) -> None:
    if closes_at <= max(opens_at, datetime.now(UTC)):
        wrong = Text("须晚于开始时间和现在", "must be after the opening, and after now")
        raise Refusal(Code.INVALID_INPUT, Text("申报期有误。", "The window is not valid."), [Fault("closes_at", wrong)])


def _check_kind(item: Item, register_kind: str, ceiling_fen: int | None) -> None:
    """Refuse a window of recognitions that are kept for another item, or that shares money out."""
    if kind_called(register_kind).item_code != item.code:
        wrong = Text("不是该事项的认定类别", "is no kind of recognition of that item")
        raise Refusal(Code.INVALID_INPUT, Text("认定类别有误。", "The kind is not valid."), [Fault("register_kind", wrong)])
    if ceiling_fen is not None:
        wrong = Text("认定批次不设总额", "is nothing a window of recognitions has")
        raise Refusal(Code.INVALID_INPUT, Text("总额有误。", "The ceiling is not valid."), [Fault("ceiling_fen", wrong)])


def _check_content(item: Item, given: WindowGiven | WindowChange) -> None:
    """Refuse evidence that is called as a fact is, and a ceiling past what the clause allows everybody together."""
    if faults := faults_in(item, (one.code for one in given.evidence or ())):
        raise Refusal(Code.INVALID_INPUT, Text("申报材料有误。", "The evidence is not valid."), faults)
    ceiling_fen = given.ceiling_fen
    if ceiling_fen is not None and item.cap_scope is CapScope.PROGRAMME and ceiling_fen > (item.cap_fen or 0):
        wrong = Text("超过条款规定的年度总额", "exceeds what the clause allows in a year")
        raise Refusal(
            Code.INVALID_INPUT, Text("总额有误。", "The ceiling is not valid."), [Fault("ceiling_fen", wrong, item.citation)], item.citation
        )
