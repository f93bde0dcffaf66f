"""细节登记。Which function says what a process's workflow has to know of its case besides the state every case has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from activities.case.context import TransitionContext

Particulars = Callable[[TransitionContext], Awaitable[dict[str, Any]]]
_PARTICULARS: dict[str, Particulars] = {}


def particulars(process: str) -> Callable[[Particulars], Particulars]:
    """Register what says it of a process."""

    def register(function: Particulars) -> Particulars:
        _PARTICULARS[process] = function
        return function

    return register


async def particulars_of(context: TransitionContext) -> dict[str, Any]:
    """Return what the workflow of the case at work has to know besides."""
    known = _PARTICULARS.get(context.case.process)
    return await known(context) if known else {}
