"""演练报告。What a run did, and whether everything held."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.table import Table

from faults.simulation import Simulation


def show(console: Console, run: Simulation, seconds: float) -> None:
    """Print what was done, what people were told, and each invariant."""
    done = Table("", "", title=f"seed {run.seed}: {run.rounds} rounds in {seconds:.0f} s")
    last = run.found[-1] if run.found else None
    cases = last.cases if last else {}
    done.add_row("cases", f"{sum(cases.values())}: {_listed(Counter(cases))}")
    done.add_row("walked", f"{run.walked.total()}: {_listed(run.walked)}")
    done.add_row("done to the system", f"{run.struck.total()}: {_listed(run.struck)}")
    done.add_row("acts of people", str(run.memory.acts))
    done.add_row("what they heard", _listed(run.memory.counts))
    console.print(done)
    held = Table("invariant", "looked at", "broken", title="at rest, after the last round; broken in all rounds")
    broken = Counter(what.partition(": ")[0] for found in run.found for what in found.broken)
    for name, number in (last.looked_at if last else {}).items():
        held.add_row(name, str(number), f"[red]{broken[name]}[/]" if broken[name] else "0")
    held.add_row("every walk ends, and nothing answers 5xx but 503", str(run.walked.total()), str(len(run.memory.broken)))
    console.print(held)
    for what in run.broken:
        console.print(f"[red]broken[/] {what}", markup=True, soft_wrap=True)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))
