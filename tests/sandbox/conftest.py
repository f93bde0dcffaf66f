"""A sandbox in process, with somebody who receives its callbacks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.app import create_app
from sandbox.settings import Settings
from tests.patience import PATIENCE

SECRET = "a-secret-for-tests"
GOOD_ACCOUNT = "6222000000001234"
CLOSED_ACCOUNT = "6222000000000000"
LATER_RETURNED_ACCOUNT = "6222000000001111"


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - conditions of several kinds, none with an event
            await asyncio.sleep(0.01)


@dataclass
class Receiver:
    """Receives callbacks and answers as told."""

    requests: list[httpx.Request] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.requests.append(request)
        return httpx.Response(self.answers.pop(0) if self.answers else 204)

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.requests]

    def statuses(self) -> list[str]:
        return [body["status"] for body in self.bodies()]


@dataclass
class Sandbox:
    """A running sandbox."""

    client: httpx.AsyncClient
    receiver: Receiver

    async def instruct(
        self, number: str, account: str = GOOD_ACCOUNT, *, key: str | None = None, amount_fen: int = 5_000
    ) -> httpx.Response:
        body = {
            "instruction_no": number,
            "amount_fen": amount_fen,
            "payee": {"name": "某企业", "account_no": account, "bank": "某银行"},
            "purpose": "奖励资金",
            "callback_url": "http://receiver.example/callbacks",
        }
        return await self.client.post("/treasury/instructions", json=body, headers={"idempotency-key": key or number})

    async def fault(self, target: str, mode: str, **rest: float) -> None:
        response = await self.client.put("/admin/faults", json={"target": target, "mode": mode, **rest})
        assert response.status_code == 200, response.text

    async def standing(self, number: str) -> dict[str, Any]:
        answer: dict[str, Any] = (await self.client.get(f"/treasury/instructions/{number}")).json()
        return answer

    async def settled(self, number: str, status: str) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            while (answer := await self.standing(number))["status"] != status:  # noqa: ASYNC110 - only asking tells
                await asyncio.sleep(0.01)
        return answer

    async def payments(self) -> list[dict[str, Any]]:
        answer: list[dict[str, Any]] = (await self.client.get("/admin/payments")).json()
        return answer


@asynccontextmanager
async def running(
    home: Path | None = None, *, tokens: Mapping[str, str] | None = None, delay: float = 0.02, patience: float = 10.0
) -> AsyncIterator[Sandbox]:
    """Run a sandbox."""
    receiver = Receiver()
    settings = Settings(
        home=home,
        treasury_secret=SECRET,
        tokens=tokens or {},
        treasury_delay_seconds=delay,
        treasury_return_delay_seconds=0.1,
        callback_patience_seconds=patience,
        callback_first_retry_seconds=0.02,
    )
    app = create_app(settings, httpx.AsyncClient(transport=httpx.MockTransport(receiver)))
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://sandbox.example") as client:
        yield Sandbox(client, receiver)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A fresh sandbox in memory."""
    async with running() as fresh:
        yield fresh
