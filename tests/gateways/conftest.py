"""Authorities that answer what a test tells them to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from gateways.http import build_client

BASE_URL = "http://authority.example/share"
USCC = "91110302MA9DA0018E"
OTHER_USCC = "91110302MA9DA00269"


def problem(status: int, code: str, **members: Any) -> httpx.Response:
    return httpx.Response(status, json={"code": code, "status": status, **members}, headers={"content-type": "application/problem+json"})


@dataclass
class Authority:
    """Answers one thing, or fails in one way, and remembers what it was asked."""

    answer: httpx.Response | Exception = field(default_factory=lambda: httpx.Response(200))
    requests: list[httpx.Request] = field(default_factory=list)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
async def client(authority: Authority) -> AsyncIterator[httpx.AsyncClient]:
    async with build_client(transport=httpx.MockTransport(authority)) as made:
        yield made
