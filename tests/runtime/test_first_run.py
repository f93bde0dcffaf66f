"""第一晚。What a new user does: `etown run`, then `etown demo` against it; everything real."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.local.child_process import free_port

ETOWN = (sys.executable, "-c", "from runtime.cli.main import main; main()")


@pytest.mark.parametrize("item", ["innovation-centre", "core-technology"])
def test_demo_ends_paid_when_the_system_runs(home: Path, item: str) -> None:
    ports = {f"ETOWN_{name}": str(free_port()) for name in ("API_PORT", "SANDBOX_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT")}
    environment = os.environ | ports | {"ETOWN_HOME": str(home / "data"), "COLUMNS": "200"}
    with subprocess.Popen((*ETOWN, "run"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment) as run:
        assert run.stdout
        said = ""
        for line in run.stdout:
            said += line
            if "/items" in line:
                break
        assert "Everything is up" in said, said
        demo = subprocess.run((*ETOWN, "demo", "--item", item), check=False, capture_output=True, text=True, env=environment, timeout=120)
        run.terminate()
        run.stdout.read()
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "in_force" in demo.stdout
    assert "Done in" in demo.stdout
    assert run.returncode == 0
