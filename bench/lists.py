"""列表的测量。`make bench-lists`: lists over a million applications, filtered, searched, counted; a page and a detail beside bare ones.

The system is that of `etown run`, and is asked over HTTP as its people ask it. The cases are those of `bench/evaluation.py`, all of one
department, so that its people see all of them; with them come 100 000 enterprises, 150 000 open tasks, messages and notices.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

import httpx
import psycopg
from rich.console import Console
from rich.table import Table

from bench import evaluation
from runtime.addresses import LOOPBACK, PREFIX
from runtime.local.child_process import free_port
from runtime.local.embedded_postgres import running_url
from sandbox.credit_code import numbered_code
from tests.whole_system import environment_of, running

CASES = 1_000_000
ENTERPRISES = 100_000
ROUNDS = 40
# Who ask at once where requests a second are counted, and how many each.
CLIENTS, EACH = 4, 100
SPOKEN_FOR = numbered_code(42)
OFFICER, APPROVER, APPLICANT, FINANCE, AUDITOR = "officer-sti-1", "approver-sti-1", f"applicant-{SPOKEN_FOR}", "finance-1", "auditor"
NAMES = ["晨光", "云海", "星河", "远景", "青松", "恒力", "明德", "启元", "嘉禾", "瑞丰"]
TRADES = ["微电子", "机器人", "生物", "新能源", "软件", "装备", "光电", "材料", "物联", "医疗"]

_MORE = (
    """
    insert into enterprises (uscc, name, kind, status, confirmed_at)
    select 'ENT' || lpad(n::text, 15, '0'),
        '北京' || (%(names)s::text[])[1 + n %% 10] || (%(trades)s::text[])[1 + n / 10 %% 10] || n || '有限公司',
        'enterprise', 'active', now()
    from generate_series(0, %(enterprises)s - 1) n
    """,
    # Who speaks for an enterprise has to have a credit code that holds.
    "update enterprises set uscc = %(spoken_for)s where uscc = 'ENT000000000000042'",
    "update applications set enterprise_uscc = %(spoken_for)s where enterprise_uscc = 'ENT000000000000042'",
    # A decision waits for each case that has come as far; beside it 50 000 tasks of officers.
    """
    insert into tasks (case_id, kind, role, department, concerns, families, opened_at, clock_from, working_days, due_at)
    select cases.id, case when stage = 'decision' then 'decision' else 'desk_review' end,
        case when stage = 'decision' then 'approver' else 'officer' end, 'sti', array[enterprise_uscc], array[cases.id],
        cases.updated_at, cases.updated_at, 5, now() + (hashtext(number) %% 100) * interval '1 hour'
    from cases join applications using (id) where stage = 'decision' or (stage = 'in_force' and hashtext(number) %% 14 = 0)
    """,
    """
    insert into messages (case_id, enterprise_uscc, department, role, zh, en, sent_at)
    select id, case when hashtext(number) %% 2 = 0 then enterprise_uscc end, case when hashtext(number) %% 2 <> 0 then 'sti' end,
        case when hashtext(number) %% 2 <> 0 then 'officer' end, number || '已受理。', number || ' was accepted.', updated_at
    from cases join applications using (id)
    """,
    """
    insert into notices (case_id, state, enterprise_name, item_code, amount_fen, published_at, until, clock_from, working_days)
    select cases.id, case when hashtext(number) %% 50 = 0 then 'open' else 'cleared' end, enterprises.name, item_code, award_fen,
        cases.updated_at, cases.updated_at + interval '7 days', cases.updated_at, 5
    from cases join applications using (id) join enterprises on uscc = enterprise_uscc where award_fen is not null
    """,
    "analyze",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to ask, and as whom."""

    person: str | None
    path: str


LISTS = (
    *(
        Asked(OFFICER, f"/applications{query}")
        for query in (
            "",
            "?stage=in_force",
            "?stage=correction",
            "?item=science-award",
            "?department=sti",
            "?department=hr",
            "?year=2025",
            "?held=true",
            f"?enterprise={SPOKEN_FOR}",
            "?q=BDA-777",
            "?q=云海机器人",
            "?q=不存在的企业",
            "?q=000777",
            "?sort=oldest",
            "?stage=decision&item=science-award",
        )
    ),
    Asked(APPLICANT, "/applications"),
    Asked(AUDITOR, "/applications?stage=refused"),
    *(
        Asked(person, f"/tasks{query}")
        for person in (OFFICER, APPROVER)
        for query in (
            "",
            "?mine=true",
            "?overdue=true",
            "?kind=decision",
            "?sort=last_due",
            "?item=science-award",
            "?q=云海机器人",
            "?assignee=nobody",
            "?escalated=true",
        )
    ),
    Asked(OFFICER, "/tasks?closed=true"),
    Asked(APPROVER, "/tasks/counts"),
    Asked(None, "/notices"),
    Asked(None, "/notices?state=open"),
    Asked(None, "/notices?item=science-award&sort=oldest"),
    Asked(None, "/notices?q=云海机器人"),
    Asked(OFFICER, "/messages"),
    Asked(OFFICER, "/messages?unread=true"),
    Asked(APPLICANT, "/messages"),
    Asked(FINANCE, "/disbursements"),
    Asked(FINANCE, "/disbursements?state=returned"),
    Asked(FINANCE, "/disbursements?sort=largest"),
    Asked(FINANCE, f"/disbursements?enterprise={SPOKEN_FOR}"),
    Asked(FINANCE, "/disbursements?amount_from=1&amount_to=2"),
    Asked(OFFICER, "/enterprises"),
    Asked(OFFICER, "/enterprises?q=星河"),
    Asked(OFFICER, "/enterprises?sort=newest"),
    Asked(OFFICER, f"/enterprises/{SPOKEN_FOR}"),
    Asked("head-sti", "/figures"),
)
DETAIL = "/applications/{id}"


def measure(cases: int = CASES) -> Iterator[Table]:
    """Measure, and yield each table when it is there."""
    with TemporaryDirectory(prefix="etown-bench-") as folder:
        Path(folder).chmod(0o755)
        with running(environment_of(Path(folder))) as environment:
            url = running_url(Path(environment["ETOWN_HOME"]))
            assert url
            _load(url, cases)
            sandbox = f"http://{LOOPBACK}:{environment['ETOWN_SANDBOX_PORT']}"
            with _bare(url) as bare, httpx.Client(base_url=f"http://{LOOPBACK}:{environment['ETOWN_API_PORT']}", timeout=60) as api:
                headers = {person: _signed_in(sandbox, person) for person in {asked.person for asked in LISTS}}
                one = bare.get("/applications", params={"limit": 1}).json()[0]["id"]
                yield _speeds(api, bare, headers[OFFICER], one)
                yield _times(api, headers)


def _load(url: str, cases: int) -> None:
    evaluation.load(url, cases, ENTERPRISES)
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute("set session_replication_role = replica")
        for statement in _MORE:
            connection.execute(statement, {"enterprises": ENTERPRISES, "names": NAMES, "trades": TRADES, "spoken_for": SPOKEN_FOR})


def _signed_in(sandbox: str, person: str | None) -> dict[str, str]:
    if person is None:
        return {}
    answer = httpx.post(f"{sandbox}/oidc/token", json={"person": person}, timeout=10)
    return {"Authorization": f"Bearer {answer.raise_for_status().json()['access_token']}"}


@contextmanager
def _bare(url: str) -> Iterator[httpx.Client]:
    """Serve the bare lists in a process of their own."""
    port = free_port()
    command = (sys.executable, "-m", "uvicorn", "bench.bare_list:create_app", "--factory", "--port", str(port), "--no-access-log")
    with subprocess.Popen(command, env=os.environ | {PREFIX + "DATABASE_URL": url}, stderr=subprocess.DEVNULL) as process:
        try:
            with httpx.Client(base_url=f"http://{LOOPBACK}:{port}", timeout=60) as client:
                _await(lambda: client.get("/applications"))
                yield client
        finally:
            process.terminate()


def _await(ask: Callable[[], httpx.Response]) -> None:
    for _ in range(100):
        try:
            ask().raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    message = "the bare lists do not answer"
    raise RuntimeError(message)


def _times(api: httpx.Client, headers: dict[str | None, dict[str, str]]) -> Table:
    table = Table(
        "asked by",
        "asked",
        "rows",
        "first ms",
        "median ms",
        "p95 ms",
        title=f"one after the other, {ROUNDS} times; load {os.getloadavg()[0]:.1f}",
    )
    for asked in LISTS:
        took = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            answer = api.get(asked.path, headers=headers[asked.person])
            took.append(1000 * (time.perf_counter() - begun))
            answer.raise_for_status()
        rows = str(len(answer.json()["items"])) if "items" in answer.json() else ""
        figures = (took[0], median(took), quantiles(took, n=20)[-1])
        table.add_row(asked.person or "", asked.path, rows, *(f"{figure:.1f}" for figure in figures))
    return table


def _speeds(api: httpx.Client, bare: httpx.Client, headers: dict[str, str], one: str) -> Table:
    """Return requests a second of a page and of a detail, each beside the bare one; they take turns."""
    table = Table(
        "", "requests/s", "bare requests/s", "of it", title=f"{CLIENTS} at once, {EACH} each, best of three; load {os.getloadavg()[0]:.1f}"
    )
    for name, path in (("a page of applications", "/applications"), ("an application", DETAIL.format(id=one))):
        ours, its = 0.0, 0.0
        for _ in range(3):
            ours = max(ours, _a_second(api, path, headers))
            its = max(its, _a_second(bare, path, {}))
        table.add_row(name, f"{ours:.0f}", f"{its:.0f}", f"{ours / its:.0%}")
    return table


def _a_second(client: httpx.Client, path: str, headers: dict[str, str]) -> float:
    def ask(_number: int) -> None:
        for _ in range(EACH):
            client.get(path, headers=headers).raise_for_status()

    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(ask, range(CLIENTS)))
    return CLIENTS * EACH / (time.perf_counter() - begun)


if __name__ == "__main__":
    console = Console(highlight=False, width=130)
    for shown in measure(*(int(size) for size in sys.argv[1:])):
        console.print(shown)
