"""批量办理。Several acts by one request, each with a result of its own."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable, Mapping

from fastapi import Request
from fastapi.responses import JSONResponse

from api.answers import StillRunning
from api.schemas.base import Problem
from api.schemas.bulk import BulkShown, ResultShown
from api.schemas.case import ReceiptShown
from api.web.problems import language_of, noted
from policy.errors import Refusal

# As many at a time as leave others a connection to the database.
_AT_ONCE = 4


async def in_bulk(request: Request, acts: Mapping[uuid.UUID, Callable[[], Awaitable[JSONResponse]]]) -> BulkShown:
    """Do several acts, and return what became of each, in the order they were asked for: a receipt, or the problem it met."""
    turn, language = asyncio.Semaphore(_AT_ONCE), language_of(request)

    async def result(task_id: uuid.UUID, act: Callable[[], Awaitable[JSONResponse]]) -> ResultShown:
        async with turn:
            try:
                receipt = ReceiptShown.model_validate(json.loads(bytes((await act()).body)))
                return ResultShown(task_id=task_id, status=200, receipt=receipt)
            except Refusal as refusal:
                request.app.state.services.watch.refused(request, refusal, str(task_id))
                return _met(task_id, refusal, language)
            except StillRunning as running:
                return ResultShown(task_id=task_id, status=202, see=f"/requests/{running.key}" if running.key else None)
            except Exception as error:  # noqa: BLE001 - one that fails takes nothing from what became of the others
                return _met(task_id, noted(request, error), language)

    results = await asyncio.gather(*(result(task_id, act) for task_id, act in acts.items()))
    return BulkShown(done=sum(one.status == 200 for one in results), results=results)  # noqa: PLR2004 - the status is the name


def _met(task_id: uuid.UUID, refusal: Refusal, language: str) -> ResultShown:
    met = Problem.model_validate(refusal.document(language))
    return ResultShown(task_id=task_id, status=met.status, problem=met)
