"""常用筛选的写入。Keeps and forgets a person's own filters of lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import SavedView
from policy.errors import Code, Refusal
from policy.text import Text

MOST: Final = 50
_TOO_MANY: Final = Text(f"常用筛选最多保存{MOST}个，请先删除不再使用的。", f"{MOST} views are the most that are kept: delete one first.")


async def keep(session: AsyncSession, subject: str, name: str, list_path: str, query: Mapping[str, str]) -> SavedView:
    """Keep a filter under its name, in place of what the name stood for.

    Raises:
        Refusal: `invalid_input`, when as many are kept as may be.
    """
    kept = {"list_path": list_path, "query": dict(query), "saved_at": func.now()}
    writing = insert(SavedView).values(subject=subject, name=name, **kept)
    await session.execute(writing.on_conflict_do_update(index_elements=[SavedView.subject, SavedView.name], set_=kept))
    if (await session.scalar(select(func.count()).where(SavedView.subject == subject)) or 0) > MOST:
        raise Refusal(Code.INVALID_INPUT, _TOO_MANY)
    return await session.get_one(SavedView, (subject, name))


async def forget(session: AsyncSession, subject: str, name: str) -> bool:
    """Forget a filter; tell whether there was one."""
    gone = delete(SavedView).where(SavedView.subject == subject, SavedView.name == name).returning(SavedView.name)
    return (await session.execute(gone)).one_or_none() is not None
