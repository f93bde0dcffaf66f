"""推送。A stream of server-sent events: what is new while somebody may read it, a sign of life in between, and an end they are told of."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack
from typing import Any, Final

from fastapi.responses import StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.types import Receive, Scope, Send

from api.web.news import Listener
from api.web.permissions import Attending
from api.web.services import Services
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.text import Text

HEARTBEAT: Final = 15.0
"""Seconds; whoever hears nothing for twice that connects anew."""
_CONNECT_ANEW: Final = 3000
_OVER: Final = Text("登录已过期。", "The token has expired.")

EVENTS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "事件流；每条有 id、event 和 JSON 的 data。以 event: end 结束的不再续传，data.code 说明原因 "
        "A stream of events, each with id, event and data in JSON. After event: end, whose data.code says why, nothing follows"
    }
}
"""The answers of an operation that streams, for its document."""

Fresh = Callable[[Actor], Awaitable[list[bytes]]]


class EventStream(StreamingResponse):
    """The answer that streams to a listener, and gives their place free whatever ends it.

    Args:
        served: The services.
        attending: Who listens, and until when their token lets them.
        listener: Their place among those who listen.
        fresh: Returns what is new for them, as they may read it now.

    Raises:
        Refusal: `too_many_requests` or `busy`, when there is no place.
    """

    media_type = "text/event-stream"

    def __init__(self, served: Services, attending: Attending, listener: Listener, fresh: Fresh) -> None:
        self._place = ExitStack()
        self._place.enter_context(served.news.listening(served.database, listener))
        # A proxy that waits for more before it passes anything on would hold back what is new.
        super().__init__(_told(served, attending, listener, fresh), headers={"X-Accel-Buffering": "no"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the listener goes, may not listen any more, or this process ends."""
        with self._place:
            await super().__call__(scope, receive, send)


def said(event: str, identity: str | None, data: str) -> bytes:
    """Return an event as it is sent.

    Args:
        event: Of which kind it is.
        identity: What to go on after; None for what is no place to go on from.
        data: What it says, as JSON.
    """
    return format_sse_event(event=event, id=identity, data_str=data)


async def _told(served: Services, attending: Attending, listener: Listener, fresh: Fresh) -> AsyncIterator[bytes]:
    actor = attending.actor
    yield format_sse_event(retry=_CONNECT_ANEW)
    spoke = time.monotonic()
    try:
        while True:
            for one in await fresh(actor):
                yield one
                spoke = time.monotonic()
            if await is_woken(listener, attending.until, spoke + HEARTBEAT):
                # Who they are, and what they may read, is asked anew for whatever is told.
                actor = await attending.again()
            else:
                await served.standing.of(served.database, actor)
                yield KEEPALIVE_COMMENT
                spoke = time.monotonic()
    except Refusal as refusal:
        yield format_sse_event(event="end", data_str=json.dumps({"code": refusal.code}))


async def is_woken(listener: Listener, until: float, silent_until: float) -> bool:
    """Wait until there may be something new, or for as long as nothing may be said; tell whether there may be.

    What is new is often others': it wakes a listener and is no sign of life.

    Args:
        listener: Who waits.
        until: When their token expires, in seconds since 1970.
        silent_until: How long nothing may be said, by the monotonic clock.

    Raises:
        Refusal: `unauthenticated`, when the token has expired.
    """
    left = until - time.time()
    if left <= 0:
        raise Refusal(Code.UNAUTHENTICATED, _OVER)
    silent = silent_until - time.monotonic()
    if silent <= 0:
        return False
    try:
        async with asyncio.timeout(min(silent, left)):
            await listener.woken.wait()
    except TimeoutError:
        return False
    listener.woken.clear()
    return True
