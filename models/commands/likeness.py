"""疑似相同的写入。Writes of the keys by which an application's number is found."""

from __future__ import annotations

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Application, NumberKey
from policy.judging.likeness import loose, scopes, tails
from policy.language.subjects import Identity

# A long number has some thirty ends: they go in together. The first key is the number itself.
_KEEP = text(
    "INSERT INTO number_keys (application_id, scope, whole, key) SELECT CAST(:application_id AS uuid), scope, place = 1, key"
    " FROM unnest(CAST(:scopes AS text[])) AS scope, unnest(CAST(:keys AS text[])) WITH ORDINALITY AS form (key, place)"
)


async def keep_keys(session: AsyncSession, application: Application, identity: Identity) -> None:
    """Keep the keys of an application's number, in place of those it had."""
    await session.execute(delete(NumberKey).where(NumberKey.application_id == application.id))
    key = loose(identity.number)
    await session.execute(_KEEP, {"application_id": application.id, "scopes": scopes(identity), "keys": [key, *tails(key)]})
