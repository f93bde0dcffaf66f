"""流程代码的测试。A workflow is replayed: it decides, and asks neither the clock, nor chance, nor anybody outside."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.source import listed, modules, place, tree

FORBIDDEN = {
    "aiohttp", "httpx", "io", "logging", "obstore", "os", "pathlib", "psycopg", "random", "requests", "secrets", "socket", "sqlalchemy",
    "subprocess", "tempfile", "threading", "time", "urllib", "uuid",
}  # fmt: skip
CLOCKS = {"now", "utcnow", "today", "fromtimestamp", "monotonic"}


def imports(path: Path) -> list[tuple[ast.stmt, str]]:
    """Return the top-level packages a module imports."""
    found: list[tuple[ast.stmt, str]] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [(node, name.name.partition(".")[0]) for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node, node.module.partition(".")[0]))
    return found


def test_a_workflow_imports_nothing_that_does_io() -> None:
    faults = [f"{place(path, node)}: {name}" for path in modules("workflows") for node, name in imports(path) if name in FORBIDDEN]
    assert not faults, listed(faults)


def test_a_workflow_reads_no_clock_but_its_own() -> None:
    faults = []
    for path in modules("workflows"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
                called = ast.unparse(node.func)
                if called != "workflow.now":
                    faults.append(f"{place(path, node)}: {called}()")
    assert not faults, listed(faults)


def test_what_a_workflow_takes_of_activities_is_their_signatures() -> None:
    faults = [
        f"{place(path, node)}: {node.module}"
        for path in modules("workflows")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("activities")
        if not node.module.startswith("activities.signatures")
    ]
    assert not faults, listed(faults)
