"""企业的写入。Writes of enterprises and of what is known of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Enterprise, EnterpriseFact
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.text import Text


async def register(session: AsyncSession, uscc: str, name: str, kind: str) -> Enterprise:
    """Register an enterprise.

    Raises:
        Refusal: `duplicate`.
    """
    created = await session.scalar(
        insert(Enterprise).values(uscc=uscc, name=name, kind=kind).on_conflict_do_nothing().returning(Enterprise.uscc)
    )
    if created is None:
        raise Refusal(Code.DUPLICATE, Text(f"{uscc} 已登记。", f"{uscc} is registered already."))
    return (await session.scalars(select(Enterprise).where(Enterprise.uscc == uscc))).one()


async def record_fact(session: AsyncSession, actor: Actor, uscc: str, name: str, value: Any, effective_on: date) -> EnterpriseFact:  # noqa: ANN401 - JSON
    """Record something about an enterprise, from a day on; earlier values stay."""
    source = "applicant" if actor.enterprise == uscc else "officer"
    fact = EnterpriseFact(uscc=uscc, name=name, value=value, effective_on=effective_on, source=source, recorded_by=actor.subject)
    session.add(fact)
    await session.flush()
    await session.refresh(fact)
    return fact
