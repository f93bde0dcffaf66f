"""目标值。The yearly targets of clause 6: entered or uploaded by an officer, approved by another, and frozen into the next run."""

from __future__ import annotations

import hashlib
import uuid
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import JSONResponse

from api.schemas.base import List
from api.schemas.target import TargetBatchShown, TargetsGiven, TargetShown
from api.spreadsheets import target_sheet, workbooks
from api.spreadsheets.target_sheet import TargetRow
from api.web.idempotency import Answer, Once, RunOnce
from api.web.pagination import Cursor, Limit, cut, page_of, read_cursor
from api.web.permissions import Signed, may, not_found
from api.web.services import Served
from api.web.uploads import read_upload
from models.commands import approval
from models.commands import target as entered
from models.queries import target as targets
from models.session import Session
from models.tables import TargetBatch
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.language.items import Item
from policy.processes.annual_run.population import takes_targets
from policy.processes.kernel.permissions import serves
from policy.text import Text

router = APIRouter(tags=["annual-runs"])
_TEMPLATE = "targets.xlsx"


@router.post(
    "/annual-runs/targets",
    status_code=201,
    operation_id="enter_targets",
    summary="录入目标值 Enter targets",
    response_model=TargetBatchShown,
    **may("target:enter"),
)
async def enter_targets(given: TargetsGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Enter the targets of a year as one batch. They count once another officer has approved it; a later batch supersedes single ones."""
    item = _administered(given.item_code, actor)
    rows = [TargetRow(f"targets[{place}]", row.uscc, row.target_fen) for place, row in enumerate(given.targets)]
    target_sheet.check(rows)
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
    item_code: Annotated[str, Form(max_length=60, description="事项 The item")],
    year: Annotated[int, Form(ge=2022, le=2100)],
    document_no: Annotated[str, Form(min_length=1, max_length=200, description="下达文号 Number of the document")],
    file: Annotated[UploadFile, File(description="XLSX;表头见模板 With the headings of the template")],
    actor: Signed,
    once: RunOnce,
) -> JSONResponse:
    """Upload the targets of a year as a sheet. Every wrong row is named with its number, and then none is taken."""
    item = _administered(item_code, actor)
    content = await read_upload(file, workbooks.MOST_BYTES)
    once.fingerprint = hashlib.sha256(f"{item_code} {year} {document_no}\n".encode() + content).hexdigest()
    rows = target_sheet.read_sheet(await workbooks.read(content), year)
    return await _enter(once, actor, item, year, document_no, rows)


@router.get(
    "/annual-runs/targets/template",
    operation_id="get_target_template",
    summary="目标值模板 A sheet to fill in",
    response_class=Response,
    **may("target:read"),
)
async def get_target_template() -> Response:
    """Give the sheet officers fill in: codes are text, targets are in yuan."""
    content = workbooks.write(target_sheet.HEADINGS, (24, 36, 8, 18), texts=(0, 1))
    return Response(content, media_type=workbooks.MEDIA_TYPE, headers={"Content-Disposition": f"attachment; filename={_TEMPLATE}"})


@router.get("/annual-runs/targets", operation_id="list_target_batches", summary="目标值批次 Batches of targets", **may("target:read"))
async def list_target_batches(served: Served, actor: Signed, limit: Limit = 20, cursor: Cursor = None) -> List[TargetBatchShown]:
    """List the batches of the departments one works for, newest first, approved or not."""
    page = page_of(served.cursor_key, limit, cursor)
    async with served.database.reading() as session:
        rows = await targets.page(session, actor, page)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: row.id)
    return List(items=[TargetBatchShown.model_validate(row) for row in kept], next_cursor=following)


@router.get(
    "/annual-runs/targets/{batch_id}", operation_id="list_targets", summary="一批目标值 The targets of a batch", **may("target:read")
)
async def list_targets(batch_id: uuid.UUID, served: Served, actor: Signed, limit: Limit = 100, cursor: Cursor = None) -> List[TargetShown]:
    """List the targets of a batch in the order of credit codes, for the officer who approves it."""
    after = read_cursor(served.cursor_key, cursor)
    async with served.database.reading() as session:
        batch = await targets.find(session, batch_id)
        if batch is None or not serves(actor, item_called(batch.item_code).departments[0]):
            raise not_found()
        rows = await targets.of_batch(session, batch_id, after, limit)
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
    """Approve a batch that somebody else of the department entered. It stays as it is for good."""

    async def run(session: Session) -> Answer:
        batch = await entered.locked(session, batch_id)
        if batch is None or item_called(batch.item_code).departments[0] not in actor.departments:
            raise not_found()
        await approval.approve(session, actor, batch)
        return Answer(200, TargetBatchShown.model_validate(batch), {})

    return await once.in_transaction(run)


def _administered(code: str, actor: Actor) -> Item:
    """Return an item that takes targets and whose lead department the actor works for."""
    item = item_called(code)
    if not takes_targets(item):
        raise Refusal(Code.WRONG_PROCESS, Text("该事项没有年度目标值。", "The item has no yearly targets."), clause=item.citation)
    if item.departments[0] not in actor.departments:
        raise Refusal(Code.FORBIDDEN, Text("不是本部门牵头的事项。", "Another department leads this item."), clause=item.citation)
    return item


async def _enter(once: Once, actor: Actor, item: Item, year: int, document_no: str, rows: list[TargetRow]) -> JSONResponse:
    async def run(session: Session) -> Answer:
        batch: TargetBatch = await entered.enter(session, actor, item.code, year, document_no, {row.uscc: row.target_fen for row in rows})
        return Answer(201, TargetBatchShown.model_validate(batch), {"Location": f"/annual-runs/targets/{batch.id}"})

    return await once.in_transaction(run)
