"""沙箱的全部状态。The state of one sandbox, and how a handler gets it."""

from __future__ import annotations

import hmac
import sqlite3
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request

from sandbox.bank_loans import BankLoans
from sandbox.enterprise_register import EnterpriseRegister
from sandbox.faults import Faults
from sandbox.mail import Letter
from sandbox.oidc_issuer import Issuer
from sandbox.problems import Problem
from sandbox.settings import Settings
from sandbox.sign_in_codes import SignInCodes
from sandbox.treasury_callbacks import Callbacks
from sandbox.treasury_ledger import Ledger
from sandbox.treasury_receipts import Receipts
from sandbox.treasury_settlement import Settlement
from sandbox.upstream_register import UpstreamRegister


@dataclass(frozen=True, slots=True)
class World:
    """The parts of one sandbox.

    Attributes:
        settings: What it was told.
        connection: Its store.
        faults: Its faults.
        issuer: Signs tokens.
        enterprises: What the authorities know.
        upstream: What state and city know.
        banks: What banks know of their loans.
        ledger: The treasury's books of what it paid.
        receipts: What it received.
        callbacks: The treasury's outgoing messages.
        settlement: The treasury's work in progress.
        codes: The codes of its sign-in page.
        texts: The text messages that were sent, with their telephones.
        mails: The mail that came.
    """

    settings: Settings
    connection: sqlite3.Connection
    faults: Faults
    issuer: Issuer
    enterprises: EnterpriseRegister
    upstream: UpstreamRegister
    banks: BankLoans
    ledger: Ledger
    receipts: Receipts
    callbacks: Callbacks
    settlement: Settlement
    texts: list[tuple[str, str]] = field(default_factory=list)
    codes: SignInCodes = field(default_factory=SignInCodes)
    mails: list[Letter] = field(default_factory=list)


def world_of(request: Request) -> World:
    """Return the sandbox a request came to."""
    world: World = request.app.state.world
    return world


Here = Annotated[World, Depends(world_of)]


def authorised(authority: str) -> Any:  # noqa: ANN401 - as FastAPI's Depends returns
    """Let only callers with an authority's own bearer token through, where one is set; any other hears 401."""

    def check(request: Request, world: Here) -> None:
        expected = world.settings.tokens.get(authority)
        given = request.headers.get("authorization", "")
        if expected is not None and not hmac.compare_digest(given.encode(), f"Bearer {expected}".encode()):
            raise Problem(401, "unauthenticated", "未经授权 Not authorised")

    return Depends(check)
