"""What is answered of a case in full is read at one moment: its stage, its tasks and its timeline belong together."""

from __future__ import annotations

import ast

from tests.architecture.source import functions, listed, modules, place

# These are no cases: a stage and a timeline are not among what is answered of them.
_NO_CASES = {"person.py", "receipt.py", "reconciliation.py", "submission.py", "what_if.py"}


def _reads(function: ast.AST) -> bool:
    """Tell whether a function is a route that reads."""
    decorators = getattr(function, "decorator_list", [])
    return any(isinstance(one, ast.Call) and getattr(one.func, "attr", "") == "get" for one in decorators)


def _called(function: ast.AST) -> set[str]:
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {getattr(call, "attr", getattr(call, "id", "")) for call in calls}


def test_every_route_that_answers_a_case_in_full_reads_it_at_one_moment() -> None:
    faults, seen = [], 0
    for path in modules("api/routes"):
        for function in functions(path) if path.name not in _NO_CASES else ():
            called = _called(function)
            whole = {"in_full", "_in_full", "timeline_of", "report_in_full", "employment_in_full"} & called
            if _reads(function) and whole:
                seen += 1
                faults += [place(path, function)] if "reading" in called or "snapshot" not in called else []
    assert seen > 15
    assert faults == [], listed(faults)
