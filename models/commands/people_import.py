"""人员名册导入的写入。Lists of people: taken at once, or once another person has confirmed them where they give somebody a role."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands import person as people
from models.queries import person as directory
from models.queries.person import given_by
from models.tables import Message, PeopleImport
from policy.actors import Actor, Role
from policy.errors import Code, Refusal
from policy.text import Text


async def keep(session: AsyncSession, actor: Actor, rows: Sequence[Mapping[str, Any]], *, gives_grants: bool) -> PeopleImport:
    """Keep a list; whoever else keeps the directory is told that one which gives somebody a role waits for them."""
    row = PeopleImport(rows=[dict(one) for one in rows], gives_grants=gives_grants, imported_by=actor.subject)
    session.add(row)
    if gives_grants:
        zh = f"{actor.name}导入的人员名册（{len(rows)}人）授予角色，待导入人以外的人确认。"
        en = f"A list of people ({len(rows)}) that {actor.name} imported gives roles; it waits for somebody else to confirm it."
        session.add(Message(role=Role.ADMIN, zh=zh, en=en))
    await session.flush()
    await session.refresh(row)
    return row


async def withdraw_one(session: AsyncSession, actor: Actor, subject: str) -> None:
    """Withdraw what somebody has asked of one person alone, and nobody has decided on: they ask for something else now."""
    before = select(PeopleImport).where(
        PeopleImport.imported_by == actor.subject,
        PeopleImport.decided_at.is_(None),
        func.jsonb_array_length(PeopleImport.rows) == 1,
        PeopleImport.rows[0]["subject"].astext == subject,
    )
    for row in await session.scalars(before.with_for_update()):
        _decide(actor, row, taken=False)


async def locked(session: AsyncSession, import_id: uuid.UUID) -> PeopleImport | None:
    """Return a list, locked until the transaction ends."""
    return (await session.scalars(select(PeopleImport).where(PeopleImport.id == import_id).with_for_update())).one_or_none()


async def take(session: AsyncSession, actor: Actor, row: PeopleImport) -> None:
    """Have the directory say what a list says that is locked.

    Raises:
        Refusal: `four_eyes` for whoever imported it or is given a role by it, `wrong_stage` when it was decided on already.
    """
    said = {one["subject"]: {name: value for name, value in one.items() if name != "subject"} for one in row.rows}
    given = given_by(said, await directory.called(session, said)) if row.gives_grants else {}
    if row.gives_grants and actor.subject in {row.imported_by, *given}:
        yours = Text("由您导入或者授予您本人角色，须由他人确认。", "You imported it, or it gives you a role; somebody else has to.")
        raise Refusal(Code.FOUR_EYES, yours)
    _decide(actor, row, taken=True)
    # In one order, so that two lists at once do not wait for each other.
    for subject, known in sorted(said.items()):
        await people.put(session, actor, subject, known, imported_by=row.imported_by)


def refuse(actor: Actor, row: PeopleImport) -> None:
    """Refuse a list, or withdraw one's own; the directory stays as it is.

    Raises:
        Refusal: `wrong_stage` when it was decided on already.
    """
    _decide(actor, row, taken=False)


def _decide(actor: Actor, row: PeopleImport, *, taken: bool) -> None:
    if row.decided_at is not None:
        raise Refusal(Code.WRONG_STAGE, Text("该名册已录入、未予确认或已撤回。", "The list was taken, refused or withdrawn already."))
    row.decided_by, row.decided_at, row.taken = actor.subject, datetime.now(UTC), taken
