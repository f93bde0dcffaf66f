"""申请的写入。Writes of applications before they are submitted: no workflow writes those."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import Application
from policy.actors import Actor
from policy.language.items import Item
from policy.working_days import BEIJING


async def draft(
    session: AsyncSession,
    actor: Actor,
    item: Item,
    enterprise_uscc: str,
    facts: dict[str, Any],
    matter_date: date | None,
    claims: dict[str, Any] | None = None,
) -> Application:
    """Write a draft under a new number."""
    (application,) = await draft_all(session, actor, item, [Matter(enterprise_uscc, facts, matter_date, claims or {})])
    return application


@dataclass(frozen=True, slots=True)
class Matter:
    """What an application is about: whose, with which facts and claims, and the day the matter arose."""

    enterprise_uscc: str
    facts: dict[str, Any]
    matter_date: date | None
    claims: dict[str, Any] = field(default_factory=dict)


async def draft_all(session: AsyncSession, actor: Actor, item: Item, matters: Sequence[Matter]) -> list[Application]:
    """Write drafts under new numbers, in the order given."""
    # Rows that know their ids are written together.
    named = await session.execute(
        text("SELECT uuidv7(), nextval('application_numbers') FROM generate_series(1, :count)"), {"count": len(matters)}
    )
    common = {"item_code": item.code, "clause": item.clause, "department": item.departments[0], "created_by": actor.subject}
    rows = [
        common
        | {
            "id": application_id,
            "number": f"BDA-{datetime.now(BEIJING).year}-{item.clause:02d}-{sequence:06d}",
            "enterprise_uscc": matter.enterprise_uscc,
            "facts": matter.facts,
            "claims": matter.claims,
            "matter_date": matter.matter_date,
        }
        for (application_id, sequence), matter in zip(named, matters, strict=True)
    ]
    if not rows:
        return []
    await session.execute(insert(Application), rows)
    written = select(Application).where(Application.id.in_([row["id"] for row in rows])).order_by(Application.id)
    return list((await session.scalars(written)).all())
