"""演练人员。People who ask again until they are answered, and a record of everything they were told."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from random import Random
from typing import Any

import httpx

from faults.plan import Walker
from policy.errors import Code
from policy.text import Text
from runtime.demo.client import DemoClient, DemoError
from runtime.settings import Settings

PATIENCE_SECONDS = 240.0
PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 2.0
SLACK = 4


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody was told of an act of theirs.

    Attributes:
        subject: Who, as they signed in; empty for the public.
        path: What they posted to.
        key: The Idempotency-Key.
        status: The answer's status.
        answer: The answer's body.
        sent: What they posted, if it was JSON.
        request: Where what was only taken is followed.
    """

    subject: str
    path: str
    key: str
    status: int
    answer: Any
    sent: dict[str, Any] | None
    request: str = ""


@dataclass(slots=True)
class Memory:
    """What all people of a run were told, and how often they asked.

    Attributes:
        told: Every answer that says that something was done, or taken.
        broken: What should never have been answered.
        counts: How often what happened.
        is_over: Whether the run was broken off: nobody asks again.
    """

    told: list[Told] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    is_over: bool = False
    _acts: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def act(self) -> None:
        """Count an act that somebody is about to ask for."""
        with self._changed:
            self._acts += 1
            self._changed.notify_all()

    def keep(self, told: Told) -> None:
        """Remember an answer."""
        with self._changed:
            self.told.append(told)

    def count(self, what: str) -> None:
        """Count something."""
        with self._changed:
            self.counts[what] += 1

    def breaks(self, what: str) -> None:
        """Remember what should not have happened."""
        with self._changed:
            self.broken.append(what)

    @property
    def acts(self) -> int:
        """How many acts were asked for."""
        return self._acts

    def break_off(self) -> None:
        """Let nobody ask again."""
        self.is_over = True
        self.wake()

    def wake(self) -> None:
        """Have whoever waits for acts look whether there will be any."""
        with self._changed:
            self._changed.notify_all()

    def wait_for_acts(self, number: int, is_over: Callable[[], bool]) -> bool:
        """Wait until so many acts were asked for, or nobody asks any more; tell whether they were."""
        with self._changed:
            self._changed.wait_for(lambda: self._acts >= number or is_over())
            return self._acts >= number


class Persistent(DemoClient):
    """The people of one walk: whatever is away or answers nothing is asked again, the same under the same key.

    Args:
        settings: Where API and sandbox are.
        walker: Whose walk it is.
        seed: With the walker, what their papers are marked by.
        memory: Where what they are told is kept.
    """

    patience = PATIENCE_SECONDS
    slack = SLACK

    def __init__(self, settings: Settings, walker: Walker, seed: int, memory: Memory) -> None:
        super().__init__(settings, _transport(walker))
        self._walker, self._memory = walker, memory
        self._chance = Random(f"{seed}/{walker.name}")  # noqa: S311 - it is to be foreseen

    def mark(self, length: int = 32) -> str:
        """Return the next signs of this walk, by its seed."""
        return f"{self._chance.getrandbits(4 * length):0{length}X}"

    def subject(self, person: str) -> str:
        """Return who plays a person's part."""
        if enterprise := self._walker.enterprises.get(person):
            return f"applicant-{enterprise}"
        return self._walker.cast.get(person, person)

    def people(self) -> list[dict[str, Any]]:
        """Return everybody, each applicant with the enterprise that plays its part."""
        enterprises = self._walker.enterprises
        return [person | {"enterprise": enterprises.get(person["id"], person["enterprise"])} for person in super().people()]

    def register(self, uscc: str, name: str) -> None:
        """Have the authorities know a sound enterprise, and register it with us."""
        self._authorities("PUT", f"/admin/enterprises/{uscc}", sound(name))
        applicant = next(person for person, its in self._walker.enterprises.items() if its == uscc)
        self.create(applicant, "/enterprises", {"uscc": uscc, "name": name})

    def _ask(self, method: str, person: str | None, path: str, *, key: str | None = None, **sent: Any) -> httpx.Response:  # noqa: ANN401 - what httpx sends
        if key is not None:
            self._memory.act()
        until = time.monotonic() + self.patience
        while time.monotonic() < until and not self._memory.is_over:
            answer = self._asked(method, person, path, key=key, **sent)
            if answer is not None:
                if key is None or not answer.is_success:
                    return answer
                subject, taken = self.subject(person) if person else "", _taken(answer)
                told = Told(subject, path, key, answer.status_code, answer.json(), sent.get("json"), taken)
                self._memory.keep(told)
                if told.request:
                    self._follow(person, told)
                elif _is_begun(told):
                    time.sleep(PAUSE_SECONDS)
                else:
                    return answer
        asked, seconds = f"{method} {path}", f"{self.patience:.0f}"
        raise DemoError(Text(f"{asked}：{seconds}秒内没有答复", f"{asked}: no answer within {seconds} seconds"))

    def _asked(self, method: str, person: str | None, path: str, *, key: str | None, **sent: Any) -> httpx.Response | None:  # noqa: ANN401 - what httpx sends
        """Ask once, and return the answer, or None after a pause if there was none that says anything."""
        try:
            answer = super()._ask(method, person, path, key=key, **sent)
        except httpx.TransportError:
            self._memory.count("no answer")
            time.sleep(PAUSE_SECONDS)
            return None
        if not _again(answer):
            self._memory.count(str(answer.status_code) if key is not None or answer.is_error else "read")
            return answer
        self._memory.count(f"{answer.status_code}, asked again")
        if answer.is_server_error and answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
            self._memory.breaks(f"{method} {path} was answered with {answer.status_code}: {answer.text[:300]}")
        time.sleep(min(float(answer.headers.get("Retry-After", PAUSE_SECONDS)), LONGEST_PAUSE_SECONDS))
        return None

    def _follow(self, person: str | None, told: Told) -> None:
        """Wait until what was only taken has an outcome."""
        what = Text(f"{told.path}的结果（{told.request}）", f"the outcome of {told.path} ({told.request})")
        self.wait_until(lambda: self.get(person, told.request)["state"] != "waiting", what)

    def _authorities(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        until, tries = time.monotonic() + self.patience, 0
        while time.monotonic() < until and not self._memory.is_over:
            tries += 1
            try:
                answer = self._sandbox.request(method, path, json=body)
            except httpx.TransportError:
                answer = None
            # What was told before its answer was lost is there already.
            if answer is not None and (answer.is_success or (tries > 1 and answer.status_code == HTTPStatus.CONFLICT)):
                return answer
            if answer is not None and not answer.is_server_error:
                return answer.raise_for_status()
            time.sleep(PAUSE_SECONDS)
        raise DemoError(Text(f"{method} {path}：外部单位没有答复", f"{method} {path}: the authorities do not answer"))


def sound(name: str) -> dict[str, Any]:
    """Return what all authorities know of an enterprise against which nothing speaks."""
    return {
        "name": name,
        "legal_representative": "陈思远",
        "established_on": "2018-05-16",
        "address": "北京经济技术开发区演练路1号",
        "size": "medium",
        "sector": "industry",
    }


def _again(answer: httpx.Response) -> bool:
    if answer.status_code == HTTPStatus.CONFLICT:
        return bool(answer.json().get("code") == Code.IDEMPOTENCY_KEY_IN_FLIGHT)
    return answer.is_server_error or answer.status_code == HTTPStatus.TOO_MANY_REQUESTS


def _is_begun(told: Told) -> bool:
    """Tell whether a process was begun that nobody has a request of, such as an annual run: whoever asks again joins it."""
    return bool(told.status == HTTPStatus.ACCEPTED and told.answer.get("status") == "accepted")


def _taken(answer: httpx.Response) -> str:
    """Return where a request is followed that was only taken, or nothing if it was done."""
    where = answer.headers.get("Location", "")
    return where if answer.status_code == HTTPStatus.ACCEPTED and where.startswith("/requests/") else ""


def _transport(walker: Walker) -> httpx.BaseTransport | None:
    """Return a way to the API from an address of the walk's own: so many people share no quota."""
    if sys.platform != "linux":
        # Elsewhere the loopback has one address.
        return None
    number, position = walker.name.split(".")
    return httpx.HTTPTransport(local_address=f"127.{1 + int(number) % 200}.{int(position) % 250}.7")
