"""常用筛选。One's own filters of lists, by the names one gave them: kept, read and deleted."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from api.schemas.saved_view import ViewGiven, ViewShown, ViewsShown
from api.web.lists import faults_in
from api.web.permissions import Signed, may, not_found
from api.web.services import Served
from models.commands import saved_view as commands
from models.queries import saved_view as views
from models.tables import SavedView
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.folding import NOT_READABLE, is_readable, tidy
from policy.text import Text

router = APIRouter(tags=["views"])
Name = Annotated[str, Path(min_length=1, max_length=60, description="名称 What it is called", examples=["本部门逾期任务"])]


@router.get("/me/views", operation_id="list_views", summary="我的常用筛选 My views", **may("view:keep"))
async def list_views(request: Request, served: Served, actor: Signed) -> ViewsShown:
    """List one's own filters, by list and name; whether a list still takes one is said, since lists change."""
    async with served.database.reading() as session:
        rows = await views.of_person(session, actor.subject)
    return ViewsShown(views=[_shown(request, row, actor) for row in rows])


@router.put("/me/views/{name:path}", operation_id="put_view", summary="保存常用筛选 Keep a view", **may("view:keep"))
async def put_view(name: Name, given: ViewGiven, request: Request, served: Served, actor: Signed) -> ViewShown:
    """Keep a filter under a name, in place of what the name stood for: its parameters are those its list takes from oneself."""
    if not is_readable(name):
        raise Refusal(Code.INVALID_INPUT, Text("名称有误。", "The name is not valid."), [Fault("name", NOT_READABLE)])
    if faults := faults_in(request.app, actor, given.list, given.query):
        raise Refusal(Code.INVALID_INPUT, Text("筛选条件有误。", "The list does not take this."), faults)
    async with served.database.writing() as session:
        row = await commands.keep(session, actor.subject, tidy(name), given.list, given.query)
    return _shown(request, row, actor)


@router.delete(
    "/me/views/{name:path}", status_code=204, operation_id="delete_view", summary="删除常用筛选 Delete a view", **may("view:keep")
)
async def delete_view(name: Name, served: Served, actor: Signed) -> None:
    """Delete one of one's own filters."""
    async with served.database.writing() as session:
        if not await commands.forget(session, actor.subject, tidy(name)):
            raise not_found()


def _shown(request: Request, row: SavedView, actor: Actor) -> ViewShown:
    valid = not faults_in(request.app, actor, row.list_path, row.query)
    return ViewShown(name=row.name, list=row.list_path, query=row.query, saved_at=row.saved_at, valid=valid)
