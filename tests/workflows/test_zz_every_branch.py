"""Every branch of every process was taken by some test of this session: the last file to run says which were not."""

from __future__ import annotations

from pathlib import Path

import pytest

from policy.lifecycles.lifecycle import Common
from policy.lifecycles.registry import LIFECYCLES
from tests.workflows.office import SEEN

TESTS = Path(__file__).parent.parent
# Where cases are taken through their processes.
WHERE = ("api", "faults", "workflows")
# Possible in many stages: a test of one stage is a test of all.
EVERYWHERE = frozenset({*Common, "withdrawn"}) - {Common.SUBMITTED}
# What the API does to a draft, without a process.
WITHOUT_A_WORKFLOW = frozenset({"draft_discarded"})


@pytest.mark.parametrize("process", sorted(LIFECYCLES))
def test_every_event_of_a_process_happened_in_some_test(request: pytest.FixtureRequest, process: str) -> None:
    ran = {Path(item.path) for item in request.session.items}
    if not {path for folder in WHERE for path in (TESTS / folder).glob("test_*.py")} <= ran or request.config.option.keyword:
        pytest.skip("only some of the tests were run")
    lifecycle = LIFECYCLES[process]
    events = {event for _, event in lifecycle.transitions} - EVERYWHERE - WITHOUT_A_WORKFLOW
    happened = {event for name, _, event in SEEN if name == process}
    assert events - happened == set()
