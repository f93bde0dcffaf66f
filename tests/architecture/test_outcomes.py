"""How tasks are closed: in one place, and as an event of their case or a `Closing`, for only of these there are words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from policy.processes.kernel.closings import Closing
from tests.architecture.source import REPOSITORY, listed, modules, place, tree

CLOSES = REPOSITORY / "activities/case/tasks.py"


def closed_as(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Yield every call that closes a task other than by its event, with what it is closed as."""
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call) or ast.unparse(node.func) not in {"close", "tasks.close"}:
            continue
        for given in (*node.args[2:], *(keyword.value for keyword in node.keywords)):
            yield node, ast.unparse(given)


def test_task_is_closed_as_what_there_are_words_for_when_no_event_closes_it() -> None:
    calls = [(place(path, call), said) for path in modules("activities") for call, said in closed_as(path)]
    allowed = {f"Closing.{closing.name}" for closing in Closing}
    assert {said for _, said in calls} == allowed, listed([f"{where}: {said}" for where, said in calls if said not in allowed])


def test_outcome_of_a_task_is_written_in_one_place() -> None:
    written = [
        path
        for path in modules("activities", "models", "api")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and ast.unparse(node) in {"task.outcome", "asked.outcome"}
    ]
    assert written == [CLOSES]
