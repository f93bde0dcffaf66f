"""What drawers describe of their processes holds together with the rows of their lifecycles."""

from __future__ import annotations

from typing import Any

import pytest

from activities.case.effects import Effects
from activities.case.process import Process
from policy.processes.registry import KINDS, LIFECYCLES
from runtime.container import PROCESSES

each = pytest.mark.parametrize("process", PROCESSES.values(), ids=PROCESSES)


def test_every_process_is_described() -> None:
    assert set(PROCESSES) == set(LIFECYCLES)


@each
def test_effect_is_of_an_event_that_the_process_has(process: Process[Any]) -> None:
    assert set(process.events) <= set(process.lifecycle.steps)


@each
def test_whatever_a_row_opens_is_a_kind_of_task_or_has_an_opener(process: Process[Any]) -> None:
    opened = {name for step in process.lifecycle.steps.values() for name in step.opens}
    assert opened <= {*KINDS, *process.openers}
    assert set(process.openers) <= opened | {"panel"}


@each
def test_what_is_done_in_passing_leads_from_a_stage_of_the_process(process: Process[Any]) -> None:
    assert set(process.passing) <= set(process.lifecycle.stages)


@pytest.mark.parametrize("enter", ["of", "opens", "asks", "at_once"])
def test_second_function_is_refused_where_one_is_entered(enter: str) -> None:
    effects: Effects[Any] = Effects()

    async def function(*_: Any) -> Any:
        """Stand for any."""

    getattr(effects, enter)("something")(function)
    with pytest.raises(ValueError, match="something"):
        getattr(effects, enter)("something")(function)
