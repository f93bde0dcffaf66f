"""A state is written in one place, which asks the table whether it may follow."""

from __future__ import annotations

import ast

from tests.architecture.source import listed, modules, place, tree

WRITER = "models/tables/states.py"


def test_state_of_a_row_is_written_by_become_alone() -> None:
    faults = [
        place(path, node)
        for path in modules("activities", "api", "bench", "models", "policy", "runtime", "workflows")
        if place(path) != WRITER
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store)
    ]
    assert not faults, listed(faults)
