"""人员名册导入。Lists of who works here: read, taken whole or refused; what gives roles takes a second person."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, File, Response, UploadFile
from fastapi.responses import JSONResponse

from api.schemas.base import List
from api.schemas.case import ReasonGiven
from api.schemas.people_import import ListedPersonShown, PeopleImportListed, PeopleImportShown, PeopleRead
from api.schemas.person import GrantShown
from api.spreadsheets import person_sheet, workbooks
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import Cursor, Limit, cut, page_of
from api.web.permissions import Signed, found, may
from api.web.services import Served, Services
from api.web.uploads import read_upload
from models.commands import people_import as commands
from models.queries import person as people
from models.session import Session
from models.tables import PeopleImport, Person

# Before the directory, of which a path would take “imports” for somebody.
router = APIRouter(tags=["people"])
_WORKBOOK: dict[int | str, dict[str, Any]] = {200: {"content": {workbooks.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}}
PeopleFile = Annotated[UploadFile, File(description="人员名册（XLSX）；模板见 template The template's columns, or one's own")]


@router.post("/people/imports/check", operation_id="check_people_import", summary="试读人员名册 Try a list of people", **may("people:keep"))
async def check_people_import(file: PeopleFile, served: Served) -> PeopleRead:
    """Read a list as the import would, and keep nothing: say what would change, or refuse it with the sheet and cell of every fault."""
    described = await _read(await read_upload(file, workbooks.MOST_BYTES))
    async with served.database.reading() as session:
        rows = _compared(described, await people.called(session, described))
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
    once.fingerprint = hashlib.sha256(content).hexdigest()
    described = await _read(content)

    async def run(session: Session) -> Answer:
        rows = _compared(described, await people.called(session, described))
        gives = any(row.given for row in rows)
        veiled = [_veiled(served, {"subject": subject} | said) for subject, said in described.items()]
        kept = await commands.keep(session, actor, veiled, gives_grants=gives)
        if not gives:
            await commands.take(session, actor, kept, described, ())
        return Answer(201, _shown(kept, rows), {"Location": f"/people/imports/{kept.id}"})

    answer = await once.in_transaction(run)
    served.standing.forget()
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
    content = workbooks.write(person_sheet.HEADINGS, (24, 16, 12, 16, 10, 30, 20), texts=tuple(range(len(person_sheet.HEADINGS))))
    return Response(content, media_type=workbooks.MEDIA_TYPE, headers={"Content-Disposition": "attachment; filename=people.xlsx"})


@router.get("/people/imports", operation_id="list_people_imports", summary="人员名册 Lists of people", **may("people:inspect"))
async def list_people_imports(served: Served, limit: Limit = 20, cursor: Cursor = None) -> List[PeopleImportListed]:
    """List what was imported, newest first, taken or not."""
    page = page_of(served.cursor_key, limit, cursor)
    async with served.database.reading() as session:
        kept, following = cut(served.cursor_key, await people.imports(session, page), limit, lambda row: row.id)
    return List(items=[PeopleImportListed(**_fields(row)) for row in kept], next_cursor=following)


@router.get("/people/imports/{import_id}", operation_id="get_people_import", summary="一份人员名册 One list", **may("people:inspect"))
async def get_people_import(import_id: uuid.UUID, served: Served) -> PeopleImportShown:
    """Show a list that was imported, with what it changes in the directory as it is now."""
    async with served.database.reading() as session:
        row = found(await people.one_import(session, import_id))
        described = _described(served, row)
        return _shown(row, _compared(described, await people.called(session, described)))


@router.post(
    "/people/imports/{import_id}/confirmation",
    operation_id="confirm_people_import",
    summary="确认人员名册 Confirm a list",
    response_model=PeopleImportShown,
    **may("people:keep"),
)
async def confirm_people_import(import_id: uuid.UUID, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Have the directory say what a list says that somebody else imported, and that gives oneself nothing."""

    async def run(session: Session) -> Answer:
        row = found(await commands.locked(session, import_id))
        described = _described(served, row)
        rows = _compared(described, await people.called(session, described))
        await commands.take(session, actor, row, described, [one.subject for one in rows if one.given])
        return Answer(200, _shown(row, rows), {})

    answer = await once.in_transaction(run)
    served.standing.forget()
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

    async def run(session: Session) -> Answer:
        row = found(await commands.locked(session, import_id))
        commands.refuse(session, actor, row, given.reason)
        described = _described(served, row)
        return Answer(200, _shown(row, _compared(described, await people.called(session, described))), {})

    return await once.in_transaction(run)


async def _read(content: bytes) -> dict[str, dict[str, Any]]:
    return {one.subject: one.described for one in await person_sheet.read_people(await workbooks.read(content))}


def _veiled(served: Services, said: Mapping[str, Any]) -> dict[str, Any]:
    return {**said, "contact": served.database.seal.veil(said["contact"])} if said.get("contact") else dict(said)


def _described(served: Services, row: PeopleImport) -> dict[str, dict[str, Any]]:
    """Return what a list says of each person, by subject."""
    said = ({**one, "contact": served.database.seal.unveil(one["contact"])} if one.get("contact") else one for one in row.rows)
    return {one["subject"]: {name: value for name, value in one.items() if name != "subject"} for one in said}


def _compared(described: Mapping[str, Mapping[str, Any]], known: Mapping[str, Person]) -> list[ListedPersonShown]:
    """Return what a list says, with what that changes in the directory."""
    return [_listed(subject, said, known.get(subject)) for subject, said in described.items()]


def _listed(subject: str, said: Mapping[str, Any], row: Person | None) -> ListedPersonShown:
    changes = row is None or any(getattr(row, name) != value for name, value in said.items())
    held: Collection[Any] = row.grants if row is not None else ()
    return ListedPersonShown(
        subject=subject,
        name=said["name"],
        grants=_grants(said["grants"]) if "grants" in said else None,
        interests=said.get("interests"),
        contact=said.get("contact"),
        change="entered" if row is None else "changed" if changes else "same",
        given=_grants([grant for grant in said.get("grants", ()) if grant not in held]),
    )


def _grants(said: Sequence[Mapping[str, Any]]) -> list[GrantShown]:
    return [GrantShown.model_validate(one) for one in said]


def _shown(row: PeopleImport, rows: Sequence[ListedPersonShown]) -> PeopleImportShown:
    return PeopleImportShown(rows=list(rows), **_fields(row))


def _fields(row: PeopleImport) -> dict[str, Any]:
    own = ("id", "gives_grants", "imported_by", "imported_at", "decided_by", "decided_at", "taken")
    return {name: getattr(row, name) for name in own} | {"size": len(row.rows)}
