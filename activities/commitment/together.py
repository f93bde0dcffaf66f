"""违反承诺与备案。Which filings an open breach takes up: what came too late is answered with it, what came in time waits for its end."""

from __future__ import annotations

from typing import Any

from activities.case.context import TransitionContext
from activities.commitment import answers
from activities.commitment.demands import demands_on, touched_by
from models.queries import breach as breaches
from models.queries import filing as filings
from models.tables import ChangeFiling, Commitment
from policy.processes.commitment.states import UNDECIDED, FilingState
from policy.processes.commitment.terms import concerns

# Who looks at a breach in the office.
_STEPS = frozenset({"breach_review", "remedy_check", "breach_decision", "breach_reconsideration", "closing_confirmation"})


async def taken_up(context: TransitionContext[Commitment]) -> list[ChangeFiling]:
    """Return the undecided filings that nobody decides while a breach is open: its ground, and what would end or excuse the same."""
    breach = await breaches.open_of(context.session, context.case.id)
    if breach is None:
        return []
    undecided = await filings.of_case(context.session, context.case.id, UNDECIDED)
    return [filing for filing in undecided if filing.id == breach.filing_id or concerns(filing.kind, breach.failures)]


async def answered(context: TransitionContext[Commitment]) -> list[ChangeFiling]:
    """Return those of them that are answered with the breach: its ground, and what else reports the same after it happened."""
    return [filing for filing in await taken_up(context) if filing.late]


async def left_waiting(context: TransitionContext[Commitment]) -> list[ChangeFiling]:
    """Return the filings that nobody looks at: a breach that is closed took them up, and did not answer them."""
    looked_at = {task.about.get("filing_id") for task in context.open_tasks}
    filed = await filings.of_case(context.session, context.case.id, (FilingState.FILED,))
    return [filing for filing in filed if str(filing.id) not in looked_at]


async def filings_about(context: TransitionContext[Commitment]) -> list[dict[str, Any]]:
    """Return the filings that are answered with the open breach, each with what the signed terms ask back for it."""
    found = []
    for filing in await answered(context):
        touched = await touched_by(context, filing)
        found.append(answers.about(filing) | {"by_the_terms": await demands_on(context, touched, filing.planned_on)})
    return found


async def show(context: TransitionContext[Commitment]) -> None:
    """Have whoever looks at the open breach see the filings as they now stand."""
    steps = [task for task in context.open_tasks if task.kind in _STEPS]
    if steps:
        found = await filings_about(context)
        for task in steps:
            task.about = task.about | {"filings": found}
