"""源码。The project's own source, as the checks of this folder read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent.parent
FOLDERS = ("activities", "api", "bench", "faults", "gateways", "migrations", "models", "policy", "runtime", "sandbox", "workflows")


def modules(*folders: str) -> list[Path]:
    """Return every module in the folders (all source folders when none is named)."""
    return sorted(path for folder in folders or FOLDERS for path in (REPOSITORY / folder).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text("utf-8"))


def place(path: Path, node: ast.AST | None = None) -> str:
    """Return file and line, as an editor opens them."""
    where = path.relative_to(REPOSITORY).as_posix()
    return f"{where}:{node.lineno}" if node is not None and hasattr(node, "lineno") else where


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a module, nested ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def listed(faults: list[str]) -> str:
    """Return the faults, a line each, for the message of an assertion."""
    return "\n" + "\n".join(faults)
