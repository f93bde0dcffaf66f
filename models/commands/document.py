"""材料的写入。Writes of evidence: added and taken back by the enterprise; added by officers to what was decided, to correct it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands import correction
from models.commands.case import EDITABLE, lock_in, touch
from models.queries import filing as filings
from models.queries import submission as submissions
from models.tables import Case, Document
from policy.actors import Actor
from policy.processes.acceptance.defects import not_open
from policy.text import Text

_SETTLED = Text("已提交，不能更换或撤下", "was submitted and can be neither replaced nor taken back")
_NO_PROOF_NOW = Text("只有已决定的支持可以增加更正材料。", "Evidence of a correction is added to an award that is decided.")
_NO_EVIDENCE_NOW = Text("当前阶段不能增减材料。", "Evidence cannot be added or taken back at the present stage.")


async def add(session: AsyncSession, actor: Actor, row: Case, **described: Any) -> Document:  # noqa: ANN401 - its columns
    """Add a piece of evidence.

    Raises:
        Refusal: `wrong_stage`; `not_open` of what the defects do not name, or of what is settled.
    """
    locked = await lock_in(session, row, row.evidence_stages, _NO_EVIDENCE_NOW)
    code = described["evidence_code"]
    await _require_open(session, locked, code)
    if code in locked.settled_evidence:
        raise not_open([locked.form.field(code)], _SETTLED)
    return await _keep(session, actor, locked, described)


async def add_proof(session: AsyncSession, actor: Actor, row: Case, **described: Any) -> Document:  # noqa: ANN401 - its columns
    """Add a piece of evidence as an officer of its department does: what the office needs, or what corrects a decision.

    Raises:
        Refusal: `wrong_stage`, while it is not handled yet, nothing is decided that could be corrected, or it is over.
    """
    is_own = described["evidence_code"] in row.office_evidence
    stages, refused = (row.office_stages, _NO_EVIDENCE_NOW) if is_own else (row.proof_stages, _NO_PROOF_NOW)
    return await _keep(session, actor, await lock_in(session, row, stages, refused), described)


async def _keep(session: AsyncSession, actor: Actor, locked: Case, described: dict[str, Any]) -> Document:
    document = Document(case_id=locked.id, uploaded_by=actor.subject, **described)
    session.add(document)
    touch(locked)
    await session.flush()
    await session.refresh(document)
    return document


async def withdraw(session: AsyncSession, row: Case, document: Document) -> None:
    """Take a piece of evidence back; what was there stays on record, and in the submissions it belongs to.

    Raises:
        Refusal: `wrong_stage`; `not_open` of what was submitted, unless a defect names it.
    """
    locked = await lock_in(session, row, row.evidence_stages, _NO_EVIDENCE_NOW)
    await _require_open(session, locked, document.evidence_code)
    handed_in = await filings.is_paper(session, document) or await submissions.holds(session, locked.id, document.id)
    if locked.stage not in EDITABLE and handed_in:
        raise not_open([locked.form.field(document.evidence_code)], _SETTLED)
    found = (await session.scalars(select(Document).where(Document.id == document.id))).one()
    found.withdrawn_at = datetime.now(UTC)
    touch(locked)


async def _require_open(session: AsyncSession, row: Case, code: str) -> None:
    opened = await correction.opened(session, row)
    if opened is not None and code not in opened:
        raise not_open([row.form.field(code)])
