"""榜单与场景清单。Calls: drafted by a department, approved by its head, read by everybody, answered by enterprises."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from api import drafts
from api.requests import ask
from api.schemas.base import List
from api.schemas.call import CallChange, CallGiven, CallShown, ExtensionGiven, SolutionShown
from api.schemas.case import ReasonGiven, ReceiptShown
from api.views import project as project_views
from api.web.entity_tags import IfMatch, check_match, etag
from api.web.filters import OfItem, OfNumber, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import PerhapsSigned, Signed, found, may
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import call as commands
from models.commands.case import touch
from models.queries import call as calls
from models.queries import case
from models.queries import enterprise as enterprises
from models.queries.page import Sort
from models.session import Session
from models.tables import Call
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.judging.catalogue import item as item_called
from policy.language.items import Process
from policy.processes.call.lifecycle import CALL, EDITABLE, Event
from policy.processes.kernel.permissions import may_in, may_see_pending
from policy.text import Text

router = APIRouter(tags=["calls"], route_class=ReadRoute)


@router.post(
    "/calls",
    status_code=201,
    operation_id="create_call",
    summary="拟定榜单 Draft a call",
    response_model=CallShown,
    **may("call:draft"),
)
async def create_call(given: CallGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Draft a list of challenges or scenarios for an item of one's own department."""
    item = item_called(given.item_code)
    if item.process is not Process.POST_GRANT:
        wrong = Text("该事项不以揭榜方式办理", "This item does not begin with a call")
        raise Refusal(Code.WRONG_PROCESS, wrong, [Fault("item_code", wrong)], clause=item.citation)
    if not may_in(actor, "call:draft", item.departments[0]):
        raise Refusal(Code.FORBIDDEN, Text("不是本部门牵头的事项。", "Another department leads this item."), clause=item.citation)
    content = _content(given)
    opens_at = content.setdefault("opens_at", datetime.now(UTC))
    _check_window(opens_at, given.closes_at)

    async def run(session: Session) -> Answer:
        row = await commands.draft_call(session, actor, item, **content)
        return Answer(201, project_views.call(row), {"Location": f"/calls/{row.number}", "ETag": etag(row)})

    return await once.in_transaction(run)


@router.get("/calls", operation_id="list_calls", summary="榜单列表 List calls", **may("public"))
async def list_calls(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: PerhapsSigned,
    wanted: OfNumber,
    stage: Annotated[str | None, OneOf(CALL.stages)] = None,
    item: OfItem = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[CallShown]:
    """List the published calls, the newest first; departments see their own before they are published."""
    page = page_of(served.cursor_key, limit, cursor, sort)
    async with served.database.reading() as session:
        rows = await case.page(session, Call, calls.visible_to(actor), {"stage": stage, "item_code": item}, page, wanted)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[project_views.call(row) for row in kept], next_cursor=following)


@router.get("/calls/{reference}", operation_id="get_call", summary="一份榜单 One call", **may("public"))
async def get_call(reference: str, served: Served, actor: PerhapsSigned, response: Response) -> CallShown:
    """Show a call: its challenges, its window, its criteria, and who was selected."""
    async with served.database.reading() as session:
        row = found(await calls.find(session, actor, reference))
        why = await calls.why_cancelled(session, row)
    response.headers["ETag"] = etag(row)
    return project_views.call(row).model_copy(update=why)


@router.patch("/calls/{reference}", operation_id="change_call", summary="修改榜单 Change a call", **may("call:draft"))
async def change_call(
    reference: str, given: CallChange, served: Served, actor: Signed, response: Response, if_match: IfMatch = None
) -> CallShown:
    """Change a call that is a draft, or was sent back."""
    async with served.database.writing() as session:
        row = await calls.of(session, (await _own(session, actor, reference, "call:draft")).id, locked=True)
        check_match(row, if_match)
        if row.stage not in EDITABLE:
            raise Refusal(
                Code.WRONG_STAGE, Text("只有草稿和退回修改的榜单可以修改。", "Only a draft, or a call sent back, can be changed.")
            )
        content = _content(given)
        _check_window(content.get("opens_at", row.opens_at), content.get("closes_at", row.closes_at))
        for name, value in content.items():
            setattr(row, name, value)
        touch(row)
        shown = project_views.call(row)
    response.headers["ETag"] = etag(row)
    return shown


@router.delete("/calls/{reference}", status_code=204, operation_id="discard_call", summary="删除草稿 Discard a draft", **may("call:draft"))
async def discard_call(reference: str, served: Served, actor: Signed, if_match: IfMatch = None) -> None:
    """Discard a call that one has drafted oneself and not submitted."""
    await drafts.throw_away(served, actor, if_match, lambda session: _own(session, actor, reference, "call:draft"))


@router.post(
    "/calls/{reference}/submit",
    operation_id="submit_call",
    summary="提请发布 Submit for publication",
    response_model=ReceiptShown,
    **may("call:draft"),
)
async def submit_call(reference: str, actor: Signed, once: RunOnce) -> JSONResponse:
    """Submit a call for its publication; another person approves it."""
    return await drafts.submit(once, actor, lambda session: _own(session, actor, reference, "call:draft"), title=lambda row: row.title_zh)


@router.post(
    "/calls/{reference}/extend",
    operation_id="extend_call",
    summary="延长征集期 Extend the window",
    response_model=ReceiptShown,
    **may("call:direct"),
)
async def extend_call(reference: str, given: ExtensionGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Move the end of an open window further out, for a reason."""
    detail = {"closes_at": given.closes_at.isoformat(), "reason": given.reason}
    async with served.database.reading() as session:
        row = await _own(session, actor, reference, "call:direct")
    return await ask(once, actor, row, "request", Event.WINDOW_EXTENDED, detail)


@router.post(
    "/calls/{reference}/cancel",
    operation_id="cancel_call",
    summary="取消征集 Cancel",
    response_model=ReceiptShown,
    **may("call:direct"),
)
async def cancel_call(reference: str, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Cancel a call while nobody was selected: once it is published, an approver does. Whoever answered is told; their solutions end."""
    async with served.database.reading() as session:
        row = await _own(session, actor, reference, "call:direct")
    return await ask(once, actor, row, "request", Event.CALL_CANCELLED, {"reason": given.reason})


@router.get("/calls/{reference}/solutions", operation_id="list_solutions", summary="应征方案 Solutions to a call", **may("call:solutions"))
async def list_solutions(reference: str, served: Served, actor: Signed) -> list[SolutionShown]:
    """List the solutions submitted to a call of one's own department, with their scores."""
    async with served.database.reading() as session:
        row = found(await calls.find(session, actor, reference))
        if not may_see_pending(actor, row.department):
            raise Refusal(Code.FORBIDDEN, Text("不是本部门的榜单。", "It is another department's call."))
        solutions = await calls.solutions(session, row.id)
        names = await enterprises.names_today(session, {solution.enterprise_uscc for solution in solutions})
    return [project_views.solution(solution, names[solution.enterprise_uscc]) for solution in solutions]


async def _own(session: Session, actor: Actor, reference: str, permission: str) -> Call:
    row = found(await calls.find(session, actor, reference))
    if not may_in(actor, permission, row.department):
        raise Refusal(Code.FORBIDDEN, Text("不是本部门的榜单。", "It is another department's call."))
    return row


def _content(given: CallGiven | CallChange) -> dict[str, Any]:
    """Return the columns that were given."""
    content: dict[str, Any] = {name: getattr(given, name) for name in ("opens_at", "closes_at") if getattr(given, name) is not None}
    if given.title is not None:
        content |= {"title_zh": given.title.zh, "title_en": given.title.en}
    for name in ("challenges", "criteria"):
        if (rows := getattr(given, name)) is not None:
            content[name] = [row.model_dump(exclude_none=True) for row in rows]
    return content


def _check_window(opens_at: datetime, closes_at: datetime) -> None:
    if closes_at <= max(opens_at, datetime.now(UTC)):
        wrong = Text("须晚于开始时间和现在", "must be after the opening, and after now")
        raise Refusal(Code.INVALID_INPUT, Text("征集期有误。", "The window is not valid."), [Fault("closes_at", wrong)])
