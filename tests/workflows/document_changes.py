"""证件变更的测试。Changes of the document a person is known by, asked for as the API has them asked for."""

from __future__ import annotations

import uuid

from models.commands import natural_person as commands
from models.tables import Document, DocumentChange
from policy.actors import Actor
from policy.identity_document import DocumentKind
from policy.processes.document_change.lifecycle import DOCUMENT_CHANGE, PAPER, Why
from tests.office import Case, Office
from tests.workflows.persons import registered

NEW = "E87654321"


async def drafted(
    office: Office, who: Actor, number: str = NEW, why: Why = Why.RENEWED, *, paper: bool = True, kind: DocumentKind = DocumentKind.PASSPORT
) -> DocumentChange:
    """Draft that somebody is to be known by another document."""
    async with office.database.writing() as session:
        said = (why, kind, number)
        row = await commands.draft_change(session, office.database.seal, who, who.enterprise or "", said, uuid.uuid4().hex)
    if paper:
        await office.add(
            Document(
                case_id=row.id,
                evidence_code=PAPER.code,
                file_name="passport.pdf",
                media_type="application/pdf",
                size_bytes=1,
                sha256="0" * 64,
                uploaded_by=who.subject,
            )
        )
    return row


async def asked(office: Office, who: Actor | None = None, number: str = NEW, why: Why = Why.RENEWED) -> Case:
    """Ask for it."""
    who = who or await registered(office)
    return await office.begin(await drafted(office, who, number, why), who, DOCUMENT_CHANGE.title.zh)
