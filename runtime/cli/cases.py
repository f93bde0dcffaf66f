"""`etown cases check`:核对案件。Lays the running processes beside the cases as they are stored, mends them, and says what was found."""

from __future__ import annotations

import asyncio

import typer

from activities.signatures.case_check import CasesChecked
from api.answers import StillRunning
from api.temporal import Cases
from models.queries.health import UNREACHABLE
from models.session import Database
from policy.errors import Code, Refusal
from policy.text import Text
from runtime.cli.deployment import settings_of_deployment
from runtime.container import connect
from runtime.leaving import leave
from runtime.settings import Settings

_WHERE = Text("请先设置数据库和流程服务的地址。", "Set ETOWN_DATABASE_URL and ETOWN_TEMPORAL_ADDRESS.")
MENDED, SURPLUS, AWAY = 0, 1, 2
UNANSWERED: tuple[type[Exception], ...] = (Refusal, StillRunning, RuntimeError, ValueError, *UNREACHABLE)


def register(app: typer.Typer) -> None:
    """Add the family to `app`."""
    family = typer.Typer(no_args_is_help=True, help="The running processes of cases.")
    family.callback()(_family)
    family.command("check")(check)
    app.add_typer(family, name="cases")


def _family() -> None:
    """Make it a family, though it has one command."""


def check() -> None:
    """Check every open case and every Schedule: exit 0 if all is in order now, 1 if a process has no case, 2 if nobody answers.

    A process that is gone is started again from its case, a Schedule that is paused or gone runs again, and each process that runs compares
    itself with what is stored. It takes a worker.
    """
    try:
        found = asyncio.run(_checked(settings_of_deployment()))
    except UNANSWERED as error:
        why = f"{error.detail.zh} {error.detail.en}" if isinstance(error, Refusal) else type(error).__name__
        typer.echo(f"没有应答，请先启动服务和工作进程。 Nobody answers; start the servers and a worker first ({why}).", err=True)
        leave(AWAY)
    typer.echo(page(found))
    leave(SURPLUS if found.surplus else MENDED)


def page(found: CasesChecked) -> str:
    """Return what a check found, for people."""
    lines = [f"在办案件 open cases: {found.open_cases}"]
    lines += [f"  已重新启动 started again: {its}" for its in found.started]
    lines += [f"  已恢复定时任务 schedule runs again: {its}" for its in found.schedules]
    lines += [f"  没有对应案件的流程 a process without a case: {its}" for its in found.surplus]
    return "\n".join(lines)


async def _checked(settings: Settings) -> CasesChecked:
    if not (settings.database_url and settings.temporal_address):
        raise Refusal(Code.INCOMPLETE, _WHERE)
    database = Database(settings.database_url, pool_size=1)
    try:
        return await Cases(await connect(settings), settings.task_queue, database).check()
    finally:
        await database.close()
