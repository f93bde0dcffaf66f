"""Every branch of every process was taken by some test: `make test` runs this after the rest, which has written down what happened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policy.processes.kernel.lifecycle import Common
from policy.processes.registry import LIFECYCLES
from tests.conftest import HAPPENED, REPOSITORY

# Where cases are taken through their processes.
FOLDERS = ("api", "faults", "workflows")
# Possible in many stages: a test of one stage is a test of all.
EVERYWHERE = frozenset({*Common, "withdrawn"}) - {Common.SUBMITTED}
# What the API does to a draft, without a process.
WITHOUT_A_WORKFLOW = frozenset({"draft_discarded"})


@pytest.fixture(scope="module")
def happened() -> set[tuple[str, str]]:
    """Return every process and event that some test has seen; skip when only some of the tests were run."""
    parts = [json.loads(path.read_text("utf-8")) for path in sorted(HAPPENED.glob("*.json"))]
    ran = {Path(name) for part in parts for name in part["files"]}
    if not {path for folder in FOLDERS for path in (REPOSITORY / "tests" / folder).glob("test_*.py")} <= ran:
        pytest.skip("only some of the tests were run")
    return {(process, event) for part in parts for process, event in part["events"]}


@pytest.mark.parametrize("process", sorted(LIFECYCLES))
def test_every_event_of_a_process_happened_in_some_test(happened: set[tuple[str, str]], process: str) -> None:
    events = {str(event) for _, event in LIFECYCLES[process].transitions} - EVERYWHERE - WITHOUT_A_WORKFLOW
    assert events - {event for name, event in happened if name == process} == set()
