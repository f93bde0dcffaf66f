"""政策试算的测量。`make bench-what-if`: a million stored cases of clause 6, read, judged as the law reads and as it would, and kept.

A real PostgreSQL, and rows as large as real ones: each has the facts, explanation and provenance that an assessment of it keeps. The first
time is that of a server that has just started; the others follow at once. A sample is held to what an assessment says of each.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import psycopg
from rich.console import Console
from rich.table import Table

from models.commands import what_if as commands
from models.queries import what_if as queries
from models.queries import what_if_population as populations
from models.session import Database
from policy.actors import Actor
from policy.judging.assessment import AssessmentResult, assess
from policy.language.items import OUTCOMES
from policy.what_if.order import parse_order, tried
from runtime.addresses import PREFIX
from runtime.local import embedded_postgres
from tests.policy.baselines import WAN, document

ROWS: Final = 1_000_000
KINDS: Final = 1000
"""How many different cases there are; each stands as often as it takes."""

SAMPLE: Final = 2_000
ROUNDS: Final = 3
REPOSITORY: Final = Path(__file__).parent.parent
OFFICER: Final = Actor("bench", "Bench", ())
ORDER: Final[dict[str, Any]] = {"item": "rd-growth", "against": "cases", "change": {"figures": {"rate": "0.25"}}}

_CASES: Final = """
    insert into cases (id, process, number, item_code, department, created_by, stage)
    select gen_random_uuid(), 'application', 'AP-' || n, 'rd-growth', 'sti', 'bench', 'in_force' from generate_series(1, %s) n
"""
_APPLICATIONS: Final = """
    insert into applications (id, clause, enterprise_uscc, facts)
    select id, 6, '91110302' || lpad(({kind})::text, 10, '0'), '{{}}' from cases where %s > 0
"""
_ASSESSMENTS: Final = """
    insert into assessments (application_id, document_id, clause_hash, rules, rules_hash, facts, provenance, outcome, award_fen,
        capped, reasons, tree)
    select c.id, 'bench', 'bench', '[]', result->>'rules_hash', k.facts, k.reasons->0, result->>'outcome',
        (result->>'award_fen')::bigint, (result->>'capped')::bool, reasons, tree
    from (select id, {kind} as kind from cases where %s > 0) c join kinds k on k.number = c.kind
"""


def measure(rows: int = ROWS) -> Table:
    """Measure and return the table."""
    load, _, _ = os.getloadavg()
    title = f"one amended figure of clause 6 over {rows:,} stored cases; load of the machine {load:.0f}"
    headings = (
        "round",
        "read s",
        "judge s",
        "until the result s",
        "keep s",
        "in all s",
        "after the change, fen",
        "not exact in the sample",
    )
    table = Table(*headings, title=title)
    with TemporaryDirectory(prefix="etown-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        postgres = embedded_postgres.start(home / "postgres")
        try:
            url = postgres.url("postgres")
            command = (sys.executable, "-m", "alembic", "upgrade", "head")
            subprocess.run(command, check=True, capture_output=True, cwd=REPOSITORY, env=os.environ | {PREFIX + "DATABASE_URL": url})
            with postgres.connect() as connection:
                _load(connection, rows)
            postgres.stop()
            postgres = embedded_postgres.start(home / "postgres")
            for told in asyncio.run(_rounds(postgres.url("postgres"))):
                table.add_row(*told)
        finally:
            postgres.stop()
    return table


def _kinds() -> list[AssessmentResult]:
    sizes = ("large", "medium", "small", "micro")
    return [
        assess(
            "rd-growth",
            document(
                "rd-growth",
                size=sizes[number % 4],
                little_giant=number % 7 == 0,
                rd_expense_fen=number * WAN // 3,
                application_date=f"{2026 + number % 3}-03-02",
            ),
        )
        for number in range(KINDS)
    ]


def _load(connection: psycopg.Connection[Any], rows: int) -> None:
    """Fill the tables. Nothing refers to what is not there, so nothing has to be looked up row by row."""
    connection.execute("set session_replication_role = replica")
    connection.execute("create table kinds (number int primary key, result jsonb, facts jsonb, reasons jsonb, tree jsonb)")
    with connection.cursor() as cursor, cursor.copy("copy kinds from stdin") as copy:
        for number, one in enumerate(_kinds()):
            told = {"outcome": one.outcome.value, "award_fen": one.award_fen, "capped": one.capped, "rules_hash": one.rules_hash}
            copy.write_row((number, *(json.dumps(part) for part in (told, dict(one.facts), one.reasons, one.tree))))
    connection.execute(
        "insert into enterprises (uscc, name, kind) select '91110302' || lpad(n::text, 10, '0'), 'Enterprise ' || n, 'enterprise'"
        " from generate_series(0, %s) n",
        (KINDS - 1,),
    )
    # Each case is one of so many kinds, by its number.
    kind = f"ltrim(number, 'AP-')::int %% {KINDS}"
    for statement in (_CASES, _APPLICATIONS.format(kind=kind), _ASSESSMENTS.format(kind=kind)):
        connection.execute(statement, (rows,))
    connection.execute("vacuum (analyze) cases, applications, assessments")


async def _rounds(url: str) -> list[tuple[str, ...]]:
    order = parse_order(ORDER)
    database = Database(url, pool_size=2)
    told = []
    try:
        for number in range(ROUNDS):
            begun = time.perf_counter()
            async with database.snapshot() as session:
                taken = await populations.extract(session, order.item)
                population, keys = await populations.cases(session, order.item, taken)
                money = order.money(await queries.appropriated(session, order.item))
            read = time.perf_counter()
            compared, report, _ = tried(order, population, money)
            judged = time.perf_counter()
            async with database.writing() as session:
                identity = uuid.uuid4()
                await commands.open_(session, identity, order.item.code, ORDER, OFFICER)
                row = await queries.locked(session, identity)
                assert row is not None
                await commands.finish(session, row, report, compared, keys, datetime.now(UTC))
            kept = time.perf_counter()
            async with database.writing() as session:
                # As a worker does when the result is there; in a day nothing of it is younger than an hour.
                await commands.keep_extract(session, order.item.code, taken, 2**47)
            wrong = await _differing(database, keys, compared.before) if number == 0 else 0
            times = (read - begun, judged - read, judged - begun, kept - judged, kept - begun)
            after_fen = f"{report['after']['award_fen']:,}"
            told.append(("first" if number == 0 else "warm", *(f"{one:.2f}" for one in times), after_fen, f"{wrong} of {SAMPLE:,}"))
    finally:
        await database.close()
    return told


async def _differing(database: Database, keys: Any, before: Any) -> int:  # noqa: ANN401 - columns
    """Return how many of a sample come to something else than an assessment of their stored facts says."""
    step, differing = max(len(keys) // SAMPLE, 1), 0
    async with database.reading() as session:
        for place in range(0, step * SAMPLE, step):
            stored = await queries.assessment_of(session, uuid.UUID(bytes=keys[place].tobytes()[:16]))
            result = assess("rd-growth", stored.facts, stored.rules)
            is_same = OUTCOMES[before.outcome[place]] == result.outcome and before.award_fen[place] == (result.award_fen or 0)
            differing += not is_same
    return differing


if __name__ == "__main__":
    Console(highlight=False, width=150).print(measure(*(int(size) for size in sys.argv[1:])))
