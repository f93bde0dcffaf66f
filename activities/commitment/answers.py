"""备案的答复。How a filed change is answered, alone or together with the breach it is about: proposed by one person, decided by another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from activities.case import tasks
from activities.case.context import TransitionContext
from activities.commitment.demands import demands_on, taken_by, touched_by
from models.queries import application as applications
from models.queries import demanded_beside
from models.queries.commitment import Bound
from models.tables import ChangeFiling, Commitment, Message
from policy.actors import Role
from policy.days import in_chinese
from policy.errors import Code, Fault, Refusal
from policy.opinions_2022_8.general_terms import CITATION
from policy.processes.commitment.states import APPROVED, FilingState
from policy.processes.kernel.closings import Closing
from policy.processes.registry import KINDS
from policy.text import Text

_TOUCHES = Text(
    "{number}：申请单位的变动已予备案（变动日期{on}），涉及该项支持资金的持续经营承诺。",
    "{number}: a change of its enterprise on {on} is on file and touches the commitment that was signed for it.",
)


def about(filing: ChangeFiling) -> dict[str, Any]:
    """Return what whoever handles a filing has to know of it."""
    return {
        "filing_id": str(filing.id),
        "kind": filing.kind,
        "planned_on": filing.planned_on.isoformat(),
        "description": filing.description,
        "evidence": filing.evidence,
        "late": filing.late,
        "touched": filing.touched,
        "demands": filing.demands,
    }


async def for_the_office(context: TransitionContext[Commitment], filing: ChangeFiling) -> dict[str, Any]:
    """Return what whoever answers a filing has to know besides: the demands on what it touches that are made for something else."""
    return {"other_demands": await demanded_beside.of_filing(context.session, context.case, filing)}


async def propose(context: TransitionContext[Commitment], filing: ChangeFiling, answer: str, named: Sequence[str] = ()) -> None:
    """Propose how a filing is answered, for a second person to decide: what it touches, and what by the terms is to be repaid.

    Args:
        context: The transition in which somebody proposes it.
        filing: The change.
        answer: One of `policy.processes.commitment.states.ANSWERS`.
        named: As `touched_by` takes it.

    Raises:
        Refusal: `invalid_input`, when repayment is asked for and the terms that were signed carry none, or all of it is demanded already.
    """
    if answer in APPROVED:
        touched = await touched_by(context, filing, named)
        # What is demanded already, since it was answered before, stays demanded.
        filing.touched = sorted({one.application.number for one in touched} | filing.clawbacks.keys())
    if answer == FilingState.APPROVED_WITH_REPAYMENT:
        demands = await demands_on(context, touched, filing.planned_on, filing.clawbacks)
        if not any(demand["amount_fen"] for demand in demands):
            raise await _nothing_to_repay(context, filing, touched)
        filing.demands = [*filing.demands, *demands]
    filing.become(FilingState.PROPOSED)
    filing.proposed_by = context.actor.subject


async def _nothing_to_repay(context: TransitionContext[Commitment], filing: ChangeFiling, touched: Sequence[Bound]) -> Refusal:
    taken = await taken_by(context, touched, filing.planned_on)
    why = (
        Text(
            f"按签署的承诺应退回的资金已由追回{'、'.join(taken)}要求退缴，不能重复要求。",
            f"What the commitments that were signed ask back is demanded by {', '.join(taken)}; it cannot be asked for twice.",
        )
        if taken
        else Text("签署的承诺未约定退回资金，不能要求退回。", "The commitments that were signed carry no repayment; none can be asked for.")
    )
    return Refusal(Code.INVALID_INPUT, why, [Fault("decision", Text("没有应退回的金额", "leaves nothing to repay"))], clause=CITATION)


async def decide(context: TransitionContext[Commitment], filing: ChangeFiling, answer: FilingState) -> None:
    """Let stand what was proposed. What it means for what binds is looked at next; the departments whose awards it touches are told."""
    filing.become(answer)
    filing.reason = context.detail.get("reason")
    filing.decided_by, filing.decided_by_name, filing.decided_at = context.actor.subject, context.actor.name, context.now
    context.case.wakes_at = context.now
    if answer not in APPROVED:
        return
    for number in filing.touched:
        award = await applications.find(context.session, number)
        if award is not None:
            zh, en = (
                words.format(number=number, on=on)
                for words, on in ((_TOUCHES.zh, in_chinese(filing.planned_on)), (_TOUCHES.en, filing.planned_on))
            )
            context.session.add(Message(case_id=award.id, department=award.department, role=Role.OFFICER, zh=zh, en=en))


def take_back(filing: ChangeFiling) -> None:
    """Undo what was proposed or decided about a filing, so that it is answered anew; what is demanded of it rightly stays demanded."""
    filing.become(FilingState.FILED)
    filing.touched = []
    filing.demands = [demand for demand in filing.demands if demand["award"] in filing.clawbacks]
    filing.asked_at = filing.proposed_by = filing.decided_by = filing.decided_by_name = filing.decided_at = None


def close_tasks(context: TransitionContext[Commitment], filing: ChangeFiling) -> None:
    """Close the open tasks that are about a filing alone."""
    for task in context.open_tasks:
        if KINDS[task.kind].lasting and task.about.get("filing_id") == str(filing.id):
            tasks.close(context, task, Closing.SUPERSEDED)
