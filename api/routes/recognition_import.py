"""认定名单导入。Lists of who is recognised that a department already has: read, entered by one person, confirmed by another."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import JSONResponse

from api.pending import looked_at
from api.schemas.base import FormText
from api.schemas.case import ReasonGiven
from api.schemas.recognition import ImportShown, ListRead, RecognitionListedShown
from api.spreadsheets import recognition_sheet, workbooks
from api.spreadsheets.recognition_sheet import RecognisedRow
from api.web.idempotency import Answer, RunOnce
from api.web.permissions import Signed, found, may, not_found
from api.web.services import Served, Services
from api.web.uploads import read_upload
from models.commands import enterprise as enterprises_written
from models.commands import entry
from models.commands import natural_person as persons_written
from models.commands import recognition as commands
from models.queries import enterprise as enterprises
from models.queries import natural_person as persons
from models.queries import recognition as recognitions
from models.session import Session
from models.tables import NaturalPerson, Recognition, RecognitionImport
from policy.actors import Actor
from policy.errors import Code, Fault, Refusal
from policy.folding import fold
from policy.identity_document import DocumentKind, described, masked
from policy.judging.recognised import RegisterKind, kind_called
from policy.processes.kernel.permissions import serves
from policy.processes.recognition.lifecycle import Stage
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["recognitions"])
_WORKBOOK: dict[int | str, dict[str, Any]] = {200: {"content": {workbooks.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}}
Kind = Annotated[str, Form(max_length=60, description="认定类别 The kind of recognition")]
ListFile = Annotated[UploadFile, File(description="认定名单（XLSX）；模板见 template The template's columns, or one's own sheet with them")]
Document = Annotated[FormText, Form(min_length=1, max_length=200, description="依据文号 Number of the document")]


@router.post("/recognitions/imports/check", operation_id="check_import", summary="试读认定名单 Try a list", **may("recognition:import"))
async def check_import(kind: Kind, file: ListFile, served: Served, actor: Signed) -> ListRead:
    """Read a list as the import would, and keep nothing: say what would be entered, or refuse it with the sheet and cell of every fault."""
    rows = await _read(served, _led(kind, actor), await read_upload(file, workbooks.MOST_BYTES))
    async with served.database.reading() as session:
        await _require_named(session, served, rows)
    return ListRead(size=len(rows), rows=[_read_in(row) for row in rows])


@router.post(
    "/recognitions/imports",
    status_code=201,
    operation_id="import_recognitions",
    summary="导入认定名单 Import a list",
    response_model=ImportShown,
    **may("recognition:import"),
)
async def import_recognitions(
    kind: Kind, document_no: Document, file: ListFile, served: Served, actor: Signed, once: RunOnce
) -> JSONResponse:
    """Enter a list of who is recognised, whole or not at all. It counts once an approver of the department has confirmed it."""
    content = await read_upload(file, workbooks.MOST_BYTES)
    once.fingerprint = hashlib.sha256(f"{kind} {document_no}\n".encode() + content).hexdigest()
    if (before := await once.answered_before()) is not None:
        return before
    known = _led(kind, actor)
    rows = await _read(served, known, content)
    async with served.database.reading() as session:
        here = set(await enterprises.names(session, {row.uscc for row in rows}))
    registered = {row.uscc: await served.register.of(row.uscc) for row in rows if row.uscc not in here}

    async def run(session: Session) -> Answer:
        for uscc, said in registered.items():
            if said is not None and await enterprises.find(session, uscc) is None:
                await enterprises_written.register(session, uscc, said.name, said, datetime.now(UTC), actor)
        batch = uuid.UUID(once.request_key)
        await _require_named(session, once.served, rows)
        held_by = [await _holder(session, once.served, row, batch) for row in rows]
        wanted = [
            (commands.Wanted(known, holder, row.title, row.number, document_no, sealed), row.valid_from, row.valid_until)
            for (holder, sealed), row in zip(held_by, rows, strict=True)
        ]
        listed = await commands.draft_batch(session, actor, batch, known, wanted)
        drafted = await recognitions.of_batch(session, batch)
        return Answer(201, _shown(listed, drafted), {"Location": f"/recognitions/imports/{batch}"})

    return await looked_at(once, run)


@router.get(
    "/recognitions/imports/template",
    operation_id="get_import_template",
    summary="认定名单模板 A sheet to fill in",
    response_class=Response,
    responses=_WORKBOOK,
    **may("recognition:import"),
)
async def get_import_template() -> Response:
    """Give the sheet officers fill in: codes and numbers are text."""
    content = workbooks.write("认定名单", recognition_sheet.HEADINGS, (24, 36, 30, 24, 14, 14), texts=(0, 1, 2, 3))
    headers = {"Content-Disposition": "attachment; filename=recognitions.xlsx"}
    return Response(content, media_type=workbooks.MEDIA_TYPE, headers=headers)


@router.get("/recognitions/imports/{batch}", operation_id="get_import", summary="一份导入名单 One list", **may("recognition:read"))
async def get_import(batch: uuid.UUID, served: Served, actor: Signed) -> ImportShown:
    """Show a list that was imported, for whoever confirms it."""
    async with served.database.reading() as session:
        row = _of_department(await recognitions.one_import(session, batch), actor)
        return _shown(row, await recognitions.of_batch(session, batch))


@router.post(
    "/recognitions/imports/{batch}/confirmation",
    operation_id="confirm_import",
    summary="确认导入名单 Confirm a list",
    response_model=ImportShown,
    **may("recognition:confirm"),
)
async def confirm_import(batch: uuid.UUID, actor: Signed, once: RunOnce) -> JSONResponse:
    """Confirm a list that somebody else of the department has imported: its rows are entered in the register from then on.

    Each is a case of its own and takes a moment. What is recognised already is left out, and counts as refused.

    Raises:
        Refusal: `wrong_stage`, for a list that was decided on.
    """

    async def run(session: Session) -> Answer:
        row = _of_department(await commands.locked_import(session, batch), actor)
        await entry.approve(session, actor, row, datetime.now(UTC))
        return Answer(200, _shown(row, await recognitions.of_batch(session, batch)), {})

    return await looked_at(once, run)


@router.post(
    "/recognitions/imports/{batch}/refusal",
    operation_id="refuse_import",
    summary="不予确认导入名单 Refuse a list",
    response_model=ImportShown,
    **may("recognition:confirm"),
)
async def refuse_import(batch: uuid.UUID, given: ReasonGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Refuse a list; whoever imported it is told why. It may be imported anew."""

    async def run(session: Session) -> Answer:
        row = _of_department(await commands.locked_import(session, batch), actor)
        await entry.refuse(session, actor, row, given.reason)
        return Answer(200, _shown(row, await recognitions.of_batch(session, batch)), {})

    return await looked_at(once, run)


def _read_in(row: RecognisedRow) -> RecognitionListedShown:
    own = {name: getattr(row, name) for name in ("uscc", "title", "person", "number", "valid_from", "valid_until")}
    return RecognitionListedShown.model_validate(
        own | {"document": described(row.document[0], masked(row.document[1])) if row.document else None}
    )


async def _read(served: Services, kind: RegisterKind, content: bytes) -> list[RecognisedRow]:
    today: date = datetime.now(BEIJING).date()
    return await recognition_sheet.read_rows(await workbooks.read(content), kind, today, served.register)


async def _require_named(session: Session, served: Services, rows: Sequence[RecognisedRow]) -> None:
    """Refuse a list that has a document by which somebody of another name is known, with the cell of each.

    Raises:
        Refusal: `invalid_input`.
    """
    faults: list[Fault] = []
    first: dict[tuple[DocumentKind, str], str] = {}
    for row in rows:
        if row.document is None or row.misnamed is None:
            continue
        person, own = await _known(session, served, row), row.person or ""
        name = await enterprises.name(session, person.code) if person else first.setdefault(row.document, own)
        if fold(name) != fold(own):
            faults.append(row.misnamed)
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text("名单有误，未录入任何一行。", "Nothing was taken."), faults)


async def _known(session: Session, served: Services, row: RecognisedRow) -> NaturalPerson | None:
    """Return the person who is known by the document of a row, if it has one and somebody is."""
    return await persons.with_document(session, row.document[0], served.database.seal.digests(row.document[1])) if row.document else None


async def _holder(session: Session, served: Services, row: RecognisedRow, batch: uuid.UUID) -> tuple[str, bytes | None]:
    """Return who holds an entry: the person whose document the list has, or else whom its code names.

    A person whom nobody has registered yet is only kept, sealed: they are registered once the list is confirmed.
    """
    if row.document is None:
        return row.uscc, None
    if (person := await _known(session, served, row)) is not None:
        return person.code, None
    seal = served.database.seal
    return row.uscc, persons_written.sealed_until_entered(seal, *row.document, row.person or "", recognitions.place_of_list(batch))


def _led(kind: str, actor: Actor) -> RegisterKind:
    known = kind_called(kind)
    if known.department not in actor.departments:
        raise Refusal(Code.FORBIDDEN, Text("不是本部门负责的认定。", "Another department recognises it."))
    return known


def _of_department(row: RecognitionImport | None, actor: Actor) -> RecognitionImport:
    row = found(row)
    if not serves(actor, row.register_kind.department):
        raise not_found()
    return row


def _shown(listed: RecognitionImport, rows: Sequence[Recognition]) -> ImportShown:
    own = ("id", "kind", "document_no", "imported_by", "size", "decided_by", "decided_at", "confirmed", "reason")
    return ImportShown(
        **{name: getattr(listed, name) for name in own},
        entered=sum(row.is_submitted for row in rows),
        refused=sum(row.stage == Stage.DISCARDED for row in rows),
        rows=[
            RecognitionListedShown(
                uscc=r.enterprise_uscc, title=r.title, number=r.entry_no, valid_from=r.valid_from, valid_until=r.valid_until, document=None
            )
            for r in rows
        ],
    )
