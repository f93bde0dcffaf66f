"""演练人员的测试。People of a simulation ask again until they are answered, under one key, and remember what they were told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from faults import people
from faults.people import Memory, Persistent
from faults.plan import round_of
from runtime.demo.client import DemoError
from runtime.settings import demo_settings

WALKER = round_of(1, 1).walkers[0]
DONE = httpx.Response(200, json={"event": "accepted"})
Answers = list[httpx.Response | Exception]


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def asking(tmp_path: Path, memory: Memory, monkeypatch: pytest.MonkeyPatch) -> Callable[[Answers], list[httpx.Request]]:
    """Has the public post something to an API that gives such answers, and returns what was asked."""
    monkeypatch.setattr(people, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(people, "LONGEST_PAUSE_SECONDS", 0)

    def ask(answers: Answers) -> list[httpx.Request]:
        asked: list[httpx.Request] = []

        def answer(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            given = answers.pop(0)
            if isinstance(given, Exception):
                raise given
            return given

        monkeypatch.setattr(people, "_transport", lambda _: httpx.MockTransport(answer))
        with Persistent(demo_settings(tmp_path), WALKER, 1, memory) as client:
            client.create(None, "/notices/1/objections", {"name": "张三"})
        return asked

    return ask


def problem(status: int, **body: Any) -> httpx.Response:
    return httpx.Response(status, json=body)


@pytest.mark.parametrize(
    "first",
    [
        problem(503, code="busy"),
        problem(429, code="too_many_requests"),
        problem(409, code="idempotency_key_in_flight"),
        httpx.ReadError("gone"),
        httpx.ConnectError("away"),
    ],
    ids=["busy", "too often", "in flight", "answer lost", "away"],
)
def test_act_is_asked_again_under_its_key_when_it_was_not_answered(
    asking: Callable[[Answers], list[httpx.Request]], memory: Memory, first: httpx.Response | Exception
) -> None:
    once, again = asking([first, DONE])
    assert once.headers["Idempotency-Key"] == again.headers["Idempotency-Key"]
    assert ([told.status for told in memory.told], memory.broken, memory.acts) == ([200], [], 1)


def test_act_is_followed_and_asked_again_when_it_was_only_taken(asking: Callable[[Answers], list[httpx.Request]], memory: Memory) -> None:
    taken = httpx.Response(202, json={"status": "accepted"}, headers={"Location": "/requests/abc"})
    asked = asking([taken, problem(200, state="waiting"), problem(200, state="done"), DONE])
    assert [request.url.path for request in asked] == ["/notices/1/objections", "/requests/abc", "/requests/abc", "/notices/1/objections"]
    assert [(told.status, told.request) for told in memory.told] == [(202, "/requests/abc"), (200, "")]


def test_act_is_asked_again_when_it_was_begun_and_is_no_request(asking: Callable[[Answers], list[httpx.Request]], memory: Memory) -> None:
    begun = httpx.Response(202, json={"status": "accepted"}, headers={"Location": "/annual-runs"})
    assert len(asking([begun, DONE])) == 2
    assert [told.status for told in memory.told] == [202, 200]


def test_error_of_the_server_is_kept_when_it_is_not_503(asking: Callable[[Answers], list[httpx.Request]], memory: Memory) -> None:
    asking([problem(500, code="internal"), DONE])
    assert len(memory.broken) == 1
    assert "500" in memory.broken[0]


def test_nobody_asks_again_when_the_run_was_broken_off(asking: Callable[[Answers], list[httpx.Request]], memory: Memory) -> None:
    memory.break_off()
    with pytest.raises(DemoError, match="no answer"):
        asking([])


def test_refusal_ends_the_walk_when_it_is_final(asking: Callable[[Answers], list[httpx.Request]], memory: Memory) -> None:
    with pytest.raises(DemoError, match="409"):
        asking([problem(409, code="wrong_stage")])
    assert not memory.told
