"""Many acts by one request, of which one fails on our side: what became of each of the others is told all the same."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import Request
from fastapi.responses import JSONResponse

from api.bulk import in_bulk
from models.queries.health import UNREACHABLE
from policy.errors import Code, Refusal
from policy.text import Text


def request() -> Request:
    watch = SimpleNamespace(refused=lambda *_: None)
    app = SimpleNamespace(state=SimpleNamespace(services=SimpleNamespace(watch=watch)))
    scope = {"type": "http", "method": "POST", "path": "/tasks/complete", "headers": [], "query_string": b"", "app": app}
    return Request(scope | {"server": ("x", 80), "scheme": "http"})


def raising(error: Exception) -> Callable[[], Awaitable[JSONResponse]]:
    async def act() -> JSONResponse:
        raise error

    return act


FAILED: dict[str, tuple[Exception, int, str]] = {
    "unreachable": (UNREACHABLE[0].__new__(UNREACHABLE[0]), 503, "busy"),
    "unexpected": (ZeroDivisionError(), 500, "internal"),
}


@pytest.mark.parametrize(("error", "status", "code"), FAILED.values(), ids=FAILED)
async def test_each_act_has_its_result_when_one_fails_on_our_side(error: Exception, status: int, code: str) -> None:
    refused = Refusal(Code.TASK_CLOSED, Text("已办理", "closed"))
    acts: dict[uuid.UUID, Any] = {uuid.uuid4(): raising(refused) for _ in range(199)} | {uuid.uuid4(): raising(error)}
    told = await in_bulk(request(), cast("Any", acts))
    assert [one.status for one in told.results] == [409] * 199 + [status]
    assert (told.done, cast("Any", told.results[-1].problem).code) == (0, code)
