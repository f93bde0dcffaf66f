"""验签。`etown vouched`: whether the API vouched for every act of a case, as an auditor with the public key alone finds out.

What followed from another act, such as a demand that a decision led to, is vouched for there or by that, and is listed as it is.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated

import typer

from activities.case.attestation import Attestations
from models.queries import audit_event as audit_events
from models.queries import case as cases
from models.queries.health import UNREACHABLE
from models.session import Database
from models.tables import AuditEvent, Case
from policy.actors import SYSTEM
from policy.errors import Code, Refusal
from policy.text import Text
from runtime.cli.recompute import NO_DATABASE
from runtime.local import embedded_postgres
from runtime.settings import Settings, demo_settings

ALL_VOUCHED, NOT_VOUCHED, NOT_FOUND = 0, 1, 2


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("vouched")(vouched)


def vouched(
    case: Annotated[str, typer.Argument(help="The case's number or id.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines for people.")] = False,
) -> None:
    """Verify who acted in a case: exit 0 if no act says other than the API vouched for, 1 if one does, 2 if there is no such case.

    Without ETOWN_DATABASE_URL and ETOWN_ATTESTATION_PUBLIC_KEYS it reads those of the system that `etown run` has running here.
    """
    told = Settings()
    settings = told if told.attestation_public_keys else demo_settings(told.home)
    try:
        row, events = asyncio.run(_stored(told.database_url or embedded_postgres.running_url(told.home) or "", case))
    except Refusal as refusal:
        typer.echo(f"{refusal.detail.zh}\n{refusal.detail.en}", err=True)
        raise typer.Exit(NOT_FOUND) from None
    attestations = Attestations(settings.attestation_public_keys, settings.oidc_issuer)
    found = [
        {"sequence": event.sequence, "event": event.event, "actor": event.actor, "is": standing(attestations, event, row)}
        for event in events
    ]
    lines = (f"{one['sequence']:>4} {one['is']:12} {one['event']} {one['actor']}" for one in found)
    typer.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))
    raise typer.Exit(NOT_VOUCHED if any(one["is"] == "not vouched" for one in found) else ALL_VOUCHED)


def standing(attestations: Attestations, event: AuditEvent, its_case: Case) -> str:
    """Return whether the API vouched for an event and its form, for the event alone, for neither, or nobody acted in it, or it followed."""
    if event.attestation is not None:
        if not attestations.vouches_for(event, its_case):
            return "not vouched"
        return "vouched" if attestations.has_its_words(event, its_case) else "amended"
    return "automatic" if event.actor == SYSTEM.subject else "followed"


async def _stored(url: str, reference: str) -> tuple[Case, Sequence[AuditEvent]]:
    """Return a case and everything that happened to it.

    Raises:
        Refusal: `not_found`, or `busy` without a database.
    """
    if not url:
        raise Refusal(Code.BUSY, NO_DATABASE)
    database = Database(url, pool_size=1)
    try:
        async with database.reading() as session:
            row = await cases.find_any(session, reference)
            if row is None:
                raise Refusal(Code.NOT_FOUND, Text(f"没有{reference}这一案件。", f"There is no case {reference}."))
            return row, await audit_events.timeline(session, row.id)
    except UNREACHABLE as error:
        raise Refusal(Code.BUSY, Text("无法连接数据库。", "The database cannot be reached.")) from error
    finally:
        await database.close()
