"""依赖方向的测试。Who may import whom, as `pyproject.toml` says it."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import REPOSITORY, listed, modules, place, tree


def test_every_import_contract_holds() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(REPOSITORY)}
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_process_imports_the_state_of_another() -> None:
    faults = [
        f"{place(path, node)}: {ast.unparse(node)}"
        for path in modules("activities")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        and any(
            re.fullmatch(r"activities\.\w+\.state", name) and name.split(".")[1] != path.parent.name
            for name in (str(node.module), *(f"{node.module}.{found.name}" for found in node.names))
        )
    ]
    assert not faults, listed(faults)
