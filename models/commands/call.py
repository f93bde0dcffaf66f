"""榜单与方案的草稿。Writes of calls and solutions while they are drafts or being revised."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.tables import Call, PostGrantProject
from policy.actors import Actor
from policy.language.items import Item


async def draft_call(session: AsyncSession, actor: Actor, item: Item, closes_at: datetime, **content: Any) -> Call:  # noqa: ANN401 - its columns
    """Write a call under a new number."""
    call = Call(
        number=await next_number(session, "CALL"),
        item_code=item.code,
        department=item.departments[0],
        created_by=actor.subject,
        closes_at=closes_at,
        **content,
    )
    session.add(call)
    await session.flush()
    await session.refresh(call)
    return call


async def draft_solution(
    session: AsyncSession, actor: Actor, call: Call, challenge_no: int, title: str, solution: dict[str, Any]
) -> PostGrantProject:
    """Write a solution of the actor's enterprise under a new number."""
    project = PostGrantProject(
        number=await next_number(session, "PG"),
        item_code=call.item_code,
        department=call.department,
        created_by=actor.subject,
        call_id=call.id,
        challenge_no=challenge_no,
        enterprise_uscc=actor.enterprise,
        title=title,
        solution=solution,
    )
    session.add(project)
    await session.flush()
    await session.refresh(project)
    return project
