"""整套系统。Brings up everything as a new user does, with `etown run`, on ports of its own, and takes it down."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runtime.local.child_process import free_port

RUN = (sys.executable, "-c", "import sys; sys.argv = ['etown', 'run']; from runtime.cli.main import main; main()")
PORTS = ("API_PORT", "SANDBOX_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT", "SMTP_PORT")


def environment_of(folder: Path) -> dict[str, str]:
    """Return the settings of a system whose data is in a folder."""
    ports = {f"ETOWN_{name}": str(free_port()) for name in PORTS}
    return ports | {"ETOWN_HOME": str(folder / "data"), "COLUMNS": "200"}


@contextmanager
def running(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """Bring everything up, give its settings, and take it down."""
    with subprocess.Popen(RUN, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | environment) as run:
        assert run.stdout
        said = ""
        for line in run.stdout:
            said += line
            if "/items" in line:
                break
        assert "Everything is up" in said, said
        try:
            yield environment
        finally:
            run.terminate()
            run.stdout.read()
    assert run.returncode == 0
