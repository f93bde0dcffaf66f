"""疑似相同的写入。Writes of the keys by which an application's number is found."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Application
from policy.judging.likeness import scopes, tails, wholes
from policy.language.subjects import Identity

# A long number has some thirty ends: they go in together. The first keys are the number itself.
_KEEP = text(
    "WITH kept AS (SELECT DISTINCT scope, place <= :wholes AS whole, key FROM unnest(CAST(:scopes AS text[])) AS scope,"
    " unnest(CAST(:keys AS text[])) WITH ORDINALITY AS form (key, place)),"
    " gone AS (DELETE FROM number_keys WHERE application_id = CAST(:application_id AS uuid)"
    " AND (scope, whole, key) NOT IN (SELECT scope, whole, key FROM kept))"
    " INSERT INTO number_keys (application_id, scope, whole, key) SELECT CAST(:application_id AS uuid), scope, whole, key FROM kept"
    " ON CONFLICT DO NOTHING"
)


async def keep_keys(session: AsyncSession, application: Application, identity: Identity) -> None:
    """Keep the keys of an application's number, in place of those it had."""
    keys = wholes(identity.number)
    ends = [tail for key in keys for tail in tails(key)]
    # The row of the application is there already; what else is to be written of it goes with the rest.
    with session.no_autoflush:
        values = {"application_id": application.id, "scopes": scopes(identity), "keys": [*keys, *ends], "wholes": len(keys)}
        await session.execute(_KEEP, values)
