"""Whole lists and reports are made in turn: so many wait, and one more is told to come again."""

from __future__ import annotations

import asyncio

import pytest

from api.turn import Turn
from policy.errors import Code, Refusal


async def _take(turn: Turn, made: list[int], number: int, may_end: asyncio.Event) -> None:
    async with turn:
        made.append(number)
        await may_end.wait()


async def test_one_is_made_at_a_time_and_one_more_than_may_wait_is_refused_at_once() -> None:
    turn, made, may_end = Turn(most_waiting=2), list[int](), asyncio.Event()
    waiting = [asyncio.create_task(_take(turn, made, number, may_end)) for number in range(3)]
    await asyncio.sleep(0)
    assert made == [0]
    with pytest.raises(Refusal) as refused:
        await _take(turn, made, 3, may_end)
    assert (refused.value.code, refused.value.problem.status, refused.value.retry_after) == (Code.BUSY, 503, 30)
    may_end.set()
    await asyncio.gather(*waiting)
    assert made == [0, 1, 2]


async def test_next_one_has_its_turn_when_one_fails_or_waits_no_longer() -> None:
    turn, made, may_end = Turn(most_waiting=1), list[int](), asyncio.Event()
    first = asyncio.create_task(_take(turn, made, 0, may_end))
    second = asyncio.create_task(_take(turn, made, 1, may_end))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    may_end.set()
    await _take(turn, made, 2, may_end)
    assert made == [0, 2]
