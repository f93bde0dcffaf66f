"""`etown run` 的测试。It brings everything up and takes everything down, and says plainly why when it cannot.

The three programs it starts are stand-ins of a few lines: what is tested is the starting, with the real servers under it.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest
from temporalio.testing import WorkflowEnvironment

from runtime.local.child_process import free_port
from runtime.local.embedded_postgres import PostgresServer

STAND_INS = {
    "alembic/__main__.py": """
import os, psycopg
with psycopg.connect(os.environ["ETOWN_DATABASE_URL"].replace("+psycopg", "")) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num text)")
print('migrated')
""",
    "runtime/worker.py": "import time; print('worker ready', flush=True); time.sleep(600)",
    "runtime/demo/seed.py": "print('seeded')",
    "runtime/asgi.py": """
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
def create_app():
    return Starlette(routes=[Route("/readyz", lambda request: PlainTextResponse("ready"))])
""",
    "sandbox/app.py": """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
PEOPLE = [{"id": "officer-1", "name": "刘建国", "grants": [{"role": "officer", "department": "sti"}], "enterprise": None}]
async def token(request):
    return JSONResponse({"access_token": "token-of-" + (await request.json())["person"]})
def create_app():
    return Starlette(routes=[
        Route("/healthz", lambda request: JSONResponse({})),
        Route("/oidc/people", lambda request: JSONResponse(PEOPLE)),
        Route("/oidc/token", token, methods=["POST"]),
    ])
""",
}
DRIVER = """
import sys
from pathlib import Path
from runtime.cli.main import main
from runtime.local import local_system
local_system.REPOSITORY = Path(sys.argv.pop(1))
main()
"""
UP = "Everything is up"


class Run:
    """One `etown run`."""

    def __init__(self, stand_ins: Path, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, str(stand_ins), "run"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | environment,
        )
        self.said = ""

    def until(self, text: str) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line
            if text in line:
                return
        pytest.fail(f"It ended without saying {text!r}:\n{self.said}")

    def ended(self) -> int:
        assert self.process.stdout
        self.said += self.process.stdout.read()
        return self.process.wait(60)

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)


Start = Callable[..., Run]


@pytest.fixture
def environment(home: Path) -> dict[str, str]:
    names = ("API_PORT", "SANDBOX_PORT", "TEMPORAL_PORT", "TEMPORAL_UI_PORT", "SMTP_PORT")
    return {f"ETOWN_{name}": str(free_port()) for name in names} | {"ETOWN_HOME": str(home / "data")}


@pytest.fixture
def stand_ins(tmp_path: Path) -> Path:
    for name, text in STAND_INS.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text)
    return tmp_path


@pytest.fixture
def start(stand_ins: Path, environment: dict[str, str]) -> Iterator[Start]:
    runs: list[Run] = []

    def start(**changed: str) -> Run:
        runs.append(Run(stand_ins, environment | changed))
        return runs[-1]

    yield start
    for run in runs:
        if run.process.poll() is None:
            run.process.terminate()
            run.process.wait(60)


def _gone(family: list[psutil.Process], seconds: float = 15) -> bool:
    until = time.monotonic() + seconds
    while any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in family):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def test_everything_comes_up_and_ctrl_c_takes_it_down(start: Start, environment: dict[str, str]) -> None:
    run = start()
    run.until("/items")
    assert httpx.get(f"http://127.0.0.1:{environment['ETOWN_API_PORT']}/readyz").text == "ready"
    assert re.search(r"officer +officer-1 +刘建国 +sti", run.said)
    assert re.search(r"officer +sti +1 +4", run.said)
    tokens = Path(environment["ETOWN_HOME"]) / "tokens.json"
    assert json.loads(tokens.read_text()) == {"officer-1": "token-of-officer-1"}
    assert tokens.stat().st_mode & 0o777 == 0o600
    # How to get one is said; the token itself is in no scrollback.
    assert "etown token officer-1" in run.said
    assert "token-of-officer-1" not in run.said
    data = Path(environment["ETOWN_HOME"])
    assert not [path for path in data.iterdir() if path.is_file() and path.name != "run.lock" and path.stat().st_mode & 0o077]
    family = run.family()
    assert len(family) > 5
    run.process.send_signal(signal.SIGINT)
    assert run.ended() == 0
    assert re.findall(r"(\w+) +\| stopped", run.said) == ["api", "worker", "sandbox", "temporal", "postgres", "etown"]
    assert _gone(family, seconds=0)


def test_nothing_outlives_a_run_that_was_killed_and_the_next_one_goes_on(start: Start) -> None:
    run = start()
    run.until(UP)
    family = run.family()
    run.process.kill()
    # At once: what the killed run left is still closing down and holds the ports.
    again = start()
    again.until(UP)
    assert _gone(family)
    again.process.terminate()
    assert again.ended() == 0


def test_a_second_run_on_the_same_data_is_refused(start: Start) -> None:
    first = start()
    first.until(UP)
    second = start()
    assert second.ended() == 1
    assert "already runs on" in second.said
    assert str(first.process.pid) in second.said
    assert first.process.poll() is None


def test_taken_ports_are_named_before_anything_is_touched(start: Start, environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        run = start(ETOWN_API_PORT=port, ETOWN_SANDBOX_PORT=port)
        assert run.ended() == 1
    assert f"API wants port {port}, which is taken: move it with ETOWN_API_PORT=" in run.said
    assert "ETOWN_SANDBOX_PORT" in run.said
    assert "Traceback" not in run.said
    assert not Path(environment["ETOWN_HOME"]).exists()


# What the command line of each part has in it.
SIGN_OF = {"postgres": "postgres -D", "temporal": "start-dev", "sandbox": "sandbox.app", "worker": "runtime.worker", "api": "runtime.asgi"}


def test_whatever_part_was_killed_is_started_again_and_the_others_stay(start: Start, environment: dict[str, str]) -> None:
    run = start()
    run.until(UP)
    parts = psutil.Process(run.process.pid).children()
    for part, sign in SIGN_OF.items():
        [killed] = [process for process in parts if sign in " ".join(process.cmdline())]
        killed.kill()
        run.until("runs again")
        assert re.search(rf"{part} +\| {part} was ended by SIGKILL: starting it again\n(.*\n)*{part} +\| runs again", run.said)
        others = [process for process in parts if process != killed]
        assert all(process.is_running() for process in others)
        parts = psutil.Process(run.process.pid).children()
        assert len(parts) == len(others) + 1
        assert set(others) < set(parts)
    assert httpx.get(f"http://127.0.0.1:{environment['ETOWN_API_PORT']}/readyz").text == "ready"
    run.process.send_signal(signal.SIGINT)
    assert run.ended() == 0
    assert re.findall(r"(\w+) +\| stopped", run.said) == ["api", "worker", "sandbox", "temporal", "postgres", "etown"]


def test_a_part_that_dies_is_named_and_all_stop(start: Start, stand_ins: Path) -> None:
    (stand_ins / "runtime/worker.py").write_text(STAND_INS["runtime/worker.py"].replace("600", "3") + "; raise SystemExit('no memory')")
    run = start()
    run.until(UP)
    family = run.family()
    assert run.ended() == 1
    assert re.search(r"worker ended with code 1(.|\n)*no memory", run.said)
    assert _gone(family, seconds=0)


def test_a_wrong_setting_is_named(start: Start) -> None:
    run = start(ETOWN_API_PORT="eighty")
    assert run.ended() == 1
    assert "ETOWN_API_PORT" in run.said
    assert "Traceback" not in run.said


def test_an_external_database_and_temporal_are_used_instead(
    start: Start, postgres_server: PostgresServer, temporal_env: WorkflowEnvironment
) -> None:
    address = temporal_env.client.service_client.config.target_host
    run = start(ETOWN_DATABASE_URL=postgres_server.url("etown"), ETOWN_TEMPORAL_ADDRESS=address)
    run.until(UP)
    run.process.terminate()
    assert run.ended() == 0
    assert "postgres |" not in run.said
    assert "temporal |" not in run.said
