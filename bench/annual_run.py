"""年度运行的测量。`make bench-run`: an annual run over 10 000 and 100 000 enterprises, left alone and with its worker killed twice.

Real servers, each a process of its own, and the authorities over HTTP. A worker that was killed while it assessed and while it offered has
to end with the same verdicts and offers; the table says whether it did. Peak memory is the kernel's figure, of the whole worker.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from runtime.addresses import LOOPBACK, PREFIX
from runtime.local import embedded_postgres, embedded_temporal
from tests.contract.conftest import free_port, sandbox_process
from tests.faults.killable import killable, office_without_worker
from tests.faults.yearly import Course, Outcome, whole_run
from tests.workflows.annual_runs import alone_with_runs, growth_rule, populate

SIZES = (10_000, 100_000)
KILLED = ("assessing", "offering")
REPOSITORY = Path(__file__).parent.parent
# As many pass a target of 10 % as in a real year, one in five hundred.
TARGET_GROWTH = "0.10"


def measure(sizes: tuple[int, ...] = SIZES) -> Table:
    """Measure and return the table."""
    headings = (
        "enterprises",
        "killed in",
        "collect s",
        "assess s",
        "assessed / s",
        "offers",
        "offer s",
        "offers / s",
        "peak MiB",
        "result",
    )
    table = Table(*headings, title="an annual run of clause 6; peak memory of the worker until assessed → until offered")
    with TemporaryDirectory(prefix="etown-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        postgres = embedded_postgres.start(home / "postgres")
        temporal = embedded_temporal.start(home / "temporal", free_port(), free_port())
        (home / "sandbox").mkdir()
        port = free_port()
        try:
            with sandbox_process(home / "sandbox", port):
                for size in sizes:
                    _rows(table, size, postgres, temporal.address, f"http://{LOOPBACK}:{port}")
        finally:
            temporal.stop()
            postgres.stop()
    return table


def _rows(table: Table, size: int, postgres: embedded_postgres.PostgresServer, temporal: str, sandbox: str) -> None:
    first: Outcome | None = None
    for kill_in in ((), KILLED):
        name = f"run_{size}_{len(kill_in)}"
        with postgres.connect() as connection:
            connection.execute(f"create database {name}")
        url = postgres.url(name)
        command = (sys.executable, "-m", "alembic", "upgrade", "head")
        subprocess.run(command, check=True, capture_output=True, cwd=REPOSITORY, env=os.environ | {PREFIX + "DATABASE_URL": url})
        outcome, course = asyncio.run(_run(temporal, url, sandbox, size, kill_in))
        first = first or outcome
        table.add_row(*_told(outcome, course, same=outcome == first))
        with postgres.connect() as connection:
            connection.execute(f"drop database {name} with (force)")


async def _run(temporal: str, url: str, sandbox: str, size: int, kill_in: tuple[str, ...]) -> tuple[Outcome, Course]:
    async with office_without_worker(temporal, url, sandbox, is_impatient=False) as office, alone_with_runs(office):
        await growth_rule(office, TARGET_GROWTH)
        await populate(office, size)
        with killable(office.settings, is_impatient=False) as worker:
            return await whole_run(office, worker, kill_in=kill_in)


def _told(outcome: Outcome, course: Course, *, same: bool) -> tuple[str, ...]:
    took = course.seconds
    return (
        f"{outcome.population:,}",
        ", ".join(course.killed) or "—",
        f"{took['collecting']:.1f}",
        f"{took['assessing']:.1f}",
        f"{outcome.population / took['assessing']:,.0f}",
        f"{outcome.offered:,}",
        f"{took['offering']:.1f}",
        f"{outcome.offered / took['offering']:,.0f}",
        " → ".join(f"{peak:,.0f}" for peak in course.peak_mib),
        "the same" if same else "DIFFERENT",
    )


if __name__ == "__main__":
    Console(highlight=False, width=150).print(measure(tuple(int(size) for size in sys.argv[1:]) or SIZES))
