"""外部机关。The outside authorities of an office, in this process, and what stands for the API where the treasury reports to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import Context
from typing import TYPE_CHECKING, Any

import httpx
from fastapi import FastAPI
from joserfc.jwk import RSAKey
from temporalio.client import Client

from gateways.http import build_client
from models.queries import disbursement as disbursements
from models.session import Database
from models.tables import Case
from sandbox.app import build_world, create_app
from sandbox.settings import Settings as SandboxSettings
from sandbox.world import World

if TYPE_CHECKING:
    from tests.office.office import Office

# How long a test's worker waits for an authority that is made to hold its answer up. One that merely shares a busy machine gets all the
# time a gateway gives: what a machine that stands still for a second would cut off is no outage.
IMPATIENCE = 0.5
HOLDING_UP = {"slow", "never", "timeout_after_success"}
# Making a key takes a tenth of a second of processor time: the first sandbox of a process makes the one with which all of them sign.
_KEYS: list[RSAKey] = []
# So does making the routes of an app: one that is done with its world is given another.
_IDLE: list[FastAPI] = []


class Impatient(httpx.ASGITransport):
    """Carries requests to an authority, and hangs up early on one that a fault makes silent."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request; raise TimeoutError where its answer is held up."""
        world: World = self.app.state.world  # type: ignore[attr-defined]
        held_up = any(fault.mode in HOLDING_UP for fault in world.faults.in_force())
        async with asyncio.timeout(IMPATIENCE if held_up else None):
            return await super().handle_async_request(request)


@asynccontextmanager
async def outside(
    callback_client: httpx.AsyncClient, return_after: float
) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient, World]]:
    """Run the outside authorities in this process; give our client of theirs, one of their switches, and their state."""
    settings = SandboxSettings(
        base_url="http://sandbox",
        treasury_secret="s",
        treasury_delay_seconds=0.05,
        treasury_return_delay_seconds=return_after,
        callback_first_retry_seconds=0.05,
    )
    sandbox = _IDLE.pop() if _IDLE else create_app(settings, callback_client)
    sandbox.state.world = build_world(settings, callback_client)
    issuer = sandbox.state.world.issuer
    issuer._keys = list(_KEYS)
    transport = httpx.ASGITransport(sandbox)
    try:
        async with (
            sandbox.router.lifespan_context(sandbox),
            build_client(transport=Impatient(sandbox)) as http,
            httpx.AsyncClient(transport=transport, base_url="http://sandbox") as admin,
        ):
            yield http, admin, sandbox.state.world
    finally:
        _KEYS[:] = issuer._keys[:1]
        _IDLE.append(sandbox)


async def becomes(office: Office, uscc: str, **facts: Any) -> None:
    """Let the authorities know something else of an enterprise."""
    known = (await office.sandbox.get("/admin/enterprises")).json()[uscc]
    (await office.sandbox.put(f"/admin/enterprises/{uscc}", json=known | facts)).raise_for_status()


async def rename(office: Office, uscc: str, name: str, until: str) -> None:
    """Let the register know an enterprise by another name, and the last day of the one it had."""
    (await office.sandbox.put(f"/admin/enterprises/{uscc}/name", json={"name": name, "until": until})).raise_for_status()


def receiver(client: Client, database: Database) -> Callable[[httpx.Request], Any]:
    """Return what stands for the API where the treasury reports to: it tells the case, as the API does."""

    async def receive(request: httpx.Request) -> httpx.Response:
        try:
            instruction_no = json.loads(request.content)["instruction_no"]
        except ValueError:
            return httpx.Response(400)
        # Outside of the step that sent the instruction: whoever counts its statements does not count ours.
        paying = await asyncio.create_task(_case_of(database, instruction_no), context=Context())
        if paying is None:
            return httpx.Response(404)
        await client.get_workflow_handle(paying.workflow_id).signal("nudge", instruction_no)
        return httpx.Response(204)

    return receive


async def _case_of(database: Database, instruction_no: str) -> Case | None:
    async with database.reading() as session:
        return await disbursements.case_of(session, instruction_no)
