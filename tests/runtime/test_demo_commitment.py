"""承诺演示走得通。The demonstration of a commitment, against a whole system on this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from runtime.local.child_process import free_port

PYTHON = (sys.executable, "-c")
RUN = "import sys; sys.argv = ['etown', 'run']; from runtime.cli.main import main; main()"
WALK = """
from rich.console import Console
from rich.progress import Progress
from runtime.demo.client import DemoClient
from runtime.demo.commitment import walk
from runtime.settings import Settings
with DemoClient(Settings(profile="demo")) as client, Progress(console=Console(width=200)) as progress:
    walk(client, progress)
"""


def test_demo_ends_with_a_clawback_when_the_enterprise_leaves(home: Path) -> None:
    ports = {f"ETOWN_{name}": str(free_port()) for name in ("API_PORT", "SANDBOX_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT")}
    environment = os.environ | ports | {"ETOWN_HOME": str(home / "data"), "COLUMNS": "200"}
    with subprocess.Popen((*PYTHON, RUN), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment) as run:
        assert run.stdout
        said = ""
        for line in run.stdout:
            said += line
            if "/items" in line:
                break
        assert "Everything is up" in said, said
        demo = subprocess.run((*PYTHON, WALK), check=False, capture_output=True, text=True, env=environment, timeout=120)
        run.terminate()
        run.stdout.read()
    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "approved it without repayment" in demo.stdout
    assert "the yearly check found registered_in_area missing" in demo.stdout
    assert "approved CB-" in demo.stdout
