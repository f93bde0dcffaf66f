"""目标值。The yearly targets of clause 6: entered by an officer, approved or refused by another, frozen into the next run."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import JSONResponse

from api.pending import looked_at
from api.schemas.base import FormText, List
from api.schemas.case import ReasonGiven
from api.schemas.target import TargetBatchShown, TargetsGiven, TargetSheetsShown, TargetShown, TargetsRevocationGiven
from api.spreadsheets import target_sheet, workbooks
from api.spreadsheets.cells import read_code
from api.spreadsheets.target_sheet import TargetRow
from api.web.filters import CalledSo
from api.web.idempotency import Answer, Once, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed, read_cursor
from api.web.permissions import Signed, may, not_found
from api.web.reads import ReadRoute
from api.web.services import Served
from api.web.uploads import read_upload
from models.commands import entry
from models.commands import target as entered
from models.queries import target as targets
from models.queries.page import Sort
from models.session import Session
from models.tables import TargetBatch
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.language.items import Item
from policy.processes.annual_run.population import takes_targets
from policy.processes.kernel.permissions import may_in, serves
from policy.text import Text

router = APIRouter(tags=["annual-runs"], route_class=ReadRoute)
_WORKBOOK: dict[int | str, dict[str, Any]] = {200: {"content": {workbooks.MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}}}
_TEMPLATE, _MARKED = "targets.xlsx", "targets-marked.xlsx"
ItemCode = Annotated[str, Form(max_length=60, description="事项 The item")]
Year = Annotated[int, Form(ge=2022, le=2100)]
TargetFile = Annotated[
    UploadFile, File(description="目标值表（XLSX）；模板见 template，也可用自己的表 The template's columns, or one's own sheet with them")
]


@router.post(
    "/annual-runs/targets",
    status_code=201,
    operation_id="enter_targets",
    summary="录入目标值 Enter targets",
    response_model=TargetBatchShown,
    **may("target:enter"),
)
async def enter_targets(given: TargetsGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Enter the targets of a year as one batch. They count once another officer has approved it.

    Of two targets of one enterprise the one entered later holds. What counts when a run begins is frozen for it. A document sets targets
    of an item and a year once: its number is `duplicate` until its batch was refused or taken back.
    Codes that the business register does not know are refused, and the batch with them.
    """
    item = _administered(given.item_code, actor)
    if (before := await once.answered_before()) is not None:
        return before
    codes = [read_code(row.uscc) for row in given.targets]
    rows = [
        target_sheet.given_row(place, code if isinstance(code, str) else row.uscc, row.target_fen)
        for place, (code, row) in enumerate(zip(codes, given.targets, strict=True))
    ]
    wrong = [row.fault("uscc", code) for code, row in zip(codes, rows, strict=True) if isinstance(code, Text)]
    sound = [row for code, row in zip(codes, rows, strict=True) if isinstance(code, str)]
    target_sheet.refuse([*wrong, *await target_sheet.faults_of(sound, served.register)], item.citation)
    return await _enter(once, actor, item, given.year, given.document_no, rows)


@router.post(
    "/annual-runs/targets/upload",
    status_code=201,
    operation_id="upload_targets",
    summary="上传目标值 Upload targets",
    response_model=TargetBatchShown,
    **may("target:enter"),
)
async def upload_targets(
    item_code: ItemCode,
    year: Year,
    document_no: Annotated[FormText, Form(min_length=1, max_length=200, description="下达文号 Number of the document")],
    file: TargetFile,
    served: Served,
    actor: Signed,
    once: RunOnce,
) -> JSONResponse:
    """Upload the targets of a year as a workbook. It is taken whole, or refused with the sheet, cell and column of everything wrong.

    Read as officers make them: headings under titles, on one or two rows, in any order; 序号 and 备注; unit and year in heading or
    title; amounts in 元, 万元 or 分, as numbers or text; totals, which have to add up and to leave no row below them; several
    sheets. Names have to be those of the business register. Hidden sheets, rows and columns are refused, and numbers whose format shows
    them as others. Of one document targets are taken once, unless they were refused or taken back.
    """
    item = _administered(item_code, actor)
    content = await read_upload(file, workbooks.MOST_BYTES)
    once.fingerprint = hashlib.sha256(f"{item_code} {year} {document_no}\n".encode() + content).hexdigest()
    if (before := await once.answered_before()) is not None:
        return before
    found = await target_sheet.read_sheets(await workbooks.read(content), year, served.register)
    target_sheet.refuse(found.faults, item.citation)
    return await _enter(once, actor, item, year, document_no, found.rows)


@router.post(
    "/annual-runs/targets/check",
    operation_id="check_targets",
    summary="试读目标值 Try targets",
    **may("target:enter"),
)
async def check_targets(item_code: ItemCode, year: Year, file: TargetFile, served: Served, actor: Signed) -> TargetSheetsShown:
    """Read a workbook as the upload would, and keep nothing: say what would be taken from where, or refuse it in the same words."""
    item = _administered(item_code, actor)
    sheets = await workbooks.read(await read_upload(file, workbooks.MOST_BYTES))
    found = await target_sheet.read_sheets(sheets, year, served.register)
    target_sheet.refuse(found.faults, item.citation)
    return TargetSheetsShown.model_validate(
        {
            "size": len(found.rows),
            "total_fen": sum(row.target_fen for row in found.rows),
            "sheets": [
                {
                    "name": table.sheet.name,
                    "heading_row": table.heading_row,
                    "unit": table.headings["target"].unit,
                    "size": len(table.rows),
                    "ignored_columns": table.ignored,
                }
                for table in found.tables
            ],
            "ignored_sheets": [sheet.name for sheet in sheets if sheet.name not in {table.sheet.name for table in found.tables}],
        }
    )


@router.post(
    "/annual-runs/targets/marked",
    operation_id="mark_targets",
    summary="标注目标值表 Mark a sheet of targets",
    response_class=Response,
    responses=_WORKBOOK,
    **may("target:enter"),
)
async def mark_targets(item_code: ItemCode, year: Year, file: TargetFile, served: Served, actor: Signed) -> Response:
    """Give a workbook back with everything wrong marked in its cells and listed on a sheet of its own; keep nothing.

    Values come back as they were read: formulas as their results, and formats as the sheet needs them to be read.
    """
    _administered(item_code, actor)
    sheets = await workbooks.read(await read_upload(file, workbooks.MOST_BYTES))
    found = await target_sheet.read_sheets(sheets, year, served.register)
    content = await asyncio.to_thread(workbooks.write_marked, sheets, found.faults)
    return Response(content, media_type=workbooks.MEDIA_TYPE, headers={"Content-Disposition": f"attachment; filename={_MARKED}"})


@router.get(
    "/annual-runs/targets/template",
    operation_id="get_target_template",
    summary="目标值模板 A sheet to fill in",
    response_class=Response,
    responses=_WORKBOOK,
    **may("target:read"),
)
async def get_target_template() -> Response:
    """Give the sheet officers fill in: codes are text, targets are in yuan."""
    content = workbooks.write("目标值", target_sheet.HEADINGS, (24, 36, 8, 18), texts=(0, 1))
    return Response(content, media_type=workbooks.MEDIA_TYPE, headers={"Content-Disposition": f"attachment; filename={_TEMPLATE}"})


@router.get("/annual-runs/targets", operation_id="list_target_batches", summary="目标值批次 Batches of targets", **may("target:read"))
async def list_target_batches(
    served: Served, actor: Signed, sort: ByAge = Sort.NEWEST, limit: Limit = 20, cursor: Cursor = None
) -> List[TargetBatchShown]:
    """List the batches of the departments one works for, newest first, approved or not."""
    page = page_of(served.cursor_key, limit, cursor, sort)
    async with served.database.reading() as session:
        rows = await targets.page(session, actor, page)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[TargetBatchShown.model_validate(row) for row in kept], next_cursor=following)


@router.get(
    "/annual-runs/targets/{batch_id}", operation_id="list_targets", summary="一批目标值 The targets of a batch", **may("target:read")
)
async def list_targets(
    batch_id: uuid.UUID, served: Served, actor: Signed, q: CalledSo = None, limit: Limit = 100, cursor: Cursor = None
) -> List[TargetShown]:
    """List the targets of a batch in the order of credit codes, for the officer who approves it."""
    after = read_cursor(served.cursor_key, cursor)
    async with served.database.reading() as session:
        batch = await targets.find(session, batch_id)
        if batch is None or not serves(actor, item_called(batch.item_code).departments[0]):
            raise not_found()
        rows = await targets.of_batch(session, batch_id, q, after, limit)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: row.uscc)
    return List(items=[TargetShown.model_validate(row) for row in kept], next_cursor=following)


@router.post(
    "/annual-runs/targets/{batch_id}/approve",
    operation_id="approve_targets",
    summary="审批目标值 Approve targets",
    response_model=TargetBatchShown,
    **may("target:approve"),
)
async def approve_targets(batch_id: uuid.UUID, actor: Signed, once: RunOnce) -> JSONResponse:
    """Approve a batch, or the taking back of one, that somebody else of the department entered. It stays as it is for good."""

    async def run(session: Session) -> Answer:
        batch = _led(await entered.locked(session, batch_id), actor, "target:approve")
        await entry.approve(session, actor, batch, datetime.now(UTC))
        return Answer(200, TargetBatchShown.model_validate(batch), {})

    return await looked_at(once, run)


@router.post(
    "/annual-runs/targets/{batch_id}/refusal",
    operation_id="refuse_targets",
    summary="不同意或撤回目标值 Refuse or withdraw targets",
    response_model=TargetBatchShown,
    **may("target:approve"),
)
async def refuse_targets(batch_id: uuid.UUID, given: ReasonGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Refuse a batch, or the taking back of one, that somebody else entered, or withdraw it oneself; its document may be entered anew."""

    async def run(session: Session) -> Answer:
        batch = _led(await entered.locked(session, batch_id), actor, "target:approve")
        await entry.refuse(session, actor, batch, given.reason)
        return Answer(200, TargetBatchShown.model_validate(batch), {})

    return await looked_at(once, run)


@router.post(
    "/annual-runs/targets/{batch_id}/revocation",
    status_code=201,
    operation_id="revoke_targets",
    summary="撤销目标值 Take targets back",
    response_model=TargetBatchShown,
    **may("target:enter"),
)
async def revoke_targets(batch_id: uuid.UUID, given: TargetsRevocationGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Enter that an approved batch is taken back; somebody else approves that as a batch. A run that has begun keeps what it began with."""

    async def run(session: Session) -> Answer:
        batch = _led(await entered.locked(session, batch_id), actor, "target:enter")
        revocation = await entered.revoke(session, actor, batch, given.document_no)
        return Answer(201, TargetBatchShown.model_validate(revocation), {"Location": f"/annual-runs/targets/{revocation.id}"})

    return await looked_at(once, run)


def _led(batch: TargetBatch | None, actor: Actor, permission: str) -> TargetBatch:
    """Return a batch of an item whose lead department the actor has a permission in."""
    if batch is None or not may_in(actor, permission, item_called(batch.item_code).departments[0]):
        raise not_found()
    return batch


def _administered(code: str, actor: Actor) -> Item:
    """Return an item that takes targets and whose lead department the actor works for."""
    item = item_called(code)
    if not takes_targets(item):
        raise Refusal(Code.WRONG_PROCESS, Text("该事项没有年度目标值。", "The item has no yearly targets."), clause=item.citation)
    if not may_in(actor, "target:enter", item.departments[0]):
        raise Refusal(Code.FORBIDDEN, Text("不是本部门牵头的事项。", "Another department leads this item."), clause=item.citation)
    return item


async def _enter(once: Once, actor: Actor, item: Item, year: int, document_no: str, rows: Sequence[TargetRow]) -> JSONResponse:
    async def run(session: Session) -> Answer:
        batch: TargetBatch = await entered.enter(session, actor, item.code, year, document_no, {row.uscc: row.target_fen for row in rows})
        return Answer(201, TargetBatchShown.model_validate(batch), {"Location": f"/annual-runs/targets/{batch.id}"})

    return await looked_at(once, run)
