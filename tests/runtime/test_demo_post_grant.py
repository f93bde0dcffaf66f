"""后补助演示。The demonstration of a challenge ends paid, against a system as a new user starts it."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from runtime.demo import post_grant as demo_postgrant
from runtime.demo.client import DemoClient
from runtime.local.child_process import free_port
from runtime.settings import Settings

ETOWN = (sys.executable, "-c", "from runtime.cli.main import main; main()")


def test_demo_of_a_challenge_ends_paid_when_the_system_runs(home: Path) -> None:
    ports = {name: free_port() for name in ("api_port", "sandbox_port", "temporal_port", "temporal_ui_port")}
    environment = os.environ | {f"ETOWN_{name.upper()}": str(port) for name, port in ports.items()} | {"ETOWN_HOME": str(home / "data")}
    shown = io.StringIO()
    with subprocess.Popen((*ETOWN, "run"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment) as run:
        assert run.stdout
        try:
            assert any("/items" in line for line in run.stdout)
            progress = Progress(console=Console(file=shown, width=200))
            with DemoClient(Settings(profile="demo", api_port=ports["api_port"], sandbox_port=ports["sandbox_port"])) as client, progress:
                demo_postgrant.walk(client, progress)
        finally:
            run.terminate()
            run.stdout.read()
    said = shown.getvalue()
    assert "paid ¥840,000.00" in said
    assert "ordered it to be rectified" in said
    assert said.count("not_selected") == 2
