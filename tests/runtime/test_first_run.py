"""第一晚。What a new user does: `etown run`, then `etown demo` against it; everything real, and brought up once for all demonstrations."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner, Result

from runtime.cli.main import app
from runtime.local.child_process import free_port
from tests.conftest import reachable_folder

RUN = (sys.executable, "-c", "import sys; sys.argv = ['etown', 'run']; from runtime.cli.main import main; main()")


@contextmanager
def running(environment: dict[str, str]) -> Iterator[None]:
    """Bring everything up, and take it down."""
    with subprocess.Popen(RUN, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | environment) as run:
        assert run.stdout
        said = ""
        for line in run.stdout:
            said += line
            if "/items" in line:
                break
        assert "Everything is up" in said, said
        yield
        run.terminate()
        run.stdout.read()
    assert run.returncode == 0


@pytest.fixture(scope="module")
def system() -> Iterator[dict[str, str]]:
    """The settings of a system as a new user starts it."""
    with reachable_folder() as home:
        ports = {f"ETOWN_{name}": str(free_port()) for name in ("API_PORT", "SANDBOX_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT")}
        environment = ports | {"ETOWN_HOME": str(home / "data"), "COLUMNS": "200"}
        with running(environment):
            yield environment


def demo(system: dict[str, str], *arguments: str) -> Result:
    """Walk a process from its start to its end."""
    return CliRunner().invoke(app, ["demo", *arguments], env=system)


@pytest.mark.parametrize("item", ["innovation-centre", "core-technology"])
def test_demo_ends_paid_when_the_system_runs(system: dict[str, str], item: str) -> None:
    done = demo(system, "--item", item)
    assert done.exit_code == 0, done.output
    assert "in_force" in done.output
    assert "Done in" in done.output


def test_demo_of_a_challenge_ends_paid_when_the_system_runs(system: dict[str, str]) -> None:
    done = demo(system, "--process", "post-grant")
    assert done.exit_code == 0, done.output
    assert "paid ¥840,000.00" in done.output
    assert "ordered it to be rectified" in done.output
    assert done.output.count("not_selected") == 2


def test_demo_ends_with_a_clawback_when_the_enterprise_leaves(system: dict[str, str]) -> None:
    done = demo(system, "--process", "commitment")
    assert done.exit_code == 0, done.output
    assert "agreed, since giving up takes two" in done.output
    assert "the yearly check found registered_in_area missing" in done.output
    assert "approved CB-" in done.output


def test_demo_ends_with_a_supplement_and_a_debt_when_an_award_is_decided_anew(system: dict[str, str]) -> None:
    done = demo(system, "--process", "redecision")
    assert done.exit_code == 0, done.output
    assert "¥300,000.00 → ¥500,000.00, supplement" in done.output
    assert "paid a supplement of ¥200,000.00" in done.output
    assert "¥500,000.00 → ¥0.00, debt" in done.output
    assert "¥500,000.00, award and supplement" in done.output
