"""Every branch of every process was taken by some test: `make test` runs this after the rest, which has written down what happened."""

from __future__ import annotations

import pytest

from policy.processes.kernel.lifecycle import Common
from policy.processes.registry import LIFECYCLES
from tests.branches import coverage
from tests.branches.coverage import Seen
from tests.conftest import REPOSITORY

# Where cases are taken through their processes.
FOLDERS = ("api", "faults", "workflows")
# Possible in many stages: a test of one stage is a test of all.
EVERYWHERE = frozenset({*Common, "withdrawn"}) - {Common.SUBMITTED}
# What the API does to a draft, without a process.
WITHOUT_A_WORKFLOW = frozenset({"draft_discarded"})


@pytest.fixture(scope="module")
def happened() -> set[Seen]:
    """Return all that some test has seen; skip when only some of the tests were run."""
    ran, seen = coverage.happened()
    if not {path for folder in FOLDERS for path in (REPOSITORY / "tests" / folder).glob("test_*.py")} <= ran:
        pytest.skip("only some of the tests were run")
    return seen


@pytest.mark.parametrize("process", sorted(LIFECYCLES))
def test_every_event_of_a_process_happened_in_some_test(happened: set[Seen], process: str) -> None:
    events = {str(event) for _, event in LIFECYCLES[process].transitions} - EVERYWHERE - WITHOUT_A_WORKFLOW
    assert events - {seen.event for seen in happened if seen.process == process} == set()


def test_coverage_page_says_which_test_kept_each_promise(happened: set[Seen]) -> None:
    page = coverage.page(happened)
    assert [line for line in page.splitlines() if "|  |" in line] == []
    assert coverage.PAGE.read_text("utf-8") == page, "write it again: python -m tests.branches.coverage"
