"""Reads of cases of any process, as people see them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.application import Page
from models.tables import Case

Kind = TypeVar("Kind", bound=Case)


async def find(session: AsyncSession, kind: type[Kind], reference: str) -> Kind | None:
    """Return a case of one kind by id or by number."""
    try:
        condition = kind.id == uuid.UUID(reference)
    except ValueError:
        condition = kind.number == reference
    return (await session.scalars(select(kind).where(condition))).one_or_none()


async def page(
    session: AsyncSession, kind: type[Kind], visible: ColumnElement[bool], where: Mapping[str, Any], page: Page
) -> Sequence[Kind]:
    """Return a page of the cases of one kind, newest first.

    Args:
        session: The session.
        kind: Which table.
        visible: Which of them exist as far as whoever asks is concerned.
        where: Values of columns to match; None matches all.
        page: Which part.
    """
    query = select(kind).where(visible).order_by(kind.id.desc()).limit(page.limit + 1)
    for name, value in where.items():
        if value is not None:
            query = query.where(getattr(kind, name) == value)
    if page.after is not None:
        query = query.where(kind.id < page.after)
    return (await session.scalars(query)).all()
