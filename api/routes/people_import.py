"""人员名册导入。Lists of who works here: read, taken whole or refused; what gives roles takes a second person."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, File, Response, UploadFile
from fastapi.responses import JSONResponse

from api import directory
from api.pending import looked_at
from api.schemas.base import List
from api.schemas.case import ReasonGiven
from api.schemas.people_import import ListedPersonShown, PeopleImportListed, PeopleImportShown, PeopleRead
from api.spreadsheets import person_sheet, workbooks
from api.views import people_import as views
from api.web.idempotency import Answer, RunOnce, fingerprint_of
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, found, may
from api.web.reads import ReadRoute
from api.web.services import Served, Services
from api.web.uploads import read_upload
from models.commands import entry
from models.commands import people_import as commands
from models.queries import person as people
from models.queries.page import Sort
from models.session import Session
from models.tables import PeopleImport

# Before the directory, of which a path would take “imports” for somebody.
router = APIRouter(tags=["people"], route_class=ReadRoute)
_WORKBOOK: dict[int | str, dict[str, Any]] = {200: {"content": {workbooks.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}}
PeopleFile = Annotated[UploadFile, File(description="人员名册（XLSX）；模板见 template The template's columns, or one's own")]


@router.post("/people/imports/check", operation_id="check_people_import", summary="试读人员名册 Try a list of people", **may("people:keep"))
async def check_people_import(file: PeopleFile, served: Served) -> PeopleRead:
    """Read a list as the import would, and keep nothing: say what would change, or refuse it with the sheet and cell of every fault."""
    described = await _read(await read_upload(file, workbooks.MOST_BYTES))
    async with served.database.reading() as session:
        known = await people.called(session, described)
        rows = views.compared(served, views.as_kept(served, described, known), known)
    return PeopleRead(size=len(rows), gives_grants=any(row.given for row in rows), rows=rows)


@router.post(
    "/people/imports",
    status_code=201,
    operation_id="import_people",
    summary="导入人员名册 Import a list of people",
    response_model=PeopleImportShown,
    **may("people:keep"),
)
async def import_people(file: PeopleFile, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Import a list, whole or not at all. What gives anybody a role that the directory does not have waits for a second person.

    Whom the list leaves out stay as they are, and so does whatever it has no column for. It gives nobody a right, and lifts no revocation.
    """
    content = await read_upload(file, workbooks.MOST_BYTES)
    once.fingerprint = fingerprint_of(served, content)
    once.personal = True
    described = await _read(content)
    changed: set[str] = set()

    async def run(session: Session) -> Answer:
        known = await people.called(session, described)
        as_kept = views.as_kept(served, described, known)
        rows = views.compared(served, as_kept, known)
        gives = any(row.given for row in rows)
        listed = [{"subject": subject} | said for subject, said in as_kept.items()]
        kept = await commands.keep(session, actor, listed, gives_grants=gives)
        if not gives:
            await commands.take(session, actor, kept)
            changed.update(described)
        return Answer(201, views.shown(kept, rows), {"Location": f"/people/imports/{kept.id}"})

    answer = await looked_at(once, run)
    await directory.tell(served, changed)
    return answer


@router.get(
    "/people/imports/template",
    operation_id="get_people_template",
    summary="人员名册模板 A sheet to fill in",
    response_class=Response,
    responses=_WORKBOOK,
    **may("people:keep"),
)
async def get_people_template() -> Response:
    """Give the sheet to fill in, a row a role: subjects and numbers are text."""
    content = workbooks.write(
        "人员名册", person_sheet.HEADINGS, (24, 16, 12, 16, 10, 30, 20), texts=tuple(range(len(person_sheet.HEADINGS)))
    )
    return Response(content, media_type=workbooks.MEDIA_TYPE, headers={"Content-Disposition": "attachment; filename=people.xlsx"})


@router.get("/people/imports", operation_id="list_people_imports", summary="人员名册 Lists of people", **may("people:inspect"))
async def list_people_imports(
    served: Served, sort: ByAge = Sort.NEWEST, limit: Limit = 20, cursor: Cursor = None
) -> List[PeopleImportListed]:
    """List what was imported, newest first, taken or not."""
    page = page_of(served.cursor_key, limit, cursor, sort)
    async with served.database.reading() as session:
        rows = await people.imports(session, page)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[PeopleImportListed(**views.fields(row)) for row in kept], next_cursor=following)


@router.get("/people/imports/{import_id}", operation_id="get_people_import", summary="一份人员名册 One list", **may("people:inspect"))
async def get_people_import(import_id: uuid.UUID, served: Served) -> PeopleImportShown:
    """Show a list that was imported, with what it changes in the directory as it is now."""
    async with served.database.reading() as session:
        row = found(await people.one_import(session, import_id))
        return views.shown(row, await _compared(session, served, row))


@router.post(
    "/people/imports/{import_id}/confirmation",
    operation_id="confirm_people_import",
    summary="确认人员名册 Confirm a list",
    response_model=PeopleImportShown,
    **may("people:keep"),
)
async def confirm_people_import(import_id: uuid.UUID, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Have the directory say what a list says that somebody else imported, and that gives oneself nothing."""
    changed: set[str] = set()
    once.personal = True

    async def run(session: Session) -> Answer:
        row = found(await commands.locked(session, import_id))
        rows = await _compared(session, served, row)
        await entry.approve(session, actor, row, datetime.now(UTC))
        changed.update(one.subject for one in rows)
        return Answer(200, views.shown(row, rows), {})

    answer = await looked_at(once, run)
    await directory.tell(served, changed)
    return answer


@router.post(
    "/people/imports/{import_id}/refusal",
    operation_id="refuse_people_import",
    summary="不予确认人员名册 Refuse a list",
    response_model=PeopleImportShown,
    **may("people:keep"),
)
async def refuse_people_import(import_id: uuid.UUID, given: ReasonGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Refuse a list that somebody else imported, who is told why, or withdraw one's own; nothing of it is taken."""
    once.personal = True

    async def run(session: Session) -> Answer:
        row = found(await commands.locked(session, import_id))
        await entry.refuse(session, actor, row, given.reason)
        return Answer(200, views.shown(row, await _compared(session, served, row)), {})

    return await looked_at(once, run)


async def _compared(session: Session, served: Services, row: PeopleImport) -> list[ListedPersonShown]:
    """Return what a list says of each person, and what that changes in the directory as it is now."""
    described = views.described(served, row)
    known = await people.called(session, described)
    return views.compared(served, views.as_kept(served, described, known), known)


async def _read(content: bytes) -> dict[str, dict[str, Any]]:
    return {one.subject: one.described for one in await person_sheet.read_people(await workbooks.read(content))}
