"""评估指标的测量。`make bench-evaluation`: the figures of every clause for one year, reckoned over a million cases with all their events.

The cases are made in the database, and take one of seven ways each: paid, paid after a correction, reclaimed, refused, refused after
assessment, withdrawn, or held for a while and still under way. What is made says how many there are of each, and the figures have to agree.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import psycopg
from rich.console import Console
from rich.table import Table

from models.queries.evaluation_figures import Cohort, counted, reckon
from models.session import Database
from policy.judging.catalogue import ITEMS
from policy.processes.evaluation.figures import Figure, FigureCode, Group
from policy.processes.kernel.lifecycle import DRAFT
from runtime.addresses import PREFIX
from runtime.local import embedded_postgres
from runtime.local.embedded_postgres import PostgresServer

REPOSITORY = Path(__file__).parent.parent
CASES = 1_000_000
YEAR = 2025
AT = datetime(2026, 11, 30, tzinfo=UTC)
CLAUSES = tuple(range(1, 21))
ENTERPRISES = 1000

_ACCEPTED = (
    ("submitted", "draft", "acceptance", 0),
    ("accepted", "acceptance", "verification", 3),
    ("verified", "verification", "review", 1),
)
_APPROVED = (
    ("recommended", "review", "assessment", 6),
    ("assessed", "assessment", "decision", 0),
    ("approved", "decision", "public_notice", 2),
)
_PAID = (
    ("notice_cleared", "public_notice", "commitment", 7),
    ("commitment_signed", "commitment", "payment", 2),
    ("payment_released", "payment", "payment", 1),
    ("paid", "payment", "in_force", 2),
)
_CORRECTED = (("correction_requested", "acceptance", "correction", 2), ("corrected", "correction", "acceptance", 5))
WAYS: tuple[tuple[tuple[str, str, str, int], ...], ...] = (
    (*_ACCEPTED, *_APPROVED, *_PAID),
    (_ACCEPTED[0], *_CORRECTED, *_ACCEPTED[1:], *_APPROVED, *_PAID),
    (*_ACCEPTED, *_APPROVED, *_PAID),
    (*_ACCEPTED, ("not_recommended", "review", "refused", 5), ("reconsideration_lapsed", "refused", "rejected", 20)),
    (*_ACCEPTED, _APPROVED[0], ("assessed_to_nothing", "assessment", "refused", 0)),
    (_ACCEPTED[0], ("withdrawn", "acceptance", "withdrawn", 2)),
    (*_ACCEPTED, ("put_on_hold", "review", "review", 1), ("resumed", "review", "review", 4), _APPROVED[0], _APPROVED[1]),
)
"""By way, its events: what happened, from where to where, and how many days after the one before, and up to as many more."""
PAID_WAYS = (0, 1, 2)
RECLAIMED = 2
# In ten, how many cases take each way.
OFTEN = (0, 0, 0, 0, 1, 2, 3, 4, 5, 6)


def measure(cases: int = CASES) -> Table:
    """Measure and return the table."""
    table = Table(
        "cases",
        "events",
        "tasks",
        "figures",
        "first s",
        "again s",
        "CPU s",
        "load",
        "a page of cases s",
        title=f"figures of 20 clauses for {YEAR}",
    )
    with TemporaryDirectory(prefix="etown-bench-") as folder:
        Path(folder).chmod(0o755)
        postgres = embedded_postgres.start(Path(folder) / "postgres")
        try:
            with postgres.connect() as connection:
                connection.execute("create database evaluation")
            url = postgres.url("evaluation")
            command = (sys.executable, "-m", "alembic", "upgrade", "head")
            subprocess.run(command, check=True, capture_output=True, cwd=REPOSITORY, env=os.environ | {PREFIX + "DATABASE_URL": url})
            events, tasks = load(url, cases)
            figures, *took = asyncio.run(_timed(url, postgres))
        finally:
            postgres.stop()
    _agree(figures, cases)
    table.add_row(f"{cases:,}", f"{events:,}", f"{tasks:,}", str(len(figures)), *(f"{one:.1f}" for one in took))
    return table


def load(url: str, cases: int, enterprises: int = ENTERPRISES) -> tuple[int, int]:
    """Make so many cases with their events, tasks, assessments and payments, and return how many events and tasks there are."""
    items = [item.code for item in ITEMS.values()]
    clauses = [item.clause for item in ITEMS.values()]
    steps = [(way, place + 1, *step) for way, steps in enumerate(WAYS) for place, step in enumerate(steps)]
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        # What is made is whole: nothing has to be looked up in other tables.
        connection.execute("set session_replication_role = replica")
        connection.execute("create temp table steps (way int, place int, event text, came_from text, led_to text, days int)")
        with connection.cursor() as cursor, cursor.copy("copy steps from stdin") as copy:
            for step in steps:
                copy.write_row(step)
        connection.execute(_MADE, {"cases": cases, "items": items, "clauses": clauses, "often": list(OFTEN), "enterprises": enterprises})
        for statement in _LOADED:
            connection.execute(statement, {"paid": list(PAID_WAYS), "reclaimed": RECLAIMED})
        connection.execute("drop table made, steps, happened")
        connection.execute("vacuum analyze")
        counts = connection.execute("select (select count(*) from audit_events), (select count(*) from tasks)").fetchone()
    assert counts is not None
    return int(counts[0]), int(counts[1])


_MADE = """
create temp table made as
select uuidv7() as id, n, (%(often)s::int[])[1 + n %% 10] as way,
    (%(items)s::text[])[1 + n %% cardinality(%(items)s::text[])] as item_code,
    (%(clauses)s::int[])[1 + n %% cardinality(%(items)s::text[])] as clause, 'ENT' || lpad((n %% %(enterprises)s)::text, 15, '0') as uscc,
    timestamptz '2025-01-01 09:00+08' + (n %% 350) * interval '1 day' + (n %% 1000) * interval '1 second' as handed_in_at
from generate_series(0, %(cases)s - 1) n
"""
_LOADED = (
    """
    create temp table happened as
    select made.id as case_id, place, event, came_from, led_to,
        handed_in_at + sum((days + days * (n %% 7) / 7.0) * interval '1 day') over (partition by made.id order by place) as at
    from made join steps using (way)
    """,
    """
    insert into audit_events (case_id, sequence, key, event, from_stage, to_stage, since, actor, actor_name, detail, occurred_at)
    select case_id, place, case_id || '/' || place, event, came_from, led_to,
        max(at) filter (where came_from <> led_to)
            over (partition by case_id order by place rows between unbounded preceding and 1 preceding),
        'officer-1', '经办人', '{"opinion": "材料齐全，建议支持。"}', at from happened
    """,
    """
    insert into cases (id, process, number, item_code, department, created_by, stage, stage_entered_at, came_by, version, submitted_at,
        created_at, updated_at)
    select made.id, 'application', 'BDA-' || n, item_code, 'sti', 'applicant-1', last.led_to, last.since, last.came_by, 9, handed_in_at,
        handed_in_at, last.at
    from made join (
        select case_id, (array_agg(led_to order by place desc))[1] as led_to, max(at) as at,
            max(at) filter (where came_from <> led_to) as since,
            (array_agg(event order by place desc) filter (where came_from <> led_to))[1] as came_by from happened group by case_id
    ) last on last.case_id = made.id
    """,
    """
    insert into applications (id, clause, enterprise_uscc, facts, award_fen, paid_fen, recovered_fen)
    select id, clause, uscc, jsonb_build_object('requested_fen', 100000000 + n), case when way = any(%(paid)s) then 50000000 + n end,
        case when way = any(%(paid)s) then 50000000 + n else 0 end, case when way = %(reclaimed)s then 10000000 else 0 end
    from made
    """,
    """
    insert into tasks (case_id, kind, role, department, opened_at, clock_from, working_days, due_at, closed_at, outcome, completed_by)
    select case_id, came_from, 'officer', 'sti', at - interval '2 days', at - interval '2 days', 5,
        at + ((place * 7 + extract(minute from at)::int) %% 10 - 1) * interval '1 day', at, event, 'officer-1'
    from happened where came_from in ('acceptance', 'review', 'decision', 'commitment', 'payment') and came_from <> led_to
    """,
    """
    insert into disbursements (number, case_id, amount_fen, account, state, paid_at)
    select 'P-' || n, id, 50000000 + n, '{"holder": "企业", "bank": "银行", "number": "****1234"}', 'paid', happened.at
    from made join happened on case_id = id and event = 'paid'
    """,
    """
    insert into assessments (application_id, document_id, clause_hash, rules, rules_hash, facts, provenance, outcome, capped, reasons, tree,
        assessed_at)
    select id, 'opinions-2022-8', 'hash', '[]', 'hash', '{}', '{}', 'reject', false,
        '[{"code": "registered_in_area", "holds": true}, {"code": "recognised", "holds": false}]', '{}',
        happened.at from made join happened on case_id = id and event = 'assessed_to_nothing'
    """,
)


async def _timed(url: str, postgres: PostgresServer) -> tuple[list[Figure], float, float, float, float, float]:
    """Return the figures, and seconds: for the first time, once more, of CPU in that, the load of the machine, and for a page of cases."""
    database = Database(url)
    cohort = Cohort(CLAUSES, YEAR, AT)
    try:
        async with database.writing() as session:
            begun = time.perf_counter()
            figures = await reckon(session, cohort)
            first = time.perf_counter() - begun
        async with database.writing() as session:
            begun, computed = time.perf_counter(), _cpu_seconds(postgres)
            await reckon(session, cohort)
            again, computed = time.perf_counter() - begun, _cpu_seconds(postgres) - computed
        async with database.reading() as session:
            begun = time.perf_counter()
            await counted(session, Cohort((5,), YEAR, AT), FigureCode.read("exit.application.rejected.reconsideration_lapsed"), None, 20)
            return figures, first, again, computed, os.getloadavg()[0], time.perf_counter() - begun
    finally:
        await database.close()


def _cpu_seconds(postgres: PostgresServer) -> float:
    """Return what a server and the processes that it has or had have computed."""
    leader = psutil.Process(postgres.process.pid)
    ended = leader.cpu_times().children_user + leader.cpu_times().children_system
    return ended + sum(one.cpu_times().user + one.cpu_times().system for one in leader.children())


def _agree(figures: list[Figure], cases: int) -> None:
    """Hold the figures to what was made."""
    exits = Counter[str]()
    for one in figures:
        if one.code.group is Group.EXIT and one.item is None:
            exits[one.code.words[1]] += one.count
    made = Counter[str]()
    for number in range(cases):
        stages = [step[2] for step in WAYS[OFTEN[number % 10]]]
        made[stages[-1]] += 1
    assert exits == made, (exits, made)
    assert DRAFT not in exits


if __name__ == "__main__":
    Console(highlight=False, width=130).print(measure(*(int(size) for size in sys.argv[1:])))
