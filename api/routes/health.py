"""存活与就绪。Whether the API lives and is ready."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from api.schemas.health import AliveShown, ReadinessShown
from api.web.permissions import may
from api.web.services import Served
from models.queries import case_check as checks
from models.queries import request as requests
from models.queries.case_check import Findings
from models.queries.health import UNREACHABLE

router = APIRouter(tags=["operations"])


@router.get("/livez", operation_id="is_alive", summary="存活 Alive", **may("public"))
async def is_alive() -> AliveShown:
    """Say that the process lives; asks nothing else."""
    return AliveShown()


@router.get(
    "/readyz",
    operation_id="is_ready",
    summary="就绪 Ready",
    response_model=ReadinessShown,
    responses={503: {"model": ReadinessShown}},
    **may("public"),
)
async def is_ready(served: Served) -> Response:
    """Say whether the database is migrated and answers, Temporal knows our namespace, a worker works, and evidence can be kept.

    Besides, how many requests have waited for more than ten minutes: whoever made them was told that they were taken, and nobody does them;
    and what the last check of the running processes found.
    """
    waiting: int | None = None
    checked: dict[str, Any] | None = None
    try:
        database = await served.database.is_ready()
        if database:
            async with served.database.reading() as session:
                waiting = await requests.waiting_long(session)
                checked = _counts(await checks.last(session))
    except UNREACHABLE:
        database = False
    temporal, worker, evidence = await asyncio.gather(served.cases.is_ready(), served.cases.has_worker(), served.evidence.is_writable())
    parts = {"database": database, "temporal": temporal, "worker": worker, "evidence": evidence}
    said = {"ready": all(parts.values()), **parts, "requests_waiting_long": waiting, "cases_checked": checked}
    return JSONResponse(said, 200 if all(parts.values()) else 503)


def _counts(found: Findings | None) -> dict[str, Any] | None:
    """Return what the last check found, in figures: which ones they are is in the worker's log."""
    if found is None:
        return None
    check = found.check
    counts = {"started_again": check.started, "without_a_case": check.surplus, "schedules_mended": check.schedules}
    lengths = {name: len(of) for name, of in counts.items()}
    return {"at": check.began_at.isoformat(), "open": check.open_cases, "differing": found.differing, **lengths}
