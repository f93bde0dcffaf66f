"""后补助项目的查询。Reads of post-grant projects."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.tables import PostGrantProject


async def of(session: AsyncSession, project_id: uuid.UUID) -> PostGrantProject:
    """Return the post-grant project."""
    return (await session.scalars(select(PostGrantProject).where(PostGrantProject.id == project_id))).one()
