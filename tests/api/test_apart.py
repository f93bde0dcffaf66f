"""What anybody has reckoned is reckoned beside the API: others are answered meanwhile, and what takes too long ends."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

from api import reckoning
from api.apart import Apart, here
from api.app import create_app
from policy.errors import MOST_FAULTS, Code, Refusal
from tests.patience import PATIENCE

_SHARING: dict[str, Any] = {"ceiling_fen": 100, "requests": [{"id": "BDA-1", "fen": 100}, {"id": "BDA-2", "fen": 50}]}
_SHARED = ("patent-pool", _SHARING)
_PATH = "/items/patent-pool/allocations/preview"
_APPLICANT = {"type": "enterprise", "registered_in_area": True, "taxed_in_area": True, "statistics_in_area": True, "records": []}
_DAYS = {"application_date": "2026-03-02", "matter_date": "2025-12-31"}
_FACTS = {"plan": "growth", "year": 2025, "rent_paid_fen": 100_000_000, "applicant": _APPLICANT, **_DAYS}
_RULES = [{"item": "plan-rent", "from": "2025-01-01", "to": "2025-12-31", "values": {"rate": "0.30"}}]
_LONG = 60.0


@pytest.fixture
async def apart() -> AsyncIterator[Apart]:
    """A process that reckons, for two at once."""
    opened = Apart(most_waiting=2, most_seconds=PATIENCE)
    yield opened
    await opened.close()


def _process(apart: Apart) -> asyncio.subprocess.Process:
    assert apart._process is not None
    return apart._process


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (reckoning.answers, ({"applicant": _APPLICANT, "facts": {"year": 2025}}, "2026-03-02", [], None, [])),
        (reckoning.answers, ({}, "2026-03-02", _RULES, [["plan-rent", 2026, 2025, 1, 100]], [])),
        (reckoning.assessment, ("plan-rent", _FACTS, _RULES)),
        (reckoning.assessment, ("plan-rent", _FACTS, [])),
        (reckoning.allocation, _SHARED),
    ],
)
async def test_what_is_reckoned_beside_is_what_is_reckoned_here(apart: Apart, asked: reckoning.Reckoning, given: tuple[Any, ...]) -> None:
    assert await apart(asked, *given) == await here(asked, *given)


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (reckoning.answers, ({"facts": {"none": 1}}, "2026-03-02", [], None, [])),
        (reckoning.assessment, ("plan-rent", {"year": "no"}, [])),
        (reckoning.assessment, ("plan-rent", _FACTS, None)),
        (reckoning.allocation, ("patent-pool", {"requests": {}})),
    ],
)
async def test_what_is_refused_beside_is_refused_with_the_same_faults(
    apart: Apart, asked: reckoning.Reckoning, given: tuple[Any, ...]
) -> None:
    with pytest.raises(Refusal) as beside:
        await apart(asked, *given)
    with pytest.raises(Refusal) as told:
        await here(asked, *given)
    assert beside.value.as_dict() == told.value.as_dict()


async def test_as_many_faults_come_back_as_are_told(apart: Apart) -> None:
    with pytest.raises(Refusal) as refused:
        await apart(reckoning.answers, {f"x{number}": 1 for number in range(5_000)}, "2026-03-02", [], None, [])
    assert len(refused.value.faults) == MOST_FAULTS + 1


async def test_others_are_answered_while_one_is_reckoned(apart: Apart) -> None:
    app = create_app(cast("Any", nullcontext))
    app.state.services = SimpleNamespace(quotas=False, reckon=apart, watch=SimpleNamespace(refused=lambda *_: None))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://grants") as http:
        assert (await http.post(_PATH, json=_SHARING)).json() == await here(reckoning.allocation, *_SHARED)
        _process(apart).send_signal(signal.SIGSTOP)
        asked = asyncio.create_task(http.post(_PATH, json=_SHARING))
        await asyncio.sleep(0.1)
        assert (await http.get("/clauses/6")).status_code == 200
        assert not asked.done()
        _process(apart).send_signal(signal.SIGCONT)
        assert (await asked).status_code == 200


async def test_what_takes_too_long_is_ended_and_the_next_is_reckoned(apart: Apart) -> None:
    await apart(reckoning.allocation, *_SHARED)
    ended = _process(apart)
    ended.send_signal(signal.SIGSTOP)
    apart._most_seconds = 0.1
    with pytest.raises(Refusal) as refused:
        await apart(reckoning.allocation, *_SHARED)
    assert (refused.value.code, refused.value.problem.status, refused.value.retry_after) == (Code.BUSY, 503, 1)
    assert "takes too long" in refused.value.detail.en
    assert ended.returncode == -signal.SIGKILL
    apart._most_seconds = _LONG
    assert await apart(reckoning.allocation, *_SHARED) == await here(reckoning.allocation, *_SHARED)


async def test_one_more_is_refused_at_once_when_as_many_wait_as_may(apart: Apart) -> None:
    await apart(reckoning.allocation, *_SHARED)
    _process(apart).send_signal(signal.SIGSTOP)
    waiting = [asyncio.create_task(apart(reckoning.allocation, *_SHARED)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Refusal) as refused:
        await apart(reckoning.allocation, *_SHARED)
    assert (refused.value.code, refused.value.retry_after) == (Code.BUSY, 1)
    _process(apart).send_signal(signal.SIGCONT)
    assert len(await asyncio.gather(*waiting)) == 2
    assert await apart(reckoning.allocation, *_SHARED)


async def test_one_is_told_to_come_again_when_the_process_is_killed_and_the_next_has_another(apart: Apart) -> None:
    await apart.start()
    _process(apart).send_signal(signal.SIGSTOP)
    asked = asyncio.create_task(apart(reckoning.allocation, *_SHARED))
    await asyncio.sleep(0.1)
    os.kill(_process(apart).pid, signal.SIGKILL)
    with pytest.raises(Refusal) as refused:
        await asked
    assert refused.value.code == Code.BUSY
    assert await apart(reckoning.allocation, *_SHARED)


async def test_failure_beside_is_a_failure_here(apart: Apart, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RuntimeError):
        await apart(reckoning.allocation)
    assert "TypeError" in capfd.readouterr().err
    assert await apart(reckoning.allocation, *_SHARED)


async def test_process_ends_with_whoever_started_it(apart: Apart) -> None:
    await apart.start()
    process = _process(apart)
    await apart.close()
    assert process.returncode is not None
