"""审定前所见。What a decision rests on as it is today, whenever its task was opened: demands and their figures, what came back, budgets."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Final

from models.queries import annual_run as annual_runs
from models.queries import budget, demanded_beside, pending, returned
from models.queries import clawback as clawbacks
from models.queries import debarment as debarments
from models.queries import filing as filings
from models.queries import redecision as redecisions
from models.queries import task as tasks
from models.session import Session
from models.tables import (
    AnnualRun,
    Application,
    Case,
    CaseCheckFinding,
    Clawback,
    Commitment,
    Debarment,
    PendingMatter,
    Redecision,
    Refund,
    Task,
)
from policy.processes.clawback.tasks import DECIDING
from policy.processes.decision.tasks import DECIDING as APPROVING
from policy.processes.pending.tasks import FINDING
from policy.processes.redecision.tasks import DECISION

# Whoever decides on a claim, or pays it, reads that the record of its project contradicts itself and is being clarified.
_ON_UPSTREAM: Final = frozenset({"desk_review", *APPROVING, "payment_release", "payment_confirmation", "standing_check"})
_UNCLEAR: Final = ("upstream_clarification", "upstream_giving_up")


async def read_today(session: Session, task: Task, its_case: Case, today: date) -> dict[str, Any]:
    """Return what has its own life beside an open task, for whoever decides in it; nothing of a closed one.

    Args:
        session: The session.
        task: The task.
        its_case: Its case.
        today: The day.
    """
    return await _found(session, task, its_case, today) if task.closed_at is None else {}


async def _found(session: Session, task: Task, its_case: Case, today: date) -> dict[str, Any]:
    found: dict[str, Any] = {}
    match its_case:
        case Clawback() if task.kind in DECIDING and "figures" in task.about:
            found = await _of_demand(session, task, its_case)
        case Redecision() if task.kind == DECISION:
            found = await _of_redecision(session, task, its_case)
        case Debarment() if "repaid_fen" in task.about:
            demand = await debarments.demand_of(session, its_case)
            found = {"amount_fen": demand.amount_fen, "repaid_fen": demand.repaid_fen}
        case Refund() if "given_up" in task.about:
            found = {"given_up": {demand.number: fen for demand, fen in await clawbacks.given_up_by(session, its_case.payer_uscc)}}
        case Commitment() if "other_demands" in task.about:
            found = {"other_demands": await _of_commitment(session, task, its_case)}
        case AnnualRun() if "budget" in task.about:
            available_fen = await budget.available(session, its_case.department, its_case.item_code, today.year)
            left_fen = None if available_fen is None else available_fen - await annual_runs.outstanding_fen(session, its_case.id)
            found = {"budget": {"year": today.year, "available_fen": available_fen, "left_fen": left_fen}}
        case Application() if task.kind in _ON_UPSTREAM and its_case.parent_id is not None:
            unclear = [one for one in await tasks.open_of(session, its_case.parent_id) if one.kind in _UNCLEAR]
            found = {"upstream_unclear": unclear[0].about} if unclear else {}
        case PendingMatter() if task.kind == FINDING:
            found = await _of_finding(session, its_case)
        case _:
            pass
    return found


async def _of_commitment(session: Session, task: Task, commitment: Commitment) -> list[dict[str, Any]]:
    """Return what else is demanded of the awards that its filing, or the open breach, touches."""
    if (filing_id := task.about.get("filing_id")) is None:
        return await demanded_beside.of_breach(session, commitment)
    return await demanded_beside.of_filing(session, commitment, await filings.of(session, uuid.UUID(filing_id)))


async def _of_finding(session: Session, matter: PendingMatter) -> dict[str, Any]:
    """Return what the last check of cases found of it."""
    return pending.finding(await session.get_one(CaseCheckFinding, matter.row_id))


async def _of_redecision(session: Session, task: Task, redecision: Redecision) -> dict[str, Any]:
    """Return the demands for its award that somebody has still to decide on: its own decision waits for them."""
    proposed = await clawbacks.proposed_of(session, redecision.application_id)
    found = [{"clawback": one.number, "cause": one.cause, "amount_fen": one.amount_fen} for one in proposed]
    return {"proposed_demands": found} if found or "proposed_demands" in task.about else {}


async def _of_demand(session: Session, task: Task, demand: Clawback) -> dict[str, Any]:
    """Return the figures of a demand, and the other re-decision that is open of its award."""
    comes_to_fen = task.about.get("left_fen", task.about.get("amount_fen"))
    anew = await redecisions.open_of(session, demand.application_id)
    is_other = anew is not None and anew.number != demand.reckoning.get("redecision")
    beside = {"number": anew.number, "stage": anew.stage, "outcome": anew.outcome} if anew and is_other else None
    more = {"redecision": beside} if beside or "redecision" in task.about else {}
    return await returned.figures(session, demand, task.kind, comes_to_fen) | more
