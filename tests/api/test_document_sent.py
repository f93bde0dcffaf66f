"""How the OpenAPI document is sent: others are answered while it is written, and it is written once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import nullcontext
from typing import Any, cast

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app

_A_WHILE = 0.5
_PATH = "/openapi.json"


@pytest.fixture(scope="module")
def app() -> FastAPI:
    """The API without anything behind it, whose document takes a while to write."""
    return create_app(cast("Any", nullcontext))


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of it."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://grants") as opened:
        yield opened


async def test_others_are_answered_while_the_document_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = create_app(cast("Any", nullcontext))
    times: list[float] = []

    def write() -> dict[str, Any]:
        times.append(time.monotonic())
        time.sleep(_A_WHILE)
        return {"openapi": "3.1.0"}

    monkeypatch.setattr(slow, "openapi", write)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=slow), base_url="http://grants") as asking:
        written = [asyncio.create_task(asking.get(_PATH)) for _ in range(3)]
        await asyncio.sleep(_A_WHILE / 10)
        assert (await asking.get("/clauses/6")).status_code == 200
        assert not any(one.done() for one in written)
        assert [(await one).json() for one in written] == [{"openapi": "3.1.0"}] * 3
    assert len(times) == 1


async def test_document_is_what_the_app_says_however_it_is_packed(http: httpx.AsyncClient, app: FastAPI) -> None:
    plain = await http.get(_PATH, headers={"Accept-Encoding": "identity"})
    packed = await http.get(_PATH, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.json() == packed.json() == app.openapi()
    assert plain.headers["content-type"] == "application/json"


@pytest.mark.parametrize("named", ["{tag}", '"other", {tag}', "*"])
async def test_document_is_not_sent_again_when_it_is_known(http: httpx.AsyncClient, named: str) -> None:
    tag = (await http.get(_PATH)).headers["etag"]
    unchanged = await http.get(_PATH, headers={"If-None-Match": named.format(tag=tag)})
    assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", tag)


async def test_document_is_sent_when_another_is_known(http: httpx.AsyncClient) -> None:
    assert (await http.get(_PATH, headers={"If-None-Match": '"other"'})).status_code == 200
