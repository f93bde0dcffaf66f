"""进程树的测试。A part that dies is named, and started again if that is known to help; stopping goes in reverse and leaves nothing."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runtime.local.child_process import StartError
from runtime.local.process_tree import MOST_DEATHS, Child, ProcessTree, StopRequestedError

SLEEPER = "import time; print('awake', flush=True); time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('awake', flush=True); time.sleep(60)"


class Heard(list[tuple[str, str]]):
    """What a person would have been told."""

    def __call__(self, name: str, line: str) -> None:
        self.append((name, line))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def tree(heard: Heard) -> Iterator[ProcessTree]:
    tree = ProcessTree(heard)
    yield tree
    tree.stop()


def _spawn(tree: ProcessTree, name: str, program: str, tmp_path: Path) -> Child:
    child = tree.spawn(name, [sys.executable, "-c", program], environment={}, folder=tmp_path)
    tree.wait_ready(name, lambda: child.has_said("awake"))
    return child


def test_lines_are_passed_on_with_the_name_of_their_part(tree: ProcessTree, heard: Heard, tmp_path: Path) -> None:
    _spawn(tree, "worker", SLEEPER, tmp_path)
    assert ("worker", "awake") in heard


def test_a_part_that_dies_is_named_with_its_last_lines(tree: ProcessTree, tmp_path: Path) -> None:
    _spawn(tree, "api", "print('awake'); print('no more disk', flush=True); raise SystemExit(3)", tmp_path)
    with pytest.raises(StartError, match=r"api ended with code 3(.|\n)*no more disk"):
        tree.watch()


def test_a_part_that_was_killed_is_named_with_the_signal(tree: ProcessTree, tmp_path: Path) -> None:
    _spawn(tree, "worker", SLEEPER, tmp_path).process.kill()
    with pytest.raises(StartError, match="worker was ended by SIGKILL"):
        tree.watch()


def _keep(tree: ProcessTree, name: str, program: str, tmp_path: Path) -> list[Child]:
    """Start a part that is started again, and return each that was."""
    started: list[Child] = []

    def start() -> None:
        started.append(_spawn(tree, name, program, tmp_path))

    start()
    tree.keep(name, start)
    return started


def _killing(tree: ProcessTree, started: list[Child], heard: Heard, times: int) -> Callable[[], None]:
    """Return what kills a part so often, each time once it runs, and then wants everything to stop."""

    def killed(count: int) -> None:
        _until(lambda: len(started) == count + 1 and heard.count((started[0].name, "runs again")) == count)
        started[-1].process.kill()

    def run() -> None:
        for count in range(times):
            killed(count)
        _until(lambda: heard.count((started[0].name, "runs again")) == times)
        tree.stop_requested.set()

    return run


def _until(found: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not found():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_part_that_was_killed_is_started_again_with_a_word(tree: ProcessTree, heard: Heard, tmp_path: Path) -> None:
    started = _keep(tree, "worker", SLEEPER, tmp_path)
    with ThreadPoolExecutor() as other:
        done = other.submit(_killing(tree, started, heard, MOST_DEATHS - 1))
        tree.watch()
        done.result()
    assert [child.poll() is None for child in started] == [False, False, True]
    assert ("worker", "worker was ended by SIGKILL: starting it again") in heard
    tree.stop()
    assert started[-1].poll() is not None


def test_a_part_that_keeps_dying_is_named_and_not_started_for_ever(tree: ProcessTree, tmp_path: Path) -> None:
    started = _keep(tree, "api", "print('awake'); print('no more disk', flush=True); raise SystemExit(3)", tmp_path)
    with pytest.raises(StartError, match=r"api ended with code 3(.|\n)*no more disk"):
        tree.watch()
    assert len(started) == MOST_DEATHS


def test_a_part_is_started_once_more_when_what_it_needs_has_died_as_well(tree: ProcessTree, heard: Heard, tmp_path: Path) -> None:
    database, needs = _keep(tree, "database", SLEEPER, tmp_path), _keep(tree, "api", SLEEPER, tmp_path)
    # The database dies while the part that needs it is started again.
    tree.keep("api", _dying_first(tree, database, needs, tmp_path))
    with ThreadPoolExecutor() as other:
        needs[-1].process.kill()
        done = other.submit(_until, lambda: ("api", "runs again") in heard)
        done.add_done_callback(lambda _: tree.stop_requested.set())
        tree.watch()
        done.result()
    assert ("database", "runs again") in heard
    assert database[-1].poll() is None


def test_what_a_part_needs_is_started_while_it_is_waited_for_when_both_have_died(tree: ProcessTree, heard: Heard, tmp_path: Path) -> None:
    database, needs = _keep(tree, "database", SLEEPER, tmp_path), _keep(tree, "api", SLEEPER, tmp_path)

    def start() -> None:
        if len(database) == 1:
            # It is seen to be dead only once the part that needs it is started already.
            database[0].process.kill()
            database[0].process.wait()
        needs.append(_spawn(tree, "api", SLEEPER, tmp_path))
        tree.wait_ready("api", lambda: len(database) == 2)

    tree.keep("api", start)
    with ThreadPoolExecutor() as other:
        needs[-1].process.kill()
        done = other.submit(_until, lambda: ("api", "runs again") in heard)
        done.add_done_callback(lambda _: tree.stop_requested.set())
        since = time.monotonic()
        tree.watch()
        done.result()
    assert time.monotonic() - since < 10
    assert [name for name, line in heard if line == "runs again"] == ["database", "api"]
    assert (len(database), len(needs)) == (2, 2)


def _dying_first(tree: ProcessTree, database: list[Child], needs: list[Child], tmp_path: Path) -> Callable[[], None]:
    def start() -> None:
        if len(database) == 1:
            database[0].process.kill()
            database[0].process.wait()
            raise StartError
        needs.append(_spawn(tree, "api", SLEEPER, tmp_path))

    return start


def test_a_part_that_dies_while_another_starts_is_not_waited_for(tree: ProcessTree, tmp_path: Path) -> None:
    _spawn(tree, "worker", SLEEPER, tmp_path).process.kill()
    with pytest.raises(StartError, match="worker"):
        tree.wait_ready("worker", lambda: False)


def test_a_part_that_never_gets_ready_is_named(tree: ProcessTree, tmp_path: Path) -> None:
    _spawn(tree, "sandbox", SLEEPER, tmp_path)
    with pytest.raises(StartError, match=r"sandbox was not ready(.|\n)*awake"):
        tree.wait_ready("sandbox", lambda: False, seconds=0.2)


def test_parts_stop_in_reverse(tree: ProcessTree, heard: Heard, tmp_path: Path) -> None:
    for name in ("first", "second", "third"):
        _spawn(tree, name, SLEEPER, tmp_path)
    tree.stop()
    assert [name for name, line in heard if line == "stopped"] == ["third", "second", "first"]


def test_a_part_that_will_not_stop_is_killed(tree: ProcessTree, heard: Heard, tmp_path: Path) -> None:
    child = _spawn(tree, "stubborn", STUBBORN, tmp_path)
    child.stop(timeout=0.2)
    assert child.poll() is not None
    assert any("killed" in line for _name, line in heard)


def test_a_step_that_fails_is_named(tree: ProcessTree, tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"migrate ended with code 1(.|\n)*no such table"):
        tree.finish("migrate", [sys.executable, "-c", "raise SystemExit('no such table')"], environment={}, folder=tmp_path)


def test_a_wish_to_stop_interrupts_a_step(tree: ProcessTree, tmp_path: Path) -> None:
    tree.stop_requested.set()
    started = time.monotonic()
    with pytest.raises(StopRequestedError):
        tree.finish("migrate", [sys.executable, "-c", SLEEPER], environment={}, folder=tmp_path)
    assert time.monotonic() - started < 10
