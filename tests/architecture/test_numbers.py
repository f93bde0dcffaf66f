"""编号的测试。The number of a case tells what kind of case it is: no two kinds begin alike."""

from __future__ import annotations

import ast
from collections import Counter

from tests.architecture.source import modules, tree


def prefixes() -> list[str]:
    """Return what each kind of case has its numbers begin with."""
    found = []
    for path in modules("activities", "models"):
        calls = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and ast.unparse(node.func) == "next_number")
        found += [str(call.args[1].value) for call in calls if isinstance(call.args[1], ast.Constant)]
    return found


def test_each_kind_of_case_is_numbered_with_a_prefix_of_its_own() -> None:
    found = prefixes()
    assert {"CB", "EI", "IV", "RF"} <= set(found)
    assert [prefix for prefix, times in Counter(found).items() if times > 1] == []
