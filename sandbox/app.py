"""沙箱应用。Puts the authorities together: `uvicorn --factory sandbox.app:create_app --port 8900`."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from starlette.exceptions import HTTPException

from sandbox import administration, bank, credit, oidc, outbox, registration, sign_in, sms, statistics, tax, treasury, upstream
from sandbox.bank_loans import BankLoans
from sandbox.enterprise_register import EnterpriseRegister
from sandbox.fault_middleware import FaultMiddleware
from sandbox.faults import Faults
from sandbox.mail import taking_mail
from sandbox.oidc_issuer import Issuer
from sandbox.problems import Problem, answer_http_error, answer_invalid_input, answer_problem
from sandbox.settings import Settings
from sandbox.store import open_store
from sandbox.treasury_callbacks import Callbacks
from sandbox.treasury_ledger import Ledger
from sandbox.treasury_receipts import Receipts
from sandbox.treasury_settlement import Settlement
from sandbox.upstream_register import UpstreamRegister
from sandbox.world import World

# A Swagger page of the API, served from another port of this machine, gets its tokens here.
LOOPBACK_ORIGIN = r"https?://(127\.0\.0\.1|localhost)(:\d+)?"


def build_world(settings: Settings, callback_client: httpx.AsyncClient | None) -> World:
    """Open the store and put the parts of a sandbox together."""
    connection = open_store(settings.home)
    faults = Faults()
    ledger = Ledger(connection)
    callbacks = Callbacks(settings, connection, faults, callback_client)
    return World(
        settings=settings,
        connection=connection,
        faults=faults,
        issuer=Issuer(connection, settings.base_url),
        enterprises=EnterpriseRegister(connection),
        upstream=UpstreamRegister(connection),
        banks=BankLoans(connection),
        ledger=ledger,
        receipts=Receipts(connection),
        callbacks=callbacks,
        settlement=Settlement(settings, ledger, callbacks, faults),
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    world: World = app.state.world
    world.callbacks.resume()
    world.settlement.resume()
    async with taking_mail(world.settings.smtp_port, world.mails):
        yield
    await world.settlement.close()
    await world.callbacks.close()
    world.connection.close()


def create_app(settings: Settings | None = None, callback_client: httpx.AsyncClient | None = None) -> FastAPI:
    """Make a sandbox.

    Args:
        settings: None reads `SANDBOX_*` from the environment.
        callback_client: Sends the treasury's callbacks, for tests; None makes one.

    Returns:
        The app. Pending payments resume when its lifespan starts.
    """
    app = FastAPI(title="外部机关沙箱 Outside authorities, sandbox", version="1", lifespan=_lifespan)
    app.state.world = build_world(settings or Settings.from_environment(os.environ), callback_client)
    app.add_middleware(FaultMiddleware)
    app.add_middleware(CORSMiddleware, allow_origin_regex=LOOPBACK_ORIGIN, allow_methods=["GET", "POST"], allow_headers=["*"])
    app.add_exception_handler(Problem, answer_problem)
    app.add_exception_handler(RequestValidationError, answer_invalid_input)
    app.add_exception_handler(HTTPException, answer_http_error)
    for authority in (oidc, sign_in, credit, registration, tax, statistics, upstream, bank, treasury, sms, outbox, administration):
        app.include_router(authority.router)

    @app.get("/healthz", tags=["沙箱管理 Administration"], summary="健康检查 Health")
    async def healthz() -> dict[str, str]:
        """Answer when the sandbox runs."""
        return {"status": "ok"}

    return app
