"""`etown run`:一条命令启动全部。One command starts everything on this machine, one line an event, and Ctrl-C stops it."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import httpx
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from policy.processes.kernel.staffing import too_few
from runtime.addresses import sandbox_url
from runtime.cli.token import token_of
from runtime.local import local_system
from runtime.local.child_process import StartError
from runtime.local.process_tree import ProcessTree, Say, StopRequestedError
from runtime.settings import Settings, demo_settings, write_private

COLOURS = {
    "postgres": "blue",
    "temporal": "magenta",
    "sandbox": "yellow",
    "migrate": "cyan",
    "worker": "green",
    "api": "bright_cyan",
    "seed": "cyan",
    "etown": "bold",
}
NAME_WIDTH = max(map(len, COLOURS))
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def register(app: typer.Typer) -> None:
    """Add the commands of this module to `app`."""
    app.command("run")(run)


def run() -> None:
    """Start the whole system on this machine; Ctrl-C stops it, and the data stays for the next time."""
    console = Console(highlight=False)
    say = _sayer(console)
    try:
        told = Settings(profile="demo")
        local_system.refuse_taken_ports(told)
        with local_system.only_one(told.home):
            settings = demo_settings(told.home)
            _run(settings, say, console, own_temporal=not told.temporal_address)
    except (StartError, OSError) as error:
        console.print(Text(str(error), style="red"), soft_wrap=True)
        raise typer.Exit(1) from None


def _run(settings: Settings, say: Say, console: Console, *, own_temporal: bool) -> None:
    tree = ProcessTree(say)
    with _stopping_on_signals(tree):
        say("etown", f"starting; the data is in {settings.home}")
        try:
            settings = local_system.start(tree, settings, say, own_temporal=own_temporal)
            people = _sign_in(settings)
            _greet(console, settings, people, own_temporal=own_temporal)
            tree.watch()
        except StopRequestedError:
            pass
        finally:
            say("etown", "stopping")
            tree.stop()
            say("etown", "stopped")


@contextmanager
def _stopping_on_signals(tree: ProcessTree) -> Iterator[None]:
    """Have the signals only leave word: the main thread stops things in order, wherever it was. A second one does not wait."""

    def handle(_number: int, _frame: FrameType | None) -> None:
        if tree.stop_requested.is_set():
            tree.kill()
        tree.stop_requested.set()

    before = {number: signal.signal(number, handle) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _sayer(console: Console) -> Say:
    def say(name: str, line: str) -> None:
        text = Text(f"{name:<{NAME_WIDTH}} ", style=COLOURS.get(name, ""))
        # A child's own colours stay; wrapping is the terminal's, so that a copied line is whole.
        text.append_text(Text("| ", style="dim")).append_text(Text.from_ansi(line))
        console.print(text, soft_wrap=True)

    return say


def _sign_in(settings: Settings) -> list[dict[str, Any]]:
    """Get a token for every demo person into `tokens.json`, and return the people."""
    try:
        answer = httpx.get(f"{sandbox_url(settings)}/oidc/people", timeout=10, trust_env=False)
        people: list[dict[str, Any]] = answer.raise_for_status().json()
        tokens = {person["id"]: token_of(settings, person["id"]) for person in people}
    except httpx.HTTPError as error:
        msg = f"The sandbox gives no tokens: {error}"
        raise StartError(msg) from error
    write_private(tokens_file(settings), json.dumps(tokens, indent=2))
    return people


def tokens_file(settings: Settings) -> Path:
    """Return where the tokens of this run are."""
    return settings.home / "tokens.json"


def warn_of_shortages(console: Console, people: list[dict[str, Any]]) -> None:
    """Name each duty that too few people are there for: sooner or later a case waits for somebody who does not exist."""
    table = Table(box=None, padding=(0, 2), header_style="bold", pad_edge=False)
    for heading in ("too few", "department", "there", "needed"):
        table.add_column(heading, no_wrap=True)
    for lack in too_few(people):
        role = f"head of {lack.role}" if lack.head else str(lack.role)
        table.add_row(role, lack.place, str(lack.there), str(lack.needed), style="yellow")
    if table.row_count:
        console.print()
        console.print(table)


def _place(person: dict[str, Any]) -> str:
    """Return where somebody is at home: in which departments, or at which enterprise."""
    departments = dict.fromkeys(grant["department"] for grant in person["grants"] if grant.get("department"))
    return ", ".join(departments) or person.get("enterprise") or ""


def _greet(console: Console, settings: Settings, people: list[dict[str, Any]], *, own_temporal: bool) -> None:
    """Say where everything is, who can sign in, and what to try first."""
    places = Table.grid(padding=(0, 2))
    places.add_row("API", settings.public_base_url)
    places.add_row("", settings.public_base_url + "/docs")
    if own_temporal:
        places.add_row("Temporal Web UI", f"http://127.0.0.1:{settings.temporal_ui_port}")
    places.add_row("Sandbox", sandbox_url(settings) + "/docs")
    places.add_row("Mail, text messages", sandbox_url(settings) + "/outbox")
    console.print("\n[bold green]Everything is up.[/] Ctrl-C stops it; the data stays.\n")
    console.print(places)

    roles = Table(box=None, padding=(0, 2), header_style="bold", pad_edge=False)
    for heading in ("role", "sign in as", "name", "department or enterprise"):
        roles.add_column(heading, no_wrap=True)
    shown: set[str] = set()
    for person in people:
        for role in {grant["role"] for grant in person["grants"]} - shown:
            shown.add(role)
            roles.add_row(role, person["id"], person["name"], _place(person))
    console.print()
    console.print(roles)
    if not people:
        return
    warn_of_shortages(console, people)
    console.print(
        f"\nThe tokens of all {len(people)} people are in {tokens_file(settings)}; `etown token PERSON` prints one. Try:\n", soft_wrap=True
    )
    first = people[0]["id"]
    console.print(f'  curl -H "Authorization: Bearer $(.venv/bin/etown token {first})" {settings.public_base_url}/items\n', soft_wrap=True)
