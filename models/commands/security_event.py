"""安全事件的写入。Counts what was refused or given to somebody; as much as happens within a minute is added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Self

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import SecurityEvent
from policy.security_events import Kind

# The law asks for six months (网络安全法 第二十一条); whoever reviews half a year finds all of it.
KEPT: Final = timedelta(days=200)
_OF_ONE: Final = ("minute", "kind", "reason", "subject", "network", "operation", "about")


@dataclass(frozen=True, slots=True)
class Happened:
    """What happened, as it is counted.

    Attributes:
        minute: When its minute began.
        kind: What it was.
        reason: Why it was refused.
        subject: Who it was.
        network: Where they came from.
        operation: What they asked for.
        about: What they asked about.
    """

    minute: datetime
    kind: Kind
    reason: str | None = None
    subject: str | None = None
    network: str | None = None
    operation: str | None = None
    about: str | None = None

    def in_short(self) -> Self:
        """Return what is left of it where somebody asks for very much: that they did, and no more what."""
        return replace(self, network=None, operation=None, about=None)

    def of_many(self) -> Self:
        """Return what is left of it where very many ask: that somebody did."""
        return replace(self.in_short(), subject=None)


async def keep(session: AsyncSession, happened: Mapping[Happened, int], given: Mapping[Happened, int]) -> None:
    """Add what happened to what is kept, and drop what is kept no longer.

    Args:
        session: A transaction of its own.
        happened: How often what happened.
        given: How many rows of lists were given in all, where any were.
    """
    # In one order, so that processes that write at once wait for each other and not in a circle.
    rows = [asdict(one) | {"times": happened[one], "rows": given.get(one, 0)} for one in sorted(happened, key=_order)]
    adding = insert(SecurityEvent)
    counted = {"times": SecurityEvent.times + adding.excluded.times, "rows": SecurityEvent.rows + adding.excluded.rows}
    await session.execute(adding.on_conflict_do_update(index_elements=_OF_ONE, set_=counted), rows)
    await session.execute(delete(SecurityEvent).where(SecurityEvent.minute < func.now() - KEPT))


def _order(one: Happened) -> tuple[str, ...]:
    return tuple(str(value) for value in asdict(one).values())
