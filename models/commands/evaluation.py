"""政策评估的写入。Writes of evaluations before they are opened, and of the reports they ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands.case import next_number
from models.queries import evaluation as evaluations
from models.tables import Evaluation, OutcomeReport
from policy.actors import SYSTEM, Actor
from policy.judging.catalogue import items_of_clause
from policy.processes.evaluation.lifecycle import EVALUATION


async def draft(session: AsyncSession, actor: Actor, clause: int, year: int, *, interim: bool = False) -> Evaluation:
    """Write the evaluation of a clause for a year under a new number, or return the one that is there.

    Of interim ones one is open at a time: after the last has ended there may be another.
    """
    # Whoever orders it by hand while the Schedule does takes turns with it.
    await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('evaluation', 0))"))
    before = await evaluations.of(session, clause, year, interim=interim)
    if before is not None and not (interim and before.stage in EVALUATION.terminal):
        return before
    row = Evaluation(
        number=await next_number(session, "EV"),
        department=items_of_clause(clause)[0].departments[0],
        created_by=actor.subject,
        clause=clause,
        year=year,
        interim=interim,
        ordinal=before.ordinal + 1 if before else 1,
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    return row


async def draft_reports(
    session: AsyncSession, evaluation: Evaluation, recipients: Mapping[str, list[dict[str, Any]]]
) -> list[OutcomeReport]:
    """Write the reports that an evaluation asks some recipients for, in their order; each is given by one of them alone."""
    rows = [
        OutcomeReport(
            number=await next_number(session, "OR"),
            department=evaluation.department,
            created_by=SYSTEM.subject,
            evaluation_id=evaluation.id,
            enterprise_uscc=uscc,
            clause=evaluation.clause,
            year=evaluation.year,
            awards=awards,
        )
        for uscc, awards in recipients.items()
    ]
    session.add_all(rows)
    await session.flush()
    for row in rows:
        await session.refresh(row)
    return rows
