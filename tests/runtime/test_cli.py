"""`etown` 的测试。Each command loads what it needs, and no more."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from runtime.cli.main import FAMILIES, app
from runtime.local.child_process import free_port

# What takes long to load: the servers, the database, and the law.
HEAVY = ("alembic", "fastapi", "jsonschema", "policy", "psycopg", "sqlalchemy", "temporalio")


@pytest.mark.parametrize("command", FAMILIES)
def test_command_says_what_it_is_for_when_it_is_asked(command: str) -> None:
    told = CliRunner().invoke(app, [command, "--help"])
    assert told.exit_code == 0, told.output
    assert f"Usage: etown {command}" in told.output


def test_command_is_refused_when_there_is_none_of_that_name() -> None:
    assert CliRunner().invoke(app, ["tokens"]).exit_code == 2


def test_token_loads_nothing_heavy_when_it_is_called() -> None:
    program = f"""
import sys
from typer.testing import CliRunner
from runtime.cli.main import app
assert CliRunner().invoke(app, ["token", "--nobody"]).exit_code == 2
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_demonstration_says_to_start_the_system_when_nothing_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    port = str(free_port())
    monkeypatch.setenv("ETOWN_API_PORT", port)
    monkeypatch.setenv("ETOWN_SANDBOX_PORT", port)
    shown = CliRunner().invoke(app, ["demo"])
    assert shown.exit_code == 1
    assert "start `make run` first" in shown.output
