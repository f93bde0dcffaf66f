"""`etown demo`:把一个流程从头办到尾。Drives a process from start to end over REST, each person with a token of their own."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from policy.text import Text
from runtime.demo import annual_run as demo_annual_run
from runtime.demo import application as demo_application
from runtime.demo import benefit as demo_benefit
from runtime.demo import change_application as demo_change
from runtime.demo import clawback as demo_clawback
from runtime.demo import commitment as demo_commitment
from runtime.demo import debarment as demo_debarment
from runtime.demo import enquiry as demo_enquiry
from runtime.demo import equity as demo_equity
from runtime.demo import evaluation as demo_evaluation
from runtime.demo import instalment as demo_instalment
from runtime.demo import items as demo_items
from runtime.demo import loan as demo_loan
from runtime.demo import matching as demo_matching
from runtime.demo import meeting as demo_meeting
from runtime.demo import post_grant as demo_postgrant
from runtime.demo import recognition as demo_recognition
from runtime.demo import redecision as demo_redecision
from runtime.demo import refund as demo_refund
from runtime.demo import succession as demo_succession
from runtime.demo import voucher as demo_voucher
from runtime.demo import window as demo_window
from runtime.demo.client import DemoClient, DemoError, DemoNeedsError
from runtime.demo.seed import wait_for_seed
from runtime.demo.words import in_words
from runtime.settings import Settings

PROCESSES: Mapping[str, Callable[[DemoClient, Progress], None]] = {
    "application": demo_application.walk,
    "items": demo_items.walk,
    "instalment": demo_instalment.walk,
    "post-grant": demo_postgrant.walk,
    "scenario": demo_postgrant.walk_scenario,
    "change-application": demo_change.walk,
    "matching": demo_matching.walk,
    "annual-run": demo_annual_run.walk,
    "commitment": demo_commitment.walk,
    "clawback": demo_clawback.walk,
    "redecision": demo_redecision.walk,
    "debarment": demo_debarment.walk,
    "recognition": demo_recognition.walk,
    "enquiry": demo_enquiry.walk,
    "evaluation": demo_evaluation.walk,
    "meeting": demo_meeting.walk,
    "refund": demo_refund.walk,
    "succession": demo_succession.walk,
    "benefit": demo_benefit.walk,
    "window": demo_window.walk,
    "loan": demo_loan.walk,
    "voucher": demo_voucher.walk,
    "equity": demo_equity.walk,
}


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("demo")(demo)


def demo(
    process: Annotated[str, typer.Option(help=f"Which process: {', '.join(PROCESSES)}.", envvar="PROCESS")] = "application",
    item: Annotated[
        str, typer.Option(help="Which item is applied for: innovation-centre, science-award or core-technology.", envvar="ITEM")
    ] = demo_application.STANDARD,
) -> None:
    """Take one process from its start to its end, through every human step, in the language of the terminal. Needs `etown run`."""
    console = Console(highlight=False)
    if process not in PROCESSES:
        zh = f"没有“{process}”的演示，可选的有：{'、'.join(PROCESSES)}。"
        none = Text(zh, f"There is no demonstration of {process}; there are {', '.join(PROCESSES)}.")
        console.print(f"[red]{in_words(none)}[/]")
        raise typer.Exit(2)
    begun = time.monotonic()
    columns = (
        SpinnerColumn(),
        TextColumn("[bold]{task.description}"),
        TextColumn(in_words(Text("{task.completed:.0f}步", "{task.completed:.0f} steps"))),
        TimeElapsedColumn(),
    )
    try:
        with DemoClient(Settings(profile="demo")) as client, Progress(*columns, console=console) as progress:
            wait_for_seed(client, lambda said: console.print(f"[yellow]{in_words(said)}[/]"))
            if process == "application":
                demo_application.walk(client, progress, item)
            else:
                PROCESSES[process](client, progress)
    except DemoNeedsError as error:
        console.print(f"[yellow]{error}[/]")
        raise typer.Exit(2) from None
    except httpx.ConnectError:
        none = Text("系统没有运行，请先执行 `make run`。", "Nothing answers: start `make run` first.")
        console.print(f"[red]{in_words(none)}[/]")
        raise typer.Exit(1) from None
    except (DemoError, httpx.HTTPError) as error:
        failed = Text("请求未能完成：", "A request failed: ") if isinstance(error, httpx.HTTPError) else Text("", "")
        console.print(f"[red]{in_words(failed)}{error}[/]")
        raise typer.Exit(1) from None
    seconds = f"{time.monotonic() - begun:.0f}"
    console.print(f"[bold green]{in_words(Text(f'完成，用时{seconds}秒。', f'Done in {seconds} s.'))}[/]")
