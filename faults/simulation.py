"""演练。Rounds of people, kills and failing authorities over real servers, each followed by a look at what has to hold."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from rich.console import Console
from rich.progress import Progress

from faults.clerk import settle, settle_until
from faults.invariants import Found, look
from faults.people import Memory, Persistent
from faults.plan import Round, Strike, Walker, round_of
from faults.rest import Rest, at_rest
from faults.servers import Servers
from policy.errors import Code
from runtime.addresses import sandbox_url
from runtime.demo import application as demo_application
from runtime.demo.client import DemoClient, DemoError, DemoNeedsError
from runtime.demo.command import PROCESSES

AT_ONCE = 8
TOO_LATE, BROKEN_OFF = " too late for a call", " broken off"
BUDGET_FEN = 100_000_000_000 * 100
# What goes wrong in a walk: an answer nobody counted on, or one that is not there.
WRONG = (DemoError, DemoNeedsError, httpx.HTTPError, LookupError, StopIteration, TypeError, ValueError)


@dataclass(slots=True)
class Simulation:
    """A run.

    Attributes:
        servers: What it runs on.
        seed: What decides everything that chance decides.
        memory: What people were told.
        walked: How often each process was walked, and how many of these walks did not come to their end.
        struck: How often what was done to the system.
        found: What the looks found, the last one last.
        rounds: How many rounds there were.
    """

    servers: Servers
    seed: int
    memory: Memory = field(default_factory=Memory)
    walked: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)
    found: list[Found] = field(default_factory=list)
    rounds: int = 0

    @property
    def broken(self) -> list[str]:
        """What did not hold."""
        return [*self.memory.broken, *(its for found in self.found for its in found.broken)]

    def furnish(self) -> None:
        """Give the department whose awards are walked more than all walks can spend: nothing here is about an empty budget."""
        year = datetime.now(UTC).year
        body = {"department": "sti", "year": year, "amount_fen": BUDGET_FEN, "document_no": f"演练预算〔{year}〕1号"}
        with DemoClient(self.servers.settings) as client:
            entered = client.create("finance-1", "/appropriations", body)
            client.create("finance-2", f"/budget-documents/{entered['id']}/confirmation")

    def play(self, number: int, processes: tuple[str, ...] | None = None, strikes: tuple[Strike, ...] | None = None) -> Found:
        """Play a round, let everything come to rest, and look.

        Args:
            number: Which round of the seed.
            processes: Which processes are walked; None leaves it to the seed.
            strikes: What is done meanwhile; None leaves it to the seed.
        """
        its = round_of(self.seed, number, processes)
        self._register(its)
        with ThreadPoolExecutor(AT_ONCE) as people, ThreadPoolExecutor(1) as finance:
            walks = [people.submit(self._walk, walker) for walker in its.walkers]
            for walk in walks:
                walk.add_done_callback(lambda _: self.memory.wake())
            clerk = finance.submit(self._settle, number, walks)
            try:
                self._strike(its.strikes if strikes is None else strikes, walks)
                wait(walks)
                clerk.result()
            except BaseException:
                self.memory.break_off()
                raise
        for walker, walk in zip(its.walkers, walks, strict=True):
            self.walked[f"{walker.process}{walk.result()}"] += 1
        self._mend()
        self.rounds += 1
        self.found.append(look(self.servers, self.memory, self._rest(number)))
        return self.found[-1]

    def _rest(self, number: int) -> Rest:
        """Let everything come to rest, once more as long as the treasury said something wrong at the last moment."""
        rest = at_rest(self.servers)
        with self._finance(number) as client:
            while settle(client):
                rest = at_rest(self.servers)
        return rest

    def _settle(self, number: int, walks: list[Future[str]]) -> None:
        with self._finance(number) as client:
            try:
                settle_until(client, lambda: all(walk.done() for walk in walks))
            except WRONG as error:
                self.memory.breaks(f"finance gave up: {type(error).__name__} {error}")

    def _finance(self, number: int) -> Persistent:
        return Persistent(self.servers.settings, Walker(f"{number}.0", "finance", None, {}, {}), self.seed, self.memory)

    def _register(self, its: Round) -> None:
        for walker in its.walkers:
            with Persistent(self.servers.settings, walker, self.seed, self.memory) as client:
                for uscc in walker.enterprises.values():
                    client.register(uscc, enterprise_name(uscc))

    def _walk(self, walker: Walker) -> str:
        """Walk, and return how it ended unless all the way."""
        with (self.servers.home / "logs" / f"walk-{walker.name}.log").open("w", encoding="utf-8") as file:
            shown = Progress(console=Console(file=file, width=160), disable=True)
            try:
                with Persistent(self.servers.settings, walker, self.seed, self.memory) as client:
                    if walker.item:
                        demo_application.walk(client, shown, walker.item)
                    else:
                        PROCESSES[walker.process](client, shown)
            except WRONG as error:
                if isinstance(error, DemoError) and (
                    error.code == Code.WINDOW_CLOSED or (walker.process == "window" and error.code == Code.PROCESS_ENDED)
                ):
                    # Deadlines pass while servers are away, and nobody acknowledged anything. A window nobody applied in has ended by then.
                    return TOO_LATE
                self.memory.breaks(f"walk {walker.name} ({walker.process}) ended early: {type(error).__name__} {error}")
                return BROKEN_OFF
        return ""

    def _strike(self, strikes: tuple[Strike, ...], walks: list[Future[str]]) -> None:
        """Do to the system what is planned, as long as somebody walks."""

        def is_over() -> bool:
            return all(walk.done() for walk in walks)

        moment = self.memory.acts
        for strike in strikes:
            moment += strike.acts
            if not self.memory.wait_for_acts(moment, is_over) or is_over():
                return
            time.sleep(strike.delay)
            self._do(strike)

    def _do(self, strike: Strike) -> None:
        match strike.what:
            case "kill":
                self.servers.kill(strike.parts)
                time.sleep(strike.away)
                self.servers.restart(strike.parts)
                self.struck.update(f"kill -9 {part}" for part in strike.parts)
            case "fault":
                fault = {"target": strike.target, "mode": strike.mode, "times": strike.times, "seconds": strike.seconds}
                self._sandbox("PUT", fault)
                self.struck[f"{strike.target.partition('.')[0]} fails"] += 1
            case "keep":
                self.servers.keep_temporal()
                self.struck["restart of Temporal"] += 1
            case "restore":
                self.servers.restore_temporal()
                self.struck["restore of Temporal"] += 1

    def _mend(self) -> None:
        self._sandbox("DELETE", None)

    def _sandbox(self, method: str, body: dict[str, Any] | None) -> None:
        # It stands while somebody strikes: nobody else kills it.
        where = f"{sandbox_url(self.servers.settings)}/admin/faults"
        httpx.request(method, where, json=body, timeout=30, trust_env=False).raise_for_status()


def enterprise_name(uscc: str) -> str:
    """Return the name of an enterprise that plays a part."""
    return f"演示企业{uscc[8:17]}（北京）有限公司"
