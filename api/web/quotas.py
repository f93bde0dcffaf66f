"""次数限额。How often one person, or one address, may ask for what is dear; floods are the proxy's to keep out."""

from __future__ import annotations

import math
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from fastapi import Request

from api.web.services import Served, Services
from models.commands import quota as commands
from models.session import Session
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


CALCULATIONS: Final = Quota("calculation", timedelta(seconds=1), at_once=60)
"""Reckoning for whoever asks: a page asks as somebody types."""

OBJECTIONS: Final = Quota("objection", timedelta(minutes=6), at_once=10)
"""Objections from one address: an officer rules on each."""

UPLOADS: Final = Quota("upload", timedelta(seconds=10), at_once=200)
"""Files of one person: a project hands in a hundred at once, and not every day."""

EXPORTS: Final = Quota("export", timedelta(minutes=1), at_once=20)
"""Whole lists as sheets: each reads what a person would leaf through for hours."""

_KIB: Final = 1024
_FULL: Final = Text("一日内上传的材料已达限额", "As much evidence as a day allows was handed in")
_FULL_CASE: Final = Text("本案件一日内上传的材料已达限额", "As much evidence as a day allows was handed in with this case")


def within(quota: Quota) -> Callable[[Request, Served], Awaitable[None]]:
    """Return what lets a request through while its quota lasts."""

    async def spend(request: Request, served: Served) -> None:
        if not served.quotas:
            return
        await require_within(served, quota, spender(request))

    return spend


def spender(request: Request) -> str:
    """Return whose quota a request spends: that of whoever is signed in, as the route's permission found out, or of an address."""
    return getattr(request.state, "actor", None) or (request.client.host if request.client else "")


async def require_within(served: Services, quota: Quota, who: str) -> None:
    """Spend one of somebody's quota.

    Raises:
        Refusal: `too_many_requests`, when there is none left.
    """
    async with served.database.writing() as session:
        wait = await commands.spend(session, f"{quota.code} {who}", each=quota.each, at_once=quota.at_once)
    if wait is not None:
        raise _too_many(wait, Text("请求过于频繁", "Asked too often"))


async def take_evidence(served: Services, session: Session, who: str, case_id: uuid.UUID, size: int) -> None:
    """Count the bytes of a piece of evidence against what a case and whoever hands it in may take a day; they are given back evenly.

    A case takes half of what an enterprise has, so that one of them does not keep the others waiting.

    Args:
        served: The services.
        session: The transaction that keeps the evidence.
        who: The enterprise it is for, or whoever of an office hands it in.
        case_id: The case it is for.
        size: How many bytes.

    Raises:
        Refusal: `too_many_requests`, when they are spent; nothing is kept.
    """
    if not served.quotas:
        return
    daily = served.evidence_daily_bytes
    for whose, most, why in ((f"case {case_id}", daily // 2, _FULL_CASE), (who, daily, _FULL)):
        # In whole KiB: PostgreSQL counts time in microseconds.
        a_day, cost = max(most // _KIB, 1), math.ceil(size / _KIB)
        each = timedelta(days=1) / a_day
        wait = await commands.spend(session, f"evidence {whose}", each=each, at_once=max(a_day, cost), cost=cost)
        if wait is not None:
            raise _too_many(wait, why)


def _too_many(wait: timedelta, why: Text) -> Refusal:
    seconds = max(1, math.ceil(wait.total_seconds()))
    said = Text(f"{why.zh}，请在{seconds}秒后重试。", f"{why.en}: try again in {seconds} s.")
    return Refusal(Code.TOO_MANY_REQUESTS, said, retry_after=seconds)
