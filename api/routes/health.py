"""存活与就绪。Whether the API lives and is ready."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from api.web.permissions import may
from api.web.services import Served
from models.queries import request as requests
from models.queries.health import UNREACHABLE

router = APIRouter(tags=["operations"])


@router.get("/livez", operation_id="is_alive", summary="存活 Alive", **may("public"))
async def is_alive() -> dict[str, str]:
    """Say that the process lives; asks nothing else."""
    return {"status": "alive"}


@router.get("/readyz", operation_id="is_ready", summary="就绪 Ready", **may("public"))
async def is_ready(served: Served) -> Response:
    """Say whether the database is migrated and answers, and whether Temporal does.

    Besides, how many requests have waited for more than ten minutes: whoever made them was told that they were taken, and nobody does them.
    """
    waiting: int | None = None
    try:
        database = await served.database.is_ready()
        if database:
            async with served.database.reading() as session:
                waiting = await requests.waiting_long(session)
    except UNREACHABLE:
        database = False
    parts = {"database": database, "temporal": await served.cases.is_ready()}
    said = {"ready": all(parts.values()), **parts, "requests_waiting_long": waiting}
    return JSONResponse(said, 200 if all(parts.values()) else 503)
