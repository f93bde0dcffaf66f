"""进程树。Child processes started in order, watched together, started again with a word, stopped in reverse; none outlives us."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from runtime.local.child_process import PRIVATE, StartError, follow_parent

KEPT_LINES = 200
LAST_LINES = 20
PAUSE = 0.1
# Whatever dies so often within so many seconds is not helped by being started again.
MOST_DEATHS = 3
DEATHS_WITHIN = 60.0

Say = Callable[[str, str], None]
"""Tells the person at the terminal one thing: the part it is about, and the line."""


class StopRequestedError(Exception):
    """The person wants it all to stop; not a fault."""


class Part(Protocol):
    """A running part of the system."""

    def poll(self) -> int | None:
        """Return its exit code, or None while it runs."""

    def last_lines(self) -> list[str]:
        """Return the last lines of its output."""

    def stop(self, timeout: float = ...) -> None:
        """Stop it; afterwards it is gone."""


class Child:
    """A child process whose output is passed on line by line."""

    def __init__(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], folder: Path, say: Say) -> None:
        """Start it.

        Args:
            name: What the person knows it by.
            command: Program and arguments.
            environment: The whole environment.
            folder: Where it runs.
            say: Called with each of its lines, in a thread of its own.
        """
        self.name = name
        self._say = say
        self._lines: deque[str] = deque(maxlen=KEPT_LINES)
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd=folder,
            env=environment,
            umask=PRIVATE,
            start_new_session=True,  # Ctrl-C reaches the whole group of the terminal: we decide the order
            # Whoever kills us without notice gives nobody time to tidy up; every part is made to survive that.
            preexec_fn=follow_parent(signal.SIGKILL),  # noqa: PLW1509 - it only makes system calls
        )
        self._reader = threading.Thread(target=self._read, name=f"output of {name}", daemon=True)
        self._reader.start()

    def _read(self) -> None:
        if self.process.stdout is None:
            return
        for raw in self.process.stdout:
            line = raw.rstrip()
            if not line:
                continue
            self._lines.append(line)
            self._say(self.name, line)

    def has_said(self, line: str) -> bool:
        """Tell whether one of its recent lines contains `line`."""
        return any(line in said for said in list(self._lines))

    def poll(self) -> int | None:
        """Return its exit code, or None while it runs."""
        return self.process.poll()

    def last_lines(self) -> list[str]:
        """Return the last lines of its output, once all of it was read."""
        if self.process.poll() is not None:
            self._reader.join(timeout=2)
        return list(self._lines)[-LAST_LINES:]

    def stop(self, timeout: float = 20.0) -> None:
        """Ask it to end, and end it if it takes longer than `timeout` seconds."""
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        try:
            self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self._say(self.name, f"still there after {timeout:.0f} s: killed")
            self.process.kill()
            self.process.wait()
        self._reader.join(timeout=2)


class ProcessTree:
    """The parts that run, in the order they were started."""

    def __init__(self, say: Say) -> None:
        """Start with no part; `say` tells the person what happens."""
        self.parts: dict[str, Part] = {}
        self.stop_requested = threading.Event()
        self._say = say
        self._starts: dict[str, Callable[[], None]] = {}
        self._deaths: dict[str, deque[float]] = {}
        self._all_up = False

    def keep(self, name: str, start: Callable[[], None]) -> None:
        """Say how a part is started again when it dies once everything is up: by what spawns or adds it, and waits until it is ready."""
        self._starts[name] = start

    def add(self, name: str, part: Part) -> None:
        """Watch a part that was started elsewhere."""
        self.parts[name] = part
        self.check()

    def spawn(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], folder: Path) -> Child:
        """Start a child process and watch it."""
        self.check()
        child = Child(name, command, environment=environment, folder=folder, say=self._say)
        self.parts[name] = child
        return child

    def finish(self, name: str, command: Sequence[str], *, environment: Mapping[str, str], folder: Path) -> None:
        """Run a child process to its end.

        Raises:
            StartError: It failed, or another part died meanwhile.
            StopRequestedError: The person wants it all to stop.
        """
        self.check()
        child = Child(name, command, environment=environment, folder=folder, say=self._say)
        try:
            while child.poll() is None:
                self.check()
                time.sleep(PAUSE)
        finally:
            child.stop()
        if child.poll() != 0:
            raise StartError(_obituary(name, child))

    def wait_ready(self, name: str, ready: Callable[[], bool], *, seconds: float = 60.0) -> None:
        """Wait until `ready` says that a part is ready; once everything is up, whatever it needs and dies meanwhile is started again.

        Raises:
            StartError: A part died, or it took too long.
            StopRequestedError: The person wants it all to stop.
        """
        until = time.monotonic() + seconds
        while not ready():
            self.check()
            if self.parts[name].poll() is not None:
                raise StartError(_obituary(name, self.parts[name]))
            # It would wait its whole time for what nobody else starts.
            for needed in self._dead_before(name) if self._all_up else ():
                self._start_again(needed)
                until = time.monotonic() + seconds
            if time.monotonic() > until:
                lines = "\n".join(f"  {line}" for line in self.parts[name].last_lines())
                msg = f"{name} was not ready after {seconds:.0f} s. The last it said:\n{lines or '  (nothing)'}"
                raise StartError(msg)
            time.sleep(PAUSE)

    def check(self) -> None:
        """Make sure that nobody wants to stop and that all parts run; once everything is up, that is what `watch` sees to.

        Raises:
            StartError: A part died.
            StopRequestedError: The person wants it all to stop.
        """
        if self.stop_requested.is_set():
            raise StopRequestedError
        for name in () if self._all_up else self._dead():
            raise StartError(_obituary(name, self.parts[name]))

    def watch(self) -> None:
        """Start again whatever dies, saying so, until the person wants it all to stop.

        Raises:
            StartError: A part died that nobody said how to start, or that keeps dying.
        """
        self._all_up = True
        with contextlib.suppress(StopRequestedError):
            while True:
                self.check()
                for name in self._dead():
                    self._start_again(name)
                self.stop_requested.wait(PAUSE)

    def _dead(self) -> list[str]:
        return [name for name, part in self.parts.items() if part.poll() is not None]

    def _dead_before(self, name: str) -> list[str]:
        """Return the parts that were started before one, which may need them, and that have died."""
        names = list(self.parts)
        return [dead for dead in self._dead() if names.index(dead) < names.index(name)]

    def _start_again(self, name: str) -> None:
        died = self._deaths.setdefault(name, deque(maxlen=MOST_DEATHS))
        died.append(time.monotonic())
        obituary = _obituary(name, self.parts[name])
        if name not in self._starts or (len(died) == MOST_DEATHS and died[-1] - died[0] < DEATHS_WITHIN):
            raise StartError(obituary)
        self._say(name, f"{obituary.partition('. ')[0]}: starting it again")
        try:
            self._starts[name]()
        except StartError as error:
            # What it needs may have died as well, and is started before it is tried once more.
            self._say(name, str(error))
            self.parts[name].stop()
        else:
            self._say(name, "runs again")

    def stop(self) -> None:
        """Stop all parts, the last one started first."""
        for name in reversed(list(self.parts)):
            part = self.parts.pop(name)
            if part.poll() is None:
                part.stop()
                self._say(name, "stopped")

    def kill(self) -> None:
        """End the child processes at once: for a person who does not want to wait."""
        for part in list(self.parts.values()):
            if isinstance(part, Child):
                part.process.kill()


def _obituary(name: str, part: Part) -> str:
    code = part.poll() or 0
    how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
    lines = "\n".join(f"  {line}" for line in part.last_lines())
    return f"{name} {how}. The last it said:\n{lines or '  (nothing)'}"
