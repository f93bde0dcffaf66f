"""动态。What is new in a case or an inbox, for whoever listens: one look a second for all of a process, and none while nobody listens.

A look asks which of the cases that are listened to have gone on, and what messages and tasks came since the last. Who may read what is new
is asked by whoever sends it.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import structlog

from models.queries import audit_event as audit_events
from models.queries import inbox
from models.queries.health import UNREACHABLE
from models.queries.inbox import Arrived
from models.session import Database
from policy.errors import Code, Refusal
from policy.text import Text

SECONDS: Final = 1.0
MOST_OF_ONE: Final = 6
"""Streams of one person: a few windows on a few machines."""
MOST: Final = 1000
"""Streams of a process."""
_TOO_MANY: Final = Text("打开的实时连接过多，请关闭其他窗口后重试。", "Too many streams are open: close another window first.")
_FULL: Final = Text("实时连接已满，请稍后重试。", "No more streams can be opened at the moment: try again shortly.")
_AGAIN_SECONDS: Final = 30

log = structlog.get_logger()


@dataclass(eq=False, slots=True)
class Listener:
    """Somebody who listens to a case, or to what comes in.

    Attributes:
        subject: Who.
        case_id: The case; None for what comes in.
        latest: The sequence of the last event of the case, as of the last look.
        arrived: What came in and was not taken yet.
        overrun: Whether more came in than was looked at.
        woken: Set when there is something new.
    """

    subject: str
    case_id: uuid.UUID | None = None
    latest: int = 0
    arrived: list[Arrived] = field(default_factory=list)
    overrun: bool = False
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self) -> list[Arrived] | None:
        """Return what came in, once; None where that is not all of it."""
        taken, self.arrived = None if self.overrun else self.arrived, []
        self.overrun = False
        return taken


class News:
    """Whoever listens in this process, and the one who looks for all of them.

    Args:
        seconds: How long it waits between two looks.
        most: How many streams there may be.
    """

    def __init__(self, seconds: float = SECONDS, most: int = MOST) -> None:
        self._seconds, self._most = seconds, most
        self._listeners: set[Listener] = set()
        self._looking: asyncio.Task[None] | None = None
        self._since, self._known = 0, frozenset[uuid.UUID]()

    async def begin(self, database: Database) -> None:
        """Have whatever came into any inbox until now be no news, unless somebody listens to theirs already."""
        if not self._inboxes:
            self._since = _now()
            async with database.reading() as session:
                self._known = frozenset(one.id for one in await inbox.arrived_since(session, self._since))

    @property
    def _inboxes(self) -> bool:
        return any(one.case_id is None for one in self._listeners)

    @contextmanager
    def listening(self, database: Database, listener: Listener) -> Iterator[None]:
        """Have somebody told what is new, until the block ends.

        Raises:
            Refusal: `too_many_requests`, when they listen too often already; `busy`, when too many do.
        """
        if Counter(one.subject for one in self._listeners)[listener.subject] >= MOST_OF_ONE:
            raise Refusal(Code.TOO_MANY_REQUESTS, _TOO_MANY, retry_after=_AGAIN_SECONDS)
        if len(self._listeners) >= self._most:
            raise Refusal(Code.BUSY, _FULL, retry_after=_AGAIN_SECONDS)
        self._listeners.add(listener)
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_on(database))
        try:
            yield
        finally:
            self._listeners.discard(listener)
            if not self._listeners and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    async def _look_on(self, database: Database) -> None:
        while True:
            try:
                await self._look(database)
            except UNREACHABLE as error:
                # What happens meanwhile is found by the next look that succeeds.
                log.warning("news wait", error=type(error).__name__)
            except Exception:
                log.exception("news wait")
            await asyncio.sleep(self._seconds)

    async def _look(self, database: Database) -> None:
        cases = {one.case_id for one in self._listeners if one.case_id is not None}
        inboxes, begun = self._inboxes, _now()
        async with database.reading() as session:
            latest = await audit_events.latest_of(session, cases) if cases else {}
            arrived = await inbox.arrived_since(session, self._since) if inboxes else []
        fresh = [one for one in arrived if one.id not in self._known]
        if inboxes:
            self._since, self._known = begun, frozenset(one.id for one in arrived)
        for one in list(self._listeners):
            if one.case_id is None and fresh:
                # Whoever does not take it, such as over a line that is too slow, is not waited for either.
                one.overrun |= len(one.arrived) + len(fresh) >= inbox.MOST
                one.arrived = [] if one.overrun else [*one.arrived, *fresh]
                one.woken.set()
            elif one.case_id is not None and latest.get(one.case_id, 0) > one.latest:
                one.latest = latest[one.case_id]
                one.woken.set()


def _now() -> int:
    return time.time_ns() // 1_000_000
