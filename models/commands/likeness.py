"""疑似相同的写入。Writes of the keys by which an application's number is found."""

from __future__ import annotations

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Application, NumberKey
from policy.judging.likeness import loose, scopes, tails
from policy.language.subjects import Identity


async def keep_keys(session: AsyncSession, application: Application, identity: Identity) -> None:
    """Keep the keys of an application's number, in place of those it had."""
    await session.execute(delete(NumberKey).where(NumberKey.application_id == application.id))
    key = loose(identity.number)
    forms = [{"key": key, "whole": True}, *({"key": tail, "whole": False} for tail in tails(key))]
    rows = [{"application_id": application.id, "scope": scope, **form} for scope in scopes(identity) for form in forms]
    await session.execute(insert(NumberKey), rows)
