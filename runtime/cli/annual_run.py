"""`etown annual-run watch`、`start`、`preview`:年度运行。Annual runs on the command line, ordered and followed over REST."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from policy.text import Text
from runtime.demo.client import DemoClient, DemoError
from runtime.demo.walk import yuan_of
from runtime.demo.words import in_words, stage_of
from runtime.settings import Settings

POLL_SECONDS = 0.3
OVER = frozenset({"open", "closed", "previewed", "abandoned"})
# A run that waits for an approver goes on without anybody watching.
WAITS = frozenset({"release"})

Person = Annotated[str, typer.Option("--person", help="As whom: an id that `etown run` lists.")]
Item = Annotated[str, typer.Argument(help="Which item: rd-growth or first-above-scale.")]
Year = Annotated[int | None, typer.Option(help="Which year; the one before this if not said.")]
Reference = Annotated[str | None, typer.Argument(help="Which run: its number, such as rd-growth/2026; the latest if not said.")]
Wait = Annotated[bool, typer.Option("--wait", help="Go on watching while an approver has to release the offers.")]


def register(app: typer.Typer) -> None:
    """Add the family to `app`."""
    family = typer.Typer(no_args_is_help=True, help="Annual runs in a system that is up.")
    family.command("watch")(watch)
    family.command("start")(start)
    family.command("preview")(preview)
    app.add_typer(family, name="annual-run")


def watch(reference: Reference = None, *, person: Person = "auditor", wait: Wait = False) -> None:
    """Follow an annual run until its offers are made, or until an approver has to look at it."""
    with _connected() as (client, console):
        _follow(client, console, person, reference or _latest(client, person), wait=wait)


def start(item: Item, year: Year = None, *, person: Person = "officer-sti-1", wait: Wait = False) -> None:
    """Start the run of an item for a year, or join the one that is there, and follow it."""
    _ordered(item, year, person, dry_run=False, wait=wait)


def preview(item: Item, year: Year = None, *, person: Person = "officer-sti-1") -> None:
    """Run an item for a year without offering anything, and show the report."""
    _ordered(item, year, person, dry_run=True, wait=False)


def _ordered(item: str, year: int | None, person: str, *, dry_run: bool, wait: bool) -> None:
    with _connected() as (client, console):
        order = {"item_code": item, "dry_run": dry_run} | ({"year": year} if year else {})
        run = client.create(person, "/annual-runs", order)
        done = Text("加入已有的", "joined") if run["joined"] else Text("发起", "started")
        console.print(f"{in_words(done)} [bold]{run['number']}[/]")
        _follow(client, console, person, run["id"], wait=wait)


@contextmanager
def _connected() -> Iterator[tuple[DemoClient, Console]]:
    console = Console(highlight=False)
    try:
        with DemoClient(Settings(profile="demo")) as client:
            yield client, console
    except (DemoError, httpx.HTTPError) as error:
        console.print(f"[red]{error}[/]")
        raise typer.Exit(1) from None


def _latest(client: DemoClient, person: str) -> str:
    found = client.get(person, "/annual-runs", limit=1)["items"]
    if not found:
        start_one = "`etown annual-run start rd-growth`"
        raise DemoError(Text(f"尚无年度核算，请执行{start_one}发起。", f"There is no run yet: {start_one} starts one"))
    return str(found[0]["id"])


def _follow(client: DemoClient, console: Console, person: str, reference: str, *, wait: bool) -> None:
    path = "/annual-runs/" + reference.replace("/", "-")
    columns = (SpinnerColumn(), TextColumn("[bold]{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        bars = {name: progress.add_task(in_words(title), total=None) for name, title in _BARS.items()}
        while True:
            run = client.get(person, path)
            _show(progress, bars, run)
            if stage_of(run) in OVER or run["held"] or (stage_of(run) in WAITS and not wait):
                break
            time.sleep(POLL_SECONDS)
    console.print(f"[bold]{run['number']}[/] · {_said(run['stage'])} · {_said(run['next_step'])}")
    if run["report"]:
        console.print(report_table(run["report"]))


_BARS = {"population": Text("归集", "collect"), "assessed": Text("核算", "assess"), "offered": Text("告知", "offer")}


def _show(progress: Progress, bars: dict[str, TaskID], run: dict[str, Any]) -> None:
    """Move the bars. Nobody knows how many there are before the last page is read, so the first bar has no end until then."""
    done, collecting = run["progress"], stage_of(run) in {"draft", "collecting"}
    everybody = None if collecting else done["population"]
    progress.update(bars["population"], completed=done["population"], total=everybody)
    progress.update(bars["assessed"], completed=done["assessed"], total=everybody)
    progress.update(bars["offered"], completed=done["offered"], total=0 if run["dry_run"] else done["to_offer"])


def report_table(report: dict[str, Any]) -> Table:
    """Return the report of a run as a table."""
    table = Table(box=None, padding=(0, 2), show_header=False)
    table.add_row(in_words(Text("户数", "population")), f"{report['population']:,}", "")
    for outcome in report["outcomes"].values():
        amount = yuan_of(outcome["amount_fen"]) if outcome["amount_fen"] else ""
        table.add_row(_said(outcome["title"]), f"{outcome['count']:,}", amount)
    for refusal in report["refusals"]:
        table.add_row(f"  ✗ {_said(refusal['title'])} · {refusal['clause']}", f"{refusal['count']:,}", "")
    table.add_row(in_words(Text("告知", "offers")), f"{report['offers']['count']:,}", yuan_of(report["offers"]["amount_fen"]))
    budget = report["budget"]
    if budget["available_fen"] is not None:
        available = Text(f"{budget['year']}年预算可用", f"budget of {budget['year']} available")
        table.add_row(in_words(available), "", yuan_of(budget["available_fen"]))
        table.add_row(in_words(Text("发出后余额", "left after it")), "", yuan_of(budget["left_fen"]))
    return table


def _said(words: dict[str, str]) -> str:
    return in_words(Text(words["zh"], words["en"]))
