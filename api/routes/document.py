"""材料。Evidence: checked by its content, kept by its hash, given only to people who may read it."""

from __future__ import annotations

import hashlib
import re
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Annotated
from urllib.parse import quote

import puremagic
from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import JSONResponse

from api.schemas.application import DocumentShown
from api.views import application as views
from api.web.idempotency import Answer, RunOnce
from api.web.permissions import Signed, is_open, may, may_read_evidence, not_found
from api.web.quotas import UPLOADS, take_evidence
from api.web.reads import ReadRoute
from api.web.services import EvidenceUnavailableError, Served
from api.web.uploads import read_upload
from models.commands import document as commands
from models.queries import case
from models.queries import document as documents
from models.queries import submission as submissions
from models.queries import task as tasks
from models.session import Session
from models.tables import Case
from policy.actors import Actor, Role
from policy.errors import Code, Fault, Refusal
from policy.folding import plain
from policy.processes.kernel.permissions import serves_as
from policy.security_events import Kind
from policy.text import Text

router = APIRouter(tags=["documents"], route_class=ReadRoute)
_TYPES = {"application/pdf", "image/png", "image/jpeg"}
# Office formats are ZIP archives told apart by what is inside.
_INSIDE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "OFD.xml": "application/ofd",
}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_UNSAFE_NAME = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


@router.get("/applications/{reference}/documents", operation_id="list_documents", summary="材料清单 List evidence", **may("document:read"))
@router.get(
    "/projects/{reference}/documents",
    operation_id="list_project_documents",
    summary="项目材料 Evidence of a project",
    **may("document:read"),
)
@router.get(
    "/recognitions/{reference}/documents",
    operation_id="list_recognition_documents",
    summary="认定材料 Evidence of a recognition",
    **may("document:read"),
)
@router.get(
    "/benefits/{reference}/documents",
    operation_id="list_benefit_documents",
    summary="人才优惠材料 Evidence of benefits",
    **may("document:read"),
)
@router.get(
    "/employments/{reference}/documents",
    operation_id="list_employment_documents",
    summary="任职证明 Papers of an employment",
    **may("document:read"),
)
@router.get(
    "/document-changes/{reference}/documents",
    operation_id="list_document_change_documents",
    summary="变更的证件 The picture of a document",
    **may("document:read"),
)
@router.get(
    "/loans/{reference}/documents", operation_id="list_loan_documents", summary="贷款材料 Evidence of a loan", **may("document:read")
)
@router.get(
    "/settlements/{reference}/documents",
    operation_id="list_settlement_documents",
    summary="结算材料 Papers of a settlement",
    **may("document:read"),
)
@router.get(
    "/commitments/{reference}/documents",
    operation_id="list_commitment_documents",
    summary="变动证明材料 Papers of filed changes",
    **may("document:read"),
)
@router.get(
    "/instalments/{reference}/documents",
    operation_id="list_instalment_documents",
    summary="拨付条件的证明材料 Proof of a condition",
    **may("document:read"),
)
async def list_documents(reference: str, served: Served, actor: Signed) -> list[DocumentShown]:
    """List the evidence of an application or a project."""
    async with served.database.reading() as session:
        row = await _readable(session, actor, reference)
        return [views.document(found) for found in await submissions.read_by(session, row, actor)]


@router.post(
    "/applications/{reference}/documents",
    status_code=201,
    operation_id="upload_document",
    summary="上传材料 Upload evidence",
    response_model=DocumentShown,
    **may("document:upload", UPLOADS),
)
@router.post(
    "/projects/{reference}/documents",
    status_code=201,
    operation_id="upload_project_document",
    summary="上传项目材料 Upload a project's evidence",
    response_model=DocumentShown,
    **may("document:upload", UPLOADS),
)
@router.post(
    "/recognitions/{reference}/documents",
    status_code=201,
    operation_id="upload_recognition_document",
    summary="上传认定材料 Upload a recognition's evidence",
    response_model=DocumentShown,
    **may("document:upload", UPLOADS),
)
@router.post(
    "/benefits/{reference}/documents",
    status_code=201,
    operation_id="upload_benefit_document",
    summary="上传人才优惠材料 Upload evidence of benefits",
    response_model=DocumentShown,
    **may("document:upload", UPLOADS),
)
@router.post(
    "/employments/{reference}/documents",
    status_code=201,
    operation_id="upload_employment_document",
    summary="上传任职证明 Upload a paper of an employment",
    response_model=DocumentShown,
    **may("document:upload", UPLOADS),
)
@router.post(
    "/document-changes/{reference}/documents",
    status_code=201,
    operation_id="upload_document_change_document",
    summary="上传变更的证件 Upload the picture of a document",
    response_model=DocumentShown,
    **may("document:upload", UPLOADS),
)
@router.post(
    "/loans/{reference}/documents",
    status_code=201,
    operation_id="upload_loan_document",
    summary="上传贷款材料 Upload a loan's evidence",
    response_model=DocumentShown,
    **may("document:upload", UPLOADS),
)
@router.post(
    "/settlements/{reference}/documents",
    status_code=201,
    operation_id="upload_settlement_document",
    summary="上传结算材料 Upload a settlement's papers",
    response_model=DocumentShown,
    **may("document:upload", UPLOADS),
)
@router.post(
    "/commitments/{reference}/documents",
    status_code=201,
    operation_id="upload_commitment_document",
    summary="上传变动证明材料 Upload the papers of a change",
    response_model=DocumentShown,
    **may("document:upload", UPLOADS),
)
@router.post(
    "/instalments/{reference}/documents",
    status_code=201,
    operation_id="upload_instalment_document",
    summary="上传拨付条件的证明材料 Upload the proof of a condition",
    response_model=DocumentShown,
    **may("document:upload", UPLOADS),
)
async def upload_document(
    reference: str,
    evidence_code: Annotated[
        str, Form(max_length=60, description="材料代码，见该案件的 evidence 字段 Its code: the case lists those it takes in `evidence`")
    ],
    file: Annotated[UploadFile, File(description="材料文件：PDF、PNG、JPEG、OFD、DOCX 或 XLSX")],
    served: Served,
    actor: Signed,
    once: RunOnce,
) -> JSONResponse:
    """Upload a piece of evidence: to a draft, to a project while it is carried out, and in a correction what its defects name.

    An officer of its department adds what the office itself needs (`office_evidence` of its item), and, to an award that is decided, what
    proves that it was decided by wrong facts (`POST /redecisions`).
    """
    content = await read_upload(file, served.evidence_max_bytes)
    described = {
        "evidence_code": evidence_code,
        "file_name": _UNSAFE_NAME.sub("_", plain(file.filename or "evidence"))[:200],
        "media_type": _media_type(content),
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    once.fingerprint = hashlib.sha256(f"{evidence_code} {described['sha256']}".encode()).hexdigest()

    async def run(session: Session) -> Answer:
        row = await _own(session, actor, reference)
        is_own = actor.acts_for(row.beneficiary)
        takes = row.form.evidence if is_own else {**row.form.evidence, **row.office_evidence}
        if evidence_code not in takes:
            raise _not_taken(takes)
        await take_evidence(served, session, (row.beneficiary or "") if is_own else actor.subject, row.id, len(content))
        with _naming(str(described["file_name"])):
            await served.evidence.put(str(described["sha256"]), content)
        add = commands.add if is_own else commands.add_proof
        document = await add(session, actor, row, **described)
        return Answer(201, views.document(document), {"Location": f"/documents/{document.id}/content"})

    return await once.in_transaction(run)


@router.get(
    "/documents/{document_id}/content",
    operation_id="download_document",
    summary="下载材料 Download evidence",
    response_class=Response,
    responses={200: {"content": dict.fromkeys((*sorted(_TYPES), *_INSIDE.values()), _BINARY)}},
    **may("document:read"),
)
async def download_document(document_id: uuid.UUID, request: Request, served: Served, actor: Signed) -> Response:
    """Download a piece of evidence."""
    async with served.database.reading() as session:
        found = await documents.find(session, document_id)
        if found is None or not await _may_read(session, actor, found[1]):
            raise not_found()
        if found[0].evidence_code in found[1].office_evidence and actor.acts_for(found[1].beneficiary):
            raise not_found()
    document, row = found
    with _naming(document.file_name):
        content = await served.evidence.get(document.sha256)
    served.watch.gave(request, Kind.EVIDENCE_GIVEN, row.number)
    disposition = f"attachment; filename*=UTF-8''{quote(document.file_name, safe='')}"
    return Response(content, media_type=document.media_type, headers={"Content-Disposition": disposition, "ETag": f'"{document.sha256}"'})


@router.delete(
    "/documents/{document_id}",
    status_code=204,
    operation_id="withdraw_document",
    summary="撤下材料 Take evidence back",
    **may("document:withdraw"),
)
async def withdraw_document(document_id: uuid.UUID, served: Served, actor: Signed) -> None:
    """Take a piece of evidence back: from a draft, or in a correction if a defect names it; what was submitted stays on record."""
    async with served.database.writing() as session:
        found = await documents.find(session, document_id)
        if found is None or found[0].withdrawn_at or not actor.acts_for(found[1].beneficiary):
            raise not_found()
        await commands.withdraw(session, found[1], found[0])


@contextmanager
def _naming(file_name: str) -> Iterator[None]:
    """Say which file it is that the store cannot keep or give."""
    try:
        yield
    except EvidenceUnavailableError:
        said = Text(
            f"材料“{file_name}”暂时无法存取，请稍后重试；一直如此的，请告知系统管理员。",
            f"{file_name} cannot be kept or fetched for the moment: try again, and tell the operator if it stays so.",
        )
        raise Refusal(Code.EVIDENCE_UNAVAILABLE, said, retry_after=60) from None


async def _readable(session: Session, actor: Actor, reference: str) -> Case:
    row = await case.find_any(session, reference)
    if row is None or not await _may_read(session, actor, row):
        raise not_found()
    return row


async def _own(session: Session, actor: Actor, reference: str) -> Case:
    row = await case.find_any(session, reference)
    if row is None or not _may_see(actor, row):
        raise not_found()
    if not actor.acts_for(row.beneficiary) and not serves_as(actor, Role.OFFICER, row.department):
        raise Refusal(Code.FORBIDDEN, Text("不是本单位的案件。", "It is another enterprise's."))
    return row


def _not_taken(taken: Mapping[str, Text]) -> Refusal:
    """Return the refusal of a code that is none of those the case takes, naming them."""
    codes, named = ", ".join(taken), "、".join(f"{code}（{title.zh}）" for code, title in taken.items())
    listed = (
        Text(f"不是本案件的材料代码，可以提交的有：{named}", f"is none of this case's; it takes: {codes}")
        if taken
        else Text("本案件不收材料", "is none of this case's: it takes no evidence")
    )
    return Refusal(Code.INVALID_INPUT, Text("没有这项材料。", "There is no such evidence."), [Fault("evidence_code", listed)])


def _may_see(actor: Actor, row: Case) -> bool:
    return row.beneficiary is not None and is_open(row, actor)


async def _may_read(session: Session, actor: Actor, row: Case) -> bool:
    if row.beneficiary is None:
        return False
    as_judge = actor.is_a(Role.EXPERT) and await tasks.judged_by(session, row.id, actor.subject)
    return as_judge or await may_read_evidence(session, row, actor)


def _media_type(content: bytes) -> str:
    """Return what a file is by its content, whatever its name says.

    Raises:
        Refusal: `unsupported_media`.
    """
    try:
        if content.startswith(b"PK\x03\x04"):
            with zipfile.ZipFile(BytesIO(content)) as archive:
                names = set(archive.namelist())
            return next(kind for name, kind in _INSIDE.items() if name in names)
        kind = puremagic.from_string(content, mime=True)
    except (puremagic.PureError, ValueError, zipfile.BadZipFile, StopIteration, NotImplementedError):
        kind = ""
    if kind not in _TYPES:
        raise Refusal(
            Code.UNSUPPORTED_MEDIA, Text("只接受 PDF、PNG、JPEG、OFD、DOCX、XLSX。", "Only PDF, PNG, JPEG, OFD, DOCX and XLSX are taken.")
        )
    return kind
