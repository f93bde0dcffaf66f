"""轮流。Taking turns: decisions that would take from the same amount or subject wait for each other until the transaction ends."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import succession

_TAKE_TURNS = text("SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) FROM unnest(CAST(:names AS text[])) AS name")


async def take_turns(session: AsyncSession, *names: str) -> None:
    """Wait until nobody else has a turn at any of `names`, and keep it until the transaction ends."""
    await wait_for_turns(session, *names)
    # Whoever had the turn before may have put one enterprise in the place of another.
    succession.forget(session)


async def wait_for_turns(session: AsyncSession, *names: str) -> None:
    """Do so for what no succession of enterprises changes."""
    # Sorted, so that two decisions never wait for each other.
    await session.execute(_TAKE_TURNS, {"names": sorted(set(names))})


def turn_of(uscc: str) -> str:
    """Return the name by which decisions on one beneficiary take turns, and a succession of it with them."""
    return f"beneficiary/{uscc}"
