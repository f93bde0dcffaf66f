"""停滞的测试。No case stands still: what leads into a stage that is no end opens a task, sets a time, or has a step follow at once."""

from __future__ import annotations

import ast
import dis
from collections.abc import Callable, Iterator
from functools import cache, partial
from types import FunctionType, ModuleType
from typing import Any

import pytest

from policy.processes.kernel.lifecycle import COMMON, Lifecycle
from policy.processes.registry import LIFECYCLES
from runtime.container import PROCESSES
from tests.architecture.source import modules, tree

WAITING_FOR_OTHERS = {
    ("application", "allocation"): "the list of its window, whose process tells it",
    ("commitment", "in_force"): "what binds is looked at, and each look says when the next is due",
    ("commitment", "fulfilled"): "nothing binds; another award begins it again",
    ("commitment", "breached"): "nothing is asked; another award begins it again",
    ("employment", "attached"): "another employer, or the end of this one: whoever has a part in it says so",
    ("matching", "active"): "the look that finds it resumed says when the next is due",
    ("matching", "closing"): "likewise, the look that finds it completed",
    ("matching", "unwinding"): "likewise, the look that finds it terminated",
    ("matching", "handed_over"): "likewise, the look that finds another holder",
}
"""By process and stage: what moves a case on of which neither the row nor the effect of the event speaks."""


def leading_without_a_task(lifecycle: Lifecycle) -> Iterator[tuple[str, str]]:
    """Yield every event that leads into a stage that is no end and opens nothing, with that stage."""
    for (source, event), target in lifecycle.transitions.items():
        is_common = event in COMMON and not lifecycle.steps[event].leads
        if source != target and target not in lifecycle.terminal and not lifecycle.steps[event].opens and not is_common:
            yield event, target


LEADING = sorted({(name, event, stage) for name, lifecycle in LIFECYCLES.items() for event, stage in leading_without_a_task(lifecycle)})


@cache
def stages_acted_in(workflow: str) -> frozenset[str]:
    """Return the stages in which a workflow takes a step by itself."""
    (found,) = (
        node
        for path in modules("workflows")
        for node in tree(path).body
        if isinstance(node, ast.ClassDef) and any(f"name='{workflow}'" in ast.unparse(one) for one in node.decorator_list)
    )
    acts = (one for one in found.body if isinstance(one, ast.AsyncFunctionDef) and one.name == "_act")
    named = (node for act in acts for node in ast.walk(act) if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Stage")
    return frozenset(node.attr.lower() for node in named)


def sets_a_time(function: object, seen: set[object] | None = None) -> bool:
    """Tell whether an effect, or something of ours that it calls, sets when its case wakes."""
    seen = set() if seen is None else seen
    if isinstance(function, partial):
        return any(sets_a_time(one, seen) for one in (function.func, *function.args))
    if not isinstance(function, FunctionType) or function in seen or not function.__module__.startswith(("activities", "models")):
        return False
    seen.add(function)
    steps = list(dis.get_instructions(function))
    if any(step.opname == "STORE_ATTR" and step.argval == "wakes_at" for step in steps):
        return True
    return any(sets_a_time(called, seen) for step in steps if isinstance(step.argval, str) for called in called_by(function, step.argval))


def called_by(function: FunctionType, name: str) -> Iterator[object]:
    """Yield what a name in a function may be: of its module, of a module it knows, or of what it was made in."""
    yield function.__globals__.get(name)
    yield from (getattr(one, name, None) for one in function.__globals__.values() if isinstance(one, ModuleType))
    yield from (
        cell.cell_contents for cell, free in zip(function.__closure__ or (), function.__code__.co_freevars, strict=True) if free == name
    )


def goes_on(process: str, event: str, stage: str) -> bool:
    its, lifecycle = PROCESSES[process], LIFECYCLES[process]
    effect: Callable[..., Any] | None = its.events.get(event)
    return stage in its.passing or stage in stages_acted_in(lifecycle.workflow) or sets_a_time(effect)


@pytest.mark.parametrize(("process", "event", "stage"), LEADING)
def test_event_that_opens_no_task_has_its_case_go_on(process: str, event: str, stage: str) -> None:
    assert goes_on(process, event, stage) or (process, stage) in WAITING_FOR_OTHERS


@pytest.mark.parametrize(("process", "stage"), sorted(WAITING_FOR_OTHERS))
def test_exception_is_needed(process: str, stage: str) -> None:
    events = [event for name, event, target in LEADING if (name, target) == (process, stage)]
    assert [event for event in events if not goes_on(process, event, stage)]
