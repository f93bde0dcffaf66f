"""认定的草稿。Writes of recognitions before anything is handed in: one that is asked for, or the rows of a list."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import leave_draft, next_number
from models.queries import recognition as recognitions
from models.queries import window as windows
from models.tables import Recognition, RecognitionImport
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.folding import fold_number
from policy.judging.recognised import RegisterKind
from policy.processes.recognition.lifecycle import Event
from policy.text import Text


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be recognised.

    Attributes:
        kind: The kind of entry.
        uscc: The holder.
        title: What it is.
        certificate_no: The number it has already, if it has one.
        statement: Why, or by which document.
        person_sealed: Of a row of a list: the person who holds it and is not registered yet, sealed.
    """

    kind: RegisterKind
    uscc: str
    title: str
    certificate_no: str | None
    statement: str
    person_sealed: bytes | None = None


async def draft(session: AsyncSession, actor: Actor, wanted: Wanted, *, nominated: bool, request_key: str) -> Recognition:
    """Write a recognition under a new number.

    Raises:
        Refusal: `window_closed`, where the last window for it has closed and none is to come; what is nominated waits for none.
    """
    row = await _draft(session, actor, wanted, request_key)
    row.nominated = nominated
    window = None if nominated else await windows.to_draft_for(session, row.register_kind.item, datetime.now(UTC), row.kind)
    row.window_id, row.asked_evidence = (window.id, window.evidence) if window else (None, [])
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row


async def draft_batch(
    session: AsyncSession, actor: Actor, batch: uuid.UUID, kind: RegisterKind, rows: Sequence[tuple[Wanted, date, date | None]]
) -> RecognitionImport:
    """Write a list and its rows, each with its first and its last day. They count once somebody else has confirmed it."""
    first, drafted = rows[0][0], []
    listed = RecognitionImport(id=batch, kind=kind.code, document_no=first.statement, size=len(rows), imported_by=actor.subject)
    session.add(listed)
    await session.flush()
    for place, (wanted, valid_from, valid_until) in enumerate(rows):
        row = await _draft(session, actor, wanted, f"{batch}/{place}")
        row.batch, row.entry_no = batch, wanted.certificate_no or row.number
        row.entry_key, row.valid_from, row.valid_until = fold_number(row.entry_no), valid_from, valid_until
        drafted.append(row)
    session.add_all(drafted)
    await session.flush()
    await session.refresh(listed)
    return listed


async def locked_import(session: AsyncSession, batch: uuid.UUID) -> RecognitionImport | None:
    """Return a list, locked until the transaction ends."""
    return (await session.scalars(select(RecognitionImport).where(RecognitionImport.id == batch).with_for_update())).one_or_none()


async def confirm_import(session: AsyncSession, actor: Actor, listed: RecognitionImport) -> None:
    """Have the rows of a list entered in the register that somebody else has imported: whoever looks at what waits enters them.

    Raises:
        Refusal: `four_eyes`; `wrong_stage` when it was decided on already.
    """
    if actor.subject == listed.imported_by:
        raise Refusal(Code.FOUR_EYES, Text("须由录入人以外的人确认。", "Somebody else than who imported it has to confirm it."))
    _decide(actor, listed, confirmed=True)
    await session.flush()


async def refuse_import(session: AsyncSession, actor: Actor, listed: RecognitionImport, reason: str) -> None:
    """Discard what was imported together.

    Raises:
        Refusal: `wrong_stage` when it was decided on already.
    """
    _decide(actor, listed, confirmed=False)
    listed.reason = reason
    for row in await recognitions.lock_batch(session, listed.id):
        discard_listed(session, actor, row, reason)
    await session.flush()


def discard_listed(session: AsyncSession, actor: Actor, row: Recognition, reason: str) -> None:
    """Discard a row of a list that is not entered in the register, and say why; nobody is kept that it alone names."""
    row.person_sealed = None
    leave_draft(session, actor, row, Event.IMPORT_REFUSED, {"reason": reason})


def _decide(actor: Actor, listed: RecognitionImport, *, confirmed: bool) -> None:
    if listed.decided_at is not None:
        raise Refusal(Code.WRONG_STAGE, Text("该名单已确认或者未予确认。", "The list was confirmed or refused already."))
    listed.decided_by, listed.decided_by_name, listed.decided_at = actor.subject, actor.name, datetime.now(UTC)
    listed.confirmed = confirmed


async def _draft(session: AsyncSession, actor: Actor, wanted: Wanted, request_key: str) -> Recognition:
    return Recognition(
        number=await next_number(session, "RG"),
        item_code=wanted.kind.item_code,
        department=wanted.kind.department,
        created_by=actor.subject,
        kind=wanted.kind.code,
        enterprise_uscc=wanted.uscc,
        title=wanted.title,
        certificate_no=wanted.certificate_no,
        person_sealed=wanted.person_sealed,
        statement=wanted.statement,
        entry_key=fold_number(wanted.certificate_no) if wanted.certificate_no else None,
        request_key=request_key,
    )
