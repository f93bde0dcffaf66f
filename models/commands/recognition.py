"""认定的草稿。Writes of recognitions before anything is handed in: one that is asked for, or the rows of a list."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number, touch
from models.queries import window as windows
from models.tables import AuditEvent, Message, Recognition
from policy.actors import Actor
from policy.folding import fold_number
from policy.judging.recognised import RegisterKind
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.recognition.lifecycle import Event, Stage


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be recognised.

    Attributes:
        kind: The kind of entry.
        uscc: The holder.
        title: What it is.
        certificate_no: The number it has already, if it has one.
        statement: Why, or by which document.
    """

    kind: RegisterKind
    uscc: str
    title: str
    certificate_no: str | None
    statement: str


async def draft(session: AsyncSession, actor: Actor, wanted: Wanted, *, nominated: bool, request_key: str) -> Recognition:
    """Write a recognition under a new number."""
    row = await _draft(session, actor, wanted, request_key)
    row.nominated = nominated
    window = None if nominated else await windows.next_of(session, row.item_code, datetime.now(UTC), row.kind)
    row.window_id, row.asked_evidence = (window.id, window.evidence) if window else (None, [])
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row


async def draft_batch(
    session: AsyncSession, actor: Actor, batch: uuid.UUID, rows: Iterable[tuple[Wanted, date, date | None]]
) -> list[Recognition]:
    """Write the rows of a list, each with its first and its last day. They count once somebody else has confirmed them."""
    drafted = []
    for place, (wanted, valid_from, valid_until) in enumerate(rows):
        row = await _draft(session, actor, wanted, f"{batch}/{place}")
        row.batch, row.entry_no = batch, wanted.certificate_no or row.number
        row.entry_key, row.valid_from, row.valid_until = fold_number(row.entry_no), valid_from, valid_until
        drafted.append(row)
    session.add_all(drafted)
    await session.flush()
    return drafted


async def refuse_batch(session: AsyncSession, actor: Actor, rows: Sequence[Recognition], reason: str) -> None:
    """Discard what was imported together and is not in the register, and tell whoever imported it why."""
    now, first = datetime.now(UTC), rows[0]
    zh = f"您导入的认定名单（{first.statement}）未予确认：{reason}"
    en = f"The list of recognitions that you imported ({first.statement}) was refused: {reason}"
    session.add(Message(case_id=first.id, person=first.created_by, zh=zh, en=en))
    for row in rows:
        row.stage, row.stage_entered_at, row.closed_at = Stage.DISCARDED, now, now
        touch(row)
        session.add(
            AuditEvent(
                case_id=row.id,
                sequence=1,
                key=f"discard/{row.id}",
                event=Event.IMPORT_REFUSED,
                from_stage=DRAFT,
                to_stage=Stage.DISCARDED,
                actor=actor.subject,
                actor_name=actor.name,
                detail={"reason": reason},
                occurred_at=now,
            )
        )


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
        statement=wanted.statement,
        entry_key=fold_number(wanted.certificate_no) if wanted.certificate_no else None,
        request_key=request_key,
    )
