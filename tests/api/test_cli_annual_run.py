"""`etown annual-run watch`、`start`、`preview` 的测试。Against the API over real HTTP, with the office behind it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from typer.testing import CliRunner, Result

from runtime.addresses import LOOPBACK, PREFIX
from runtime.cli import annual_run as cli_annual_run
from runtime.cli.main import app
from runtime.demo.client import DemoClient
from runtime.local.child_process import free_port
from runtime.settings import Settings
from tests.api.annual_runs import reached
from tests.api.desk import HEAD, OFFICER, Desk
from tests.office import Office
from tests.workflows.annual_runs import YEAR, alone_with_runs, growth_rule


@pytest.fixture(autouse=True)
async def _served(api: Desk, behind: Office, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """Serve the API on a port; tokens come from the sandbox in this process."""
    await growth_rule(behind)
    tokens = {person: await api.token(person) for person in (OFFICER, HEAD, "auditor")}

    class Client(DemoClient):
        def __init__(self, settings: Settings) -> None:
            super().__init__(settings)
            self._tokens = dict(tokens)

    port = free_port()
    monkeypatch.setattr(cli_annual_run, "DemoClient", Client)
    monkeypatch.setenv(PREFIX + "PUBLIC_BASE_URL", f"http://{LOOPBACK}:{port}")
    server = uvicorn.Server(uvicorn.Config(api.app, host=LOOPBACK, port=port, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    async with alone_with_runs(behind):
        while not server.started:  # noqa: ASYNC110 - it has no event to wait for
            await asyncio.sleep(0.01)
        yield
    server.should_exit = True
    await serving


async def etown(*arguments: str) -> Result:
    """Run a command while the API is served here."""
    return await asyncio.to_thread(CliRunner(env={"COLUMNS": "200", "LC_ALL": "C.UTF-8"}).invoke, app, ["annual-run", *arguments])


def plain(result: Result) -> str:
    return re.sub(r"\s+", " ", result.output)


async def test_preview_is_followed_to_its_report() -> None:
    result = await etown("preview", "rd-growth")
    assert result.exit_code == 0, result.output
    told = plain(result)
    assert f"started rd-growth/{YEAR}/preview-1" in told
    assert "Award 3 ¥4" in told
    assert "offers 0 ¥0.00" in told
    assert "left after it" in told


async def test_run_is_started_watched_until_somebody_has_to_look_and_joined(api: Desk) -> None:
    first = await etown("start", "rd-growth", "--year", str(YEAR))
    assert (first.exit_code, f"started rd-growth/{YEAR}" in plain(first)) == (0, True)
    assert "Waiting for release" in plain(first)
    second = await etown("start", "rd-growth")
    assert f"joined rd-growth/{YEAR}" in plain(second)
    run = (await api.get(OFFICER, "/annual-runs")).json()["items"][0]
    watching = asyncio.create_task(etown("watch", f"rd-growth/{YEAR}", "--wait"))
    task = (await api.get(HEAD, "/tasks", params={"case": run["id"], "kind": "annual_run_release"})).json()["items"][0]
    assert (await api.post(HEAD, f"/tasks/{task['id']}/complete", {"decision": "released"})).status_code == 200
    await reached(api, run, "open")
    watched = await watching
    assert watched.exit_code == 0
    assert "offers 3 ¥" in plain(watched)


@pytest.mark.parametrize(
    "arguments", [("watch",), ("watch", "nothing"), ("start", "innovation-centre"), ("preview", "rd-growth", "--year", "2021")]
)
async def test_command_says_why_when_it_cannot(arguments: tuple[Any, ...]) -> None:
    result = await etown(*arguments)
    assert result.exit_code == 1
    assert "There is no run yet" in result.output or "/annual-runs" in result.output
