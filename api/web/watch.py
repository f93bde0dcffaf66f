"""安全事件的记录。Counts what is refused and given to whom, and keeps it within a second, outside every request's own transaction.

A flood fills neither memory nor disk: it is counted by the minute, and of whoever asks for very much it is kept that they did, not what.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

import structlog
from fastapi import Request
from fastapi.routing import APIRoute

from api.web.tokens import TokenRefused
from models.commands import security_event as commands
from models.commands.security_event import Happened
from models.queries.health import UNREACHABLE
from models.session import Database
from policy.errors import Code, Refusal
from policy.security_events import Kind

SECONDS: Final = 1.0
MOST_OF_ONE: Final = 30
"""Rows a minute of one person, and of all strangers together."""
MOST: Final = 600
"""Rows a minute of everybody."""
MOST_WAITING: Final = 6000
"""Rows that are held while the database is away."""
_FORBIDDEN: Final = 403
_REVOKED_OR_FORGED: Final = frozenset({Code.REVOKED, Code.BAD_SIGNATURE})
# Numbers and ids of ours: whatever else somebody writes into an address may be personal, or a flood.
_OURS: Final = re.compile(r"[A-Z]{2,5}-[0-9]{4}(-[0-9]{2})?-[0-9]{6}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# A network is enough to see from where somebody came, and is no person.
_NETWORK: Final = {4: 24, 6: 48}

log = structlog.get_logger()


class Watch:
    """What happened and is not written yet, and how much of it there was in this minute."""

    def __init__(self) -> None:
        self._waiting: Counter[Happened] = Counter()
        self._given: Counter[Happened] = Counter()
        self._minute: datetime | None = None
        self._rows: set[Happened] = set()
        self._of_each: Counter[str | None] = Counter()
        self._writing = asyncio.Lock()

    def refused(self, request: Request, refusal: Refusal, about: str | None = None) -> None:
        """Count a refusal, if it is of a sign-in or says that somebody may not; what else is refused is no matter of trust.

        Args:
            request: The request.
            refusal: Why it was refused.
            about: What it was about, where the address does not say so.
        """
        match refusal:
            case TokenRefused():
                self._note(request, Kind.SIGN_IN_REFUSED, refusal.why, about, subject=refusal.subject)
            case Refusal(code=code) if code in _REVOKED_OR_FORGED:
                self._note(request, Kind.SIGN_IN_REFUSED, code, about)
            case Refusal(code=code) if refusal.problem.status == _FORBIDDEN:
                self._note(request, Kind.ACCESS_REFUSED, code, about)

    def gave(self, request: Request, kind: Kind, about: str | None = None, *, rows: int = 0) -> None:
        """Count that somebody was given what they asked for, and of a list how many rows."""
        self._note(request, kind, None, about, rows=rows)

    def _note(
        self, request: Request, kind: Kind, reason: str | None, about: str | None, *, subject: str | None = None, rows: int = 0
    ) -> None:
        route = request.scope.get("route")
        named = (about, *request.path_params.values())
        self.count(
            Happened(
                minute=datetime.now(UTC).replace(second=0, microsecond=0),
                kind=kind,
                reason=reason,
                subject=subject or getattr(request.state, "actor", None),
                network=_network_of(request),
                operation=route.operation_id if isinstance(route, APIRoute) else None,
                about=next((str(name) for name in named if name is not None and _OURS.fullmatch(str(name))), None),
            ),
            rows,
        )

    def count(self, happened: Happened, rows: int = 0) -> None:
        """Count something once, in as many words as there is room for, and the rows that were given with it."""
        if happened.minute != self._minute:
            self._minute, self._rows, self._of_each = happened.minute, set(), Counter()
        if happened not in self._rows:
            if len(self._rows) >= MOST or len(self._waiting) >= MOST_WAITING:
                happened = happened.of_many()
            elif self._of_each[happened.subject] >= MOST_OF_ONE:
                happened = happened.in_short()
            self._of_each[happened.subject] += 1
            self._rows.add(happened)
        self._waiting[happened] += 1
        self._given[happened] += rows

    async def keep(self, database: Database) -> None:
        """Write what waits; while the database is away it waits on."""
        async with self._writing:
            writing, given = self._waiting, self._given
            self._waiting, self._given = Counter(), Counter()
            if not writing:
                return
            try:
                async with database.writing() as session:
                    await commands.keep(session, writing, given)
            except Refusal:
                # Nothing of it can be kept, and never will be: what comes after it is.
                log.exception("security events dropped", events=writing.total())
            except BaseException as error:
                self._waiting.update(writing)
                self._given.update(given)
                if not isinstance(error, UNREACHABLE):
                    raise
                log.warning("security events wait", events=self._waiting.total(), error=type(error).__name__)

    @asynccontextmanager
    async def kept_in(self, database: Database) -> AsyncIterator[None]:
        """Write what happens, a second later at the latest, and at the end what is left."""
        writing = asyncio.create_task(self._keep_on(database))
        try:
            yield
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            await self.keep(database)

    async def _keep_on(self, database: Database) -> None:
        while True:
            await asyncio.sleep(SECONDS)
            try:
                await self.keep(database)
            except Exception:
                # Whoever is served goes on being served, and watched.
                log.exception("security events wait")


def _network_of(request: Request) -> str | None:
    try:
        address = ip_address(request.client.host if request.client else "")
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return str(ip_network((address, _NETWORK[address.version]), strict=False))
