"""违反承诺与备案。Which filings an open breach takes up: what came too late is answered with it, what came in time waits for its end."""

from __future__ import annotations

from typing import Any

from activities.case.context import TransitionContext
from activities.commitment import answers
from activities.commitment.demands import demands_on, touched_by
from models.queries import breach as breaches
from models.queries import demanded_beside
from models.queries import filing as filings
from models.tables import ChangeFiling, Commitment
from policy.processes.commitment.states import UNDECIDED, FilingState
from policy.processes.commitment.terms import concerns

# Who looks at a breach in the office.
_STEPS = frozenset({"breach_review", "remedy_check", "breach_decision", "breach_reconsideration", "closing_confirmation"})


async def follow_ground(context: TransitionContext[Commitment], filing: ChangeFiling) -> None:
    """Let the open breach count from the earlier of two days that its enterprise names: what replaced its ground came too late as well."""
    breach = await breaches.open_of(context.session, context.case.id)
    if breach is not None and filing.late and filing in await ground_of(context):
        breach.breach_on = min(breach.breach_on, filing.planned_on)


async def ground_of(context: TransitionContext[Commitment]) -> list[ChangeFiling]:
    """Return the late filing that the open breach is about, and what came in its place since, the last one last; none of a found move."""
    breach = await breaches.open_of(context.session, context.case.id)
    if breach is None or breach.filing_id is None:
        return []
    every = await filings.of_case(context.session, context.case.id)
    heirs = {filing.supersedes: filing for filing in every if filing.supersedes}
    ground = [next(filing for filing in every if filing.id == breach.filing_id)]
    while (heir := heirs.get(ground[-1].id)) is not None:
        ground.append(heir)
    return ground


async def taken_up(context: TransitionContext[Commitment]) -> list[ChangeFiling]:
    """Return the undecided filings that nobody decides while a breach is open: its ground, and what would end or excuse the same."""
    breach = await breaches.open_of(context.session, context.case.id)
    if breach is None:
        return []
    undecided, ground = await filings.of_case(context.session, context.case.id, UNDECIDED), await ground_of(context)
    return [filing for filing in undecided if filing in ground or concerns(filing.kind, breach.failures)]


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
        found.append(answers.about(filing) | {"by_the_terms": await demands_on(context, touched, filing.planned_on, filing.clawbacks)})
    return found


async def show(context: TransitionContext[Commitment]) -> None:
    """Have whoever looks at the open breach see its filings as they stand, what its ground was, and what else is demanded."""
    steps = [task for task in context.open_tasks if task.kind in _STEPS]
    if steps:
        found: dict[str, Any] = {"filings": await filings_about(context)}
        breach, ground = await breaches.open_of(context.session, context.case.id), await ground_of(context)
        if breach is not None:
            found["other_demands"] = await demanded_beside.of_breach(context.session, context.case)
        if breach is not None and len(ground) > 1:
            found["ground"] = [answers.about(filing) | {"state": filing.state} for filing in ground]
            found["breach_on"] = breach.breach_on.isoformat()
        if ground and ground[-1].state == FilingState.WITHDRAWN:
            found["withdrawn"] = answers.about(ground[-1]) | {"reason": ground[-1].reason}
        for task in steps:
            task.about = task.about | found
