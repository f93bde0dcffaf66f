"""次数限额。How often one person, or one address, may ask for what is dear; floods are the proxy's to keep out."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from fastapi import Request

from api.schemas.base import Problem
from api.web.media_types import PROBLEM
from api.web.services import Served
from models.commands import quota as commands
from policy.errors import Code, Refusal
from policy.text import Text


@dataclass(frozen=True, slots=True)
class Quota:
    """How often something may be asked for.

    Attributes:
        code: What it is called in the database.
        each: How long it takes until one more is free.
        at_once: How many are free to begin with.
    """

    code: str
    each: timedelta
    at_once: int


TOO_MANY: Final[dict[int | str, dict[str, Any]]] = {
    429: {
        "model": Problem,
        "description": "请求过于频繁 Asked too often",
        "content": {PROBLEM: {}},
        "headers": {"Retry-After": {"description": "几秒后重试 Seconds to wait", "schema": {"type": "integer", "minimum": 1}}},
    }
}
"""How a route whose quota may be spent says so."""

CALCULATIONS: Final = Quota("calculation", timedelta(seconds=1), at_once=60)
"""Reckoning for whoever asks: a page asks as somebody types."""

OBJECTIONS: Final = Quota("objection", timedelta(minutes=6), at_once=10)
"""Objections from one address: an officer rules on each."""

UPLOADS: Final = Quota("upload", timedelta(seconds=10), at_once=200)
"""Files of one person: a project hands in a hundred at once, and not every day."""


def within(quota: Quota) -> Callable[[Request, Served], Awaitable[None]]:
    """Return what lets a request through while its quota lasts."""

    async def spend(request: Request, served: Served) -> None:
        if not served.quotas:
            return
        # Whoever is signed in was found out before this by the route's permission.
        who = getattr(request.state, "actor", None) or (request.client.host if request.client else "")
        async with served.database.writing() as session:
            wait = await commands.spend(session, f"{quota.code} {who}", each=quota.each, at_once=quota.at_once)
        if wait is not None:
            seconds = max(1, math.ceil(wait.total_seconds()))
            said = Text(f"请在{seconds}秒后重试。", f"Try again in {seconds} s.")
            raise Refusal(Code.TOO_MANY_REQUESTS, said, retry_after=seconds)

    return spend
