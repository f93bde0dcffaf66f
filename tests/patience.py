"""耐心。How long tests wait for what happens on real time: said here only, since a busy machine needs more of it, and a quick one none."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

PATIENCE = 90.0

T = TypeVar("T")


async def until(find: Callable[[], Awaitable[T | None]], what: str) -> T:
    """Ask again until there is an answer; fail if there is none for a long while."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < deadline:
        if (found := await find()) is not None:
            return found
        await asyncio.sleep(0.02)
    pytest.fail(f"{what} never came")
