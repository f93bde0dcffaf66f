"""金额的测试。Money is integers in fen: where it is handled there is no float and no division that makes one."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.source import listed, modules, place, tree

HANDLES_MONEY = ("policy", "activities", "workflows", "models/commands", "models/queries")
# Time is not money: a demo's working day may last half a second.
OF_TIME = {"policy/working_days.py"}


def floats(path: Path) -> list[str]:
    """Return where a module makes a float."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(f"{place(path, node)}: {node.value}")
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            found.append(f"{place(path, node)}: /")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"float", "round"}:
            found.append(f"{place(path, node)}: {node.func.id}()")
    return found


def test_no_float_is_made_where_money_is_handled() -> None:
    faults = [fault for path in modules(*HANDLES_MONEY) if place(path) not in OF_TIME for fault in floats(path)]
    assert not faults, listed(faults)


def test_no_amount_is_declared_as_anything_but_an_integer() -> None:
    faults = []
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id.endswith("_fen"):
                kind = ast.unparse(node.annotation)
                if "float" in kind or "Decimal" in kind:
                    faults.append(f"{place(path, node)}: {node.target.id}: {kind}")
    assert not faults, listed(faults)
