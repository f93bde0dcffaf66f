"""服务。What the API is given to work with. The composition root builds it; nothing here knows how."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Protocol

from fastapi import Depends, Request
from temporalio.api.common.v1 import Payload

from api.apart import Reckon, here
from api.temporal import Cases
from api.turn import Turn
from api.web.news import News
from api.web.standing import Standing
from api.web.tokens import TokenVerifier
from api.web.watch import Watch
from models.presence import Presence
from models.queries import calendar
from models.session import Database, Session
from policy.language.facts import Json
from policy.letters.bodies import Bodies
from policy.registered import Registered
from policy.working_days import BEIJING, Clock


class EvidenceUnavailableError(Exception):
    """The store cannot keep or give a piece of evidence, or gives another one than was kept."""


class EvidenceStore(Protocol):
    """The store of the bytes of evidence, under their SHA-256."""

    async def put(self, sha256: str, content: bytes) -> None:
        """Keep content; keeping it again changes nothing.

        Raises:
            EvidenceUnavailableError: It could not be kept.
        """

    async def get(self, sha256: str) -> bytes:
        """Return content, exactly as it was kept.

        Raises:
            EvidenceUnavailableError: It is not there, not reachable, or altered.
        """

    async def is_writable(self) -> bool:
        """Tell whether content can be kept at the moment: not when its disk is full or gone."""


class BusinessRegister(Protocol):
    """The business register, as far as what people enter is compared with it."""

    async def of(self, uscc: str) -> Registered | None:
        """Return who an organisation is, or None if it is definitely not registered.

        Raises:
            Refusal: `busy`, when it gives no answer that can be believed.
        """

    async def names(self, usccs: Sequence[str]) -> Mapping[str, str]:
        """Return the registered names of some enterprises by credit code; who is left out is definitely not registered.

        Raises:
            Refusal: `busy`, when it gives no answer that can be believed: what it did not say decides nothing.
        """


class FiguresToday(Protocol):
    """The authorities that an award's figures come from, as far as whoever would correct them is compared with what they say now."""

    async def of(self, application_id: uuid.UUID) -> Mapping[str, Json] | None:
        """Return what they say now, by fact, None for what is counted no more; None where one gives no answer that can be believed."""


class Texts(Protocol):
    """What sends text messages to telephones."""

    async def send(self, to: str, text: str) -> None:
        """Send a message.

        Raises:
            Refusal: `busy`, when it may not have been sent.
        """


class Mails(Protocol):
    """What sends e-mail."""

    async def send(self, to: str, title: str, text: str) -> None:
        """Send a mail.

        Raises:
            Refusal: `busy`, when it may not have been sent; `invalid_input`, for a mailbox that there is not, or where none is sent at all.
        """


@dataclass(frozen=True, slots=True)
class Services:
    """The parts handlers use.

    Attributes:
        database: PostgreSQL.
        cases: The running processes.
        tokens: Who somebody is.
        register: The business register.
        figures: What the sources of an award say of its figures today.
        texts: Text messages.
        mails: E-mail.
        evidence: The bytes of evidence.
        evidence_max_bytes: The largest file that is taken.
        evidence_daily_bytes: How many bytes of evidence an enterprise may hand in a day.
        treasury_secret: What the treasury signs its callbacks with.
        bodies: The bodies a paper names besides its department.
        cursor_key: What list cursors are signed with.
        decode_payloads: Decodes what Temporal keeps encrypted.
        commitment_department: Who handles commitments to stay, and successions.
        working_day_seconds: How long a working day lasts, or None for the legal calendar.
        webhooks_at_loopback: Whether webhooks may be on this machine, as in a demonstration.
        quotas: Whether it is counted how often somebody asks.
        standing: Whose rights were taken back.
        watch: What is kept of whom something was refused or given to.
        reckon: What reckons for whoever asks (`api.reckoning`).
        sheets: Whose turn it is to have a whole list or a report made: it takes a processor and hundreds of MB of disk.
        papers: Who sets a paper as a file, as many at a time as there are likely processors.
        news: Whoever listens to a case or an inbox.
        presence: What shows other API processes that this one lives.
    """

    database: Database
    cases: Cases
    tokens: TokenVerifier
    register: BusinessRegister
    figures: FiguresToday
    texts: Texts
    mails: Mails
    evidence: EvidenceStore
    evidence_max_bytes: int
    treasury_secret: str
    bodies: Bodies
    cursor_key: bytes
    decode_payloads: Callable[[Iterable[Payload]], Awaitable[list[Payload]]]
    commitment_department: str = "bizcoop"
    working_day_seconds: float | None = None
    webhooks_at_loopback: bool = False
    evidence_daily_bytes: int = 2 * 1024**3
    quotas: bool = True
    standing: Standing = field(default_factory=Standing)
    watch: Watch = field(default_factory=Watch)
    reckon: Reckon = here
    sheets: Turn = field(default_factory=Turn)
    papers: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(2))
    news: News = field(default_factory=News)
    presence: Presence = field(default_factory=Presence)

    async def clock(self, session: Session) -> Clock:
        """Return the clock that lateness is counted with today."""
        return await calendar.clock(session, datetime.now(BEIJING).year, self.working_day_seconds)


async def services(request: Request) -> Services:
    """Return the services of the application that serves the request."""
    # Not a plain function, which would be sent to a thread for each request.
    found: Services = request.app.state.services
    return found


Served = Annotated[Services, Depends(services)]
