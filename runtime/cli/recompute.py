"""复算。`etown recompute`: judge an application again from what was stored, and say whether the outcome is the same.

Where the files of the clause have changed since, an assessment was made under an earlier reading, and that is said as well: the law of
its time stays what it was decided by.
"""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

import typer

from models.queries import application as applications
from models.queries import assessment as assessments
from models.queries import submission as submissions
from models.queries.health import UNREACHABLE
from models.session import Database
from models.tables import Application, Assessment, Submission
from policy.errors import Code, Refusal
from policy.judging.assessment import assess
from policy.judging.catalogue import hash_of_clause
from policy.judging.catalogue import item as item_called
from policy.judging.provenance import OLDER_POLICY, facts_to_prove, unproved
from policy.language.lead import asked_in
from policy.text import Text
from runtime.local import embedded_postgres
from runtime.settings import Settings

SAME, DIFFERENT, NOT_FOUND = 0, 1, 2
NO_DATABASE = Text(
    "没有可用的数据库：请在本目录用 make run 启动系统，或设置 ETOWN_DATABASE_URL。",
    "There is no database: start the system here with make run, or set ETOWN_DATABASE_URL.",
)
COMPARED = ("outcome", "award_fen", "rules_hash", "document_id")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command("recompute")(recompute)


def recompute(
    application: Annotated[str, typer.Argument(help="The application's number or id.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a page for people.")] = False,
) -> None:
    """Judge an application again from its stored facts and rules: exit 0 if the outcome is the same, 1 if not, 2 if there is none.

    Without ETOWN_DATABASE_URL it reads the database of the system that `etown run` has running here.
    """
    try:
        row, stored, handed_in = asyncio.run(_stored(Settings(), application))
    except Refusal as refusal:
        both = f"{refusal.detail.zh}\n{refusal.detail.en}"
        typer.echo(json.dumps(refusal.document("en"), ensure_ascii=False, indent=2) if as_json else both, err=not as_json)
        raise typer.Exit(NOT_FOUND) from None
    # What is shared is awarded in another amount than the formula comes to, once a list is approved.
    share_fen = row.award_fen if row.formula_fen is not None else None
    known = {"application": row.number, "item": row.item_code, "share_fen": share_fen, "submission": stored.tree.get("submission")}
    report = known | compare(row.item_code, stored)
    if changed := _changed_since(report["submission"], handed_in):
        report |= {"same": False, "differences": [*report["differences"], changed]}
    typer.echo(json.dumps(report, ensure_ascii=False, indent=2) if as_json else _page(report))
    raise typer.Exit(SAME if report["same"] else DIFFERENT)


def compare(item_code: str, stored: Assessment) -> dict[str, Any]:
    """Judge stored facts by stored rules, and say what differs from what was stored of the outcome, and which fact comes from nowhere."""
    unvouched = [
        {"what": f"provenance.{code}", "stored": stored.provenance.get(code), "recomputed": None}
        for code in unproved(asked_in(item_called(item_code), stored.facts), stored.facts, stored.provenance)
    ]
    before: dict[str, Any] = {name: getattr(stored, name) for name in COMPARED}
    before["earlier_reading"] = stored.clause_hash != hash_of_clause(item_called(item_code).clause)
    try:
        result = assess(item_code, stored.facts, stored.rules)
    except Refusal as refusal:
        # The law of today does not take these facts or rules at all: that differs too.
        rejected = [{"what": "input", "stored": None, "recomputed": refusal.document("en")}]
        return {"same": False, **before, "provenance": stored.provenance, "differences": rejected + unvouched}
    after = {name: getattr(result, name) for name in COMPARED} | {"outcome": result.outcome.value}
    differences = [{"what": name, "stored": before[name], "recomputed": after[name]} for name in COMPARED if before[name] != after[name]]
    differences += unvouched
    return {"same": not differences, **before, "provenance": stored.provenance, "differences": differences}


def _changed_since(rests_on: dict[str, Any] | None, handed_in: Submission | None) -> dict[str, Any] | None:
    """Say that what was submitted is not what the assessment rests on, by the hash of its content, if so."""
    if rests_on is None:
        return None
    found = handed_in.content.fingerprint if handed_in else None
    return {"what": "submission", "stored": rests_on["sha256"], "recomputed": found} if found != rests_on["sha256"] else None


async def _stored(settings: Settings, reference: str) -> tuple[Application, Assessment, Submission | None]:
    """Return the application, its last assessment, and the submission that it rests on.

    Raises:
        Refusal: `not_found`, or `busy` without a database.
    """
    url = settings.database_url or embedded_postgres.running_url(settings.home)
    if not url:
        raise Refusal(Code.BUSY, NO_DATABASE)
    database = Database(url, pool_size=1)
    try:
        async with database.reading() as session:
            application = await applications.find(session, reference)
            assessment = await assessments.latest(session, application.id) if application else None
            rests_on = (assessment.tree.get("submission") or {}) if assessment else {}
            handed_in = await submissions.find(session, application.id, rests_on["number"]) if application and rests_on else None
    except UNREACHABLE as error:
        raise Refusal(Code.BUSY, Text("无法连接数据库。", "The database cannot be reached.")) from error
    finally:
        await database.close()
    if application is None or assessment is None:
        raise Refusal(Code.NOT_FOUND, Text(f"没有{reference}的核定记录。", f"There is no assessment of {reference}."))
    return application, assessment, handed_in


def _in_order(report: dict[str, Any]) -> list[str]:
    codes = (*(fact.code for fact in facts_to_prove(asked_in(item_called(report["item"]), report["provenance"]))), OLDER_POLICY)
    return [code for code in codes if code in report["provenance"]]


def _vouched(code: str, where: dict[str, Any]) -> str:
    """Say of a fact who supplied it, when, and from what."""
    paper = where.get("reference") or where.get("ground") or (f"{where['evidence']} p. {where['page']}" if "evidence" in where else "")
    second = f", confirmed by {where['confirmed_by']} {where['confirmed_at']}" if "confirmed_by" in where else ""
    return f"  {code}: {where['supplied_by']}, {where['by']} {where['at']}{', ' if paper else ''}{paper}{second}"


def _page(report: dict[str, Any]) -> str:
    head = f"{report['application']} · {report['item']}"
    head += " (made under an earlier reading)" if report["earlier_reading"] else ""
    if report["same"]:
        amount = f"{report['award_fen']} fen"
        if report["share_fen"] is not None:
            amount += f" by the formula and {report['share_fen']} fen as its share of the ceiling"
        same = f"{head}: same. {report['outcome']}, {amount}, {report['document_id']}, rules {report['rules_hash']}"
        if rests_on := report["submission"]:
            same += f"\n  rests on submission {rests_on['number']}, {rests_on['sha256']}"
        return "\n".join([same, *(_vouched(code, report["provenance"][code]) for code in _in_order(report))])
    lines = [f"{head}: differs"]
    lines += [f"  {one['what']}: stored {one['stored']}, recomputed {one['recomputed']}" for one in report["differences"]]
    return "\n".join(lines)
