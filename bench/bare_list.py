"""裸列表。What lists are compared with: FastAPI and SQLAlchemy, one page of applications with their cases; and one of them."""

from __future__ import annotations

import os
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from models.tables import Application, Case
from runtime.addresses import PREFIX

_CASES, _APPLICATIONS = Case.__table__, Application.__table__
_BOTH = select(
    _CASES.c.id, _CASES.c.number, _CASES.c.item_code, _CASES.c.department, _CASES.c.stage, _CASES.c.created_at, _CASES.c.updated_at
).add_columns(_APPLICATIONS.c.enterprise_uscc, _APPLICATIONS.c.award_fen, _APPLICATIONS.c.paid_fen, _CASES.c.submitted_at)
_BOTH = _BOTH.join_from(_CASES, _APPLICATIONS, _APPLICATIONS.c.id == _CASES.c.id)


def create_app() -> FastAPI:
    """Return the app; `uvicorn bench.bare_list:create_app --factory` serves it."""
    engine: AsyncEngine = create_async_engine(os.environ[PREFIX + "DATABASE_URL"], isolation_level="AUTOCOMMIT")

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    app = FastAPI(lifespan=lifespan)

    @app.get("/applications")
    async def page(limit: int = 20) -> list[dict[str, Any]]:
        async with engine.connect() as connection:
            return [dict(row) for row in (await connection.execute(_BOTH.order_by(_CASES.c.id.desc()).limit(limit))).mappings()]

    @app.get("/applications/{application_id}")
    async def one(application_id: uuid.UUID) -> dict[str, Any]:
        async with engine.connect() as connection:
            row = (await connection.execute(_BOTH.where(_CASES.c.id == application_id))).mappings().one_or_none()
        if row is None:
            raise HTTPException(404)
        return dict(row)

    return app
