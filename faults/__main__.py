"""演练命令。`make faults`: play rounds of a seed until the time is over, and exit 1 if anything did not hold."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from random import SystemRandom
from typing import Annotated

import typer
from rich.console import Console

from faults.report import show
from faults.servers import Servers
from faults.simulation import Simulation
from runtime.local.child_process import StartError

BROKEN, NOT_STARTED = 1, 2


def main(
    *,
    seconds: Annotated[int, typer.Option(help="No round begins later than this.")] = 600,
    seed: Annotated[int | None, typer.Option(help="Repeats a run; any if not said.")] = None,
    cases: Annotated[int, typer.Option(help="No round begins when there are so many cases; 0 for no end.")] = 0,
) -> None:
    """Play rounds of people, kills and failing authorities over real servers, and look after each whether everything held."""
    console = Console(highlight=False, width=150)
    chosen = SystemRandom().randrange(10**6) if seed is None else seed
    home = Path(tempfile.mkdtemp(prefix="etown-faults-"))
    # The account that PostgreSQL runs as has to pass; what is in there closes itself.
    home.chmod(0o755)
    console.print(f"seed {chosen}; data and logs are in {home}")
    run, begun = Simulation(Servers(home), chosen), time.monotonic()
    try:
        run.servers.start()
        run.furnish()
        # However short the time, something is tried: nothing that was not tried is said to hold.
        while not run.rounds or (time.monotonic() - begun < seconds and not (cases and sum(run.found[-1].cases.values()) >= cases)):
            found = run.play(run.rounds + 1)
            said = f"{sum(found.cases.values())} cases, {run.struck.total()} strikes, {run.memory.acts} acts"
            console.print(f"{time.monotonic() - begun:5.0f} s  round {run.rounds}: {said}; {len(run.broken)} broken")
    except StartError as error:
        console.print(f"[red]{error}[/]", soft_wrap=True)
        raise typer.Exit(NOT_STARTED) from None
    finally:
        run.servers.stop()
    show(console, run, time.monotonic() - begun)
    if run.broken:
        console.print(f"\nRepeat it: make faults SEED={chosen} SECONDS={seconds} CASES={cases}", soft_wrap=True)
        console.print(f"What was left is in {home}: what was done is in logs/system.log, each walk in logs/walk-….log", soft_wrap=True)
        raise typer.Exit(BROKEN)
    shutil.rmtree(home)


if __name__ == "__main__":
    typer.run(main)
