"""`etown demo`:把一个流程从头办到尾。Drives a process from start to end over REST, each person with a token of their own."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

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
from runtime.demo.words import in_words, of_terminal
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
    console, language = Console(highlight=False), of_terminal()
    if process not in PROCESSES:
        none = in_words(f"There is no demonstration of {process}; there are {', '.join(PROCESSES)}.", language)
        console.print(f"[red]{none}[/]")
        raise typer.Exit(2)
    begun = time.monotonic()
    columns = (
        SpinnerColumn(),
        TextColumn("[bold]{task.description}"),
        TextColumn("{task.completed:.0f}步" if language == "zh" else "{task.completed:.0f} steps"),
        TimeElapsedColumn(),
    )
    try:
        with DemoClient(Settings(profile="demo")) as client, Progress(*columns, console=console) as progress:
            if process == "application":
                demo_application.walk(client, progress, item)
            else:
                PROCESSES[process](client, progress)
    except DemoNeedsError as error:
        console.print(f"[yellow]{in_words(str(error), language)}[/]")
        raise typer.Exit(2) from None
    except httpx.ConnectError:
        console.print("[red]系统没有运行，请先执行 `make run`。Nothing answers: start `make run` first.[/]")
        raise typer.Exit(1) from None
    except (DemoError, httpx.HTTPError) as error:
        console.print(f"[red]{in_words(str(error), language)}[/]")
        raise typer.Exit(1) from None
    console.print(f"[bold green]{in_words(f'Done in {time.monotonic() - begun:.0f} s.', language)}[/]")
