"""人员的写入。Writes of the directory of people: each change is kept with who made it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.person import REGISTER
from models.tables import Person, RegisterEvent
from policy.actors import SYSTEM, Actor

# Of a telephone number or an address it is kept that it changed, and not what it was.
_UNKEPT: Final = "contact"


async def put(session: AsyncSession, actor: Actor, subject: str, described: Mapping[str, Any], **beside: str) -> Person:
    """Enter somebody, or change what is known of them; what is the same is no change.

    Args:
        session: The transaction.
        actor: Who does.
        subject: Whom.
        described: Columns with what they are to hold.
        beside: What else is kept of how it came about.
    """
    row, is_new = await _entered(session, actor, subject, described, **beside)
    if not is_new:
        change(session, actor, row, described, **beside)
    # From now on it is kept here, and not as their token has it.
    row.by_token = False
    return row


async def sign_in(session: AsyncSession, actor: Actor, on: date) -> bool:
    """Enter an official who signs in as their token shows them, or keep that they did; what somebody keeps of them here stays as it is.

    Returns:
        Whether the directory says anything else than before. Of whoever was revoked nothing changes.
    """
    held = [{"role": grant.role.value, "department": grant.department, "head": grant.head} for grant in actor.grants]
    # Whom they speak for is an interest as well, for whoever may give them a task.
    interests = {*actor.interests, *([actor.enterprise] if actor.enterprise else [])}
    described = {"grants": held, "interests": sorted(interests)}
    row, is_new = await _entered(session, SYSTEM, actor.subject, {"name": actor.name, **described})
    if is_new:
        row.by_token, row.seen_on = True, on
        return True
    if row.revoked_at is not None:
        return False
    row.seen_on = on
    return row.by_token and change(session, SYSTEM, row, described)


async def _entered(session: AsyncSession, actor: Actor, subject: str, described: Mapping[str, Any], **beside: str) -> tuple[Person, bool]:
    """Return somebody, locked, and whether they were entered just now."""
    is_new = insert(Person).values(subject=subject, **described).on_conflict_do_nothing().returning(Person.subject)
    if entered := await session.scalar(is_new) is not None:
        note(session, REGISTER, subject, "entered", actor, {**{name: [None, value] for name, value in described.items()}, **beside})
    return await _locked(session, subject), entered


def change(session: AsyncSession, actor: Actor, row: Person, described: Mapping[str, Any], **beside: str) -> bool:
    """Change what is known of somebody whose row is locked, and tell whether anything was: what is the same is no change."""
    changed = {name: [getattr(row, name), value] for name, value in described.items() if getattr(row, name) != value}
    for name, (_, value) in changed.items():
        setattr(row, name, value)
    if changed:
        note(session, REGISTER, row.subject, "changed", actor, {name: list(map(_json, both)) for name, both in changed.items()} | beside)
    return bool(changed)


async def revoke(session: AsyncSession, actor: Actor, subject: str, reason: str) -> Person:
    """Take from somebody, known here or not, whatever their token gives them; once it is taken nothing changes."""
    await session.execute(insert(Person).values(subject=subject, name=subject, by_token=True).on_conflict_do_nothing())
    row = await _locked(session, subject)
    if row.revoked_at is None:
        row.revoked_at = await session.scalar(select(func.now()))
        note(session, REGISTER, subject, "revoked", actor, {"reason": reason})
    return row


async def reinstate(session: AsyncSession, actor: Actor, row: Person) -> None:
    """Let somebody do again what their token gives them."""
    if row.revoked_at is not None:
        row.revoked_at = None
        note(session, REGISTER, row.subject, "reinstated", actor, {})


async def rename(session: AsyncSession, subject: str, name: str) -> None:
    """Keep the name under which somebody signed in."""
    before = (
        select(Person.subject, Person.name).where(Person.subject == subject, Person.name != name).with_for_update(skip_locked=True).cte()
    )
    renamed = update(Person).where(Person.subject == before.c.subject).values(name=name).returning(before.c.name)
    if (was := await session.scalar(renamed)) is not None:
        note(session, REGISTER, subject, "renamed", SYSTEM, {"name": [was, name]})


async def find_locked(session: AsyncSession, subject: str) -> Person | None:
    """Return somebody in the directory, locked until the transaction ends."""
    return (await session.scalars(select(Person).where(Person.subject == subject).with_for_update())).one_or_none()


async def _locked(session: AsyncSession, subject: str) -> Person:
    return (await session.scalars(select(Person).where(Person.subject == subject).with_for_update())).one()


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def note(session: AsyncSession, register: str, subject: str, event: str, actor: Actor, detail: Mapping[str, Any]) -> None:
    """Keep what was done in the directory, or in the expert pool."""
    kept = {name: "changed" if name == _UNKEPT else value for name, value in detail.items()}
    session.add(RegisterEvent(register=register, subject=subject, event=event, actor=actor.subject, actor_name=actor.name, detail=kept))
