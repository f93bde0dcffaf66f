"""`etown restore-check`:恢复核对。Looks, after a restore and before any worker starts, at what is known elsewhere of what came later."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from gateways.errors import SourceUnavailable
from models.queries.health import UNREACHABLE
from policy.errors import Code, Refusal
from policy.text import Text
from runtime.cli.deployment import settings_of_deployment
from runtime.container import connect, container
from runtime.leaving import leave
from runtime.restore import Check, Later, as_dict
from runtime.serving_settings import NEEDED, variable
from runtime.settings import Settings, plain

NOTHING, SOMETHING, AWAY = 0, 1, 2
UNANSWERED: tuple[type[Exception], ...] = (Refusal, SourceUnavailable, RuntimeError, ValueError, *UNREACHABLE)


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("restore-check")(restore_check)


def restore_check(
    *,
    end_processes: Annotated[bool, typer.Option("--end-processes", help="End the processes that have no case, which are listed.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a page for people.")] = False,
) -> None:
    """After a restore, before workers start: list what others know of what came later. Exit 0 if nothing, 1 if something, 2 if one is away.

    Has numbers go on past all that Temporal or the treasury knows, and lays the treasury's statements since the moment beside the books.
    It may be run again.
    """
    try:
        later = asyncio.run(_look(settings_of_deployment(), end_processes=end_processes))
    except UNANSWERED as error:
        why = f"{error.detail.zh} {error.detail.en}" if isinstance(error, Refusal) else type(error).__name__
        typer.echo(f"数据库、Temporal或国库没有应答。 Database, Temporal or treasury does not answer ({why}).", err=True)
        leave(AWAY)
    typer.echo(json.dumps(as_dict(later), ensure_ascii=False, indent=2) if as_json else page(later))
    leave(NOTHING if later.is_nothing else SOMETHING)


def page(later: Later) -> str:
    """Return what was found, for people."""
    lines = [f"数据库最后记录 last recorded: {later.moment.isoformat() if later.moment else '—'}"]
    lines += [f"  没有对应案件的流程 a process without a case: {its}" for its in later.processes]
    lines += [f"  之后办理 done later: {act.at.isoformat()} {act.process} {act.event} ({act.actor})" for act in later.acts]
    lines += [
        f"  与国库不一致 differs from the treasury: {row.kind} {row.reference}, ours {row.ours_fen}, theirs {row.theirs_fen}"
        for row in later.differences
    ]
    lines += [f"  没有记录的材料 evidence nothing refers to: {sha256}" for sha256 in later.files]
    return "\n".join([*lines, f"下一个编号 next number: {later.next_number}"])


async def _look(settings: Settings, *, end_processes: bool) -> Later:
    missing = [variable(name) for name in (*NEEDED, "evidence_url") if not plain(getattr(settings, name))]
    if missing:
        raise Refusal(Code.INCOMPLETE, Text("缺少设置。", f"Settings are missing: {', '.join(missing)}."))
    async with container(settings) as parts:
        check = Check(parts, await connect(settings))
        later = await check.look()
        if end_processes:
            await check.end(later.processes)
        return later
