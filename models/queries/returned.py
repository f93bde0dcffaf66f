"""银行退回的查询。What banks have returned of an award while it is demanded back, and what follows from each decision on such a demand."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import addition, error_demand, held
from models.queries import application as applications
from models.queries import assessment as assessments
from models.queries import receipt as receipts
from models.queries import window as windows
from models.queries.held import Held
from models.tables import AddedCase, Application, Case, Clawback, Disbursement, Task
from policy import money
from policy.judging.assessment import AssessmentResult, assess
from policy.language.items import Outcome
from policy.money import Rate
from policy.processes.application.stages import UNPAID
from policy.processes.clawback.came_back import CameBack, Other
from policy.processes.clawback.figures import Figures, Returned
from policy.processes.clawback.lifecycle import BEYOND_OBJECTION, CONTESTABLE, DEMANDED, OPEN_STAGES
from policy.processes.clawback.states import PartState
from policy.processes.clawback.tasks import DECIDING, of_approval, when_shrunk
from policy.processes.disbursement.states import RETURN_QUESTIONED, DisbursementState

_JUDGED = frozenset({Outcome.AWARD, Outcome.REJECT})


async def questioned(session: AsyncSession, application_id: uuid.UUID) -> Sequence[Disbursement]:
    """Return the payments of an award and what was added to it that a bank returned and that wait for a demand, oldest first."""
    waits = and_(Disbursement.state == DisbursementState.PAID, Disbursement.reason == RETURN_QUESTIONED)
    return (await session.scalars(select(Disbursement).where(addition.pays(application_id), waits).order_by(Disbursement.id))).all()


async def counts_for(session: AsyncSession, clawback: Clawback) -> int:
    """Return what banks have returned and nobody has booked that counts as repaid of a demand once it stands, in fen."""
    return (await _counted(session, clawback)).counted_fen


async def came_back(session: AsyncSession, clawback: Clawback, *which: ColumnElement[bool]) -> CameBack:
    """Return what becomes of what banks have returned and nobody has booked, for a demand and for the other demands `which` are told of."""
    found = await _counted(session, clawback)
    return replace(found, others=await others(session, clawback, *which)) if found.all_fen else found


async def _counted(session: AsyncSession, clawback: Clawback) -> CameBack:
    """Return what of what banks have returned counts for a demand, and what for none.

    Whatever becomes of the other demands for the award: what is only proposed, or objected to, is left out, and of those that stand what
    was served before takes its part first, as its enterprise was told.
    """
    if clawback.closed_at is not None or not (payments := await questioned(session, clawback.application_id)):
        return CameBack()
    application = (await session.scalars(select(Application).where(Application.id == clawback.application_id))).one()
    has = await held.of(session, application, Clawback.stage.not_in(CONTESTABLE), Clawback.id != clawback.id)
    before_fen, after_fen = await _left_of_others(session, clawback, Clawback.stage.in_(BEYOND_OBJECTION))
    found = Figures(
        asked_fen=clawback.amount_fen,
        received_fen=clawback.repaid_fen,
        payments=[Returned(one.amount_fen) for one in payments],
        keeps_fen=has.kept_fen,
        due_fen=0,
        free_fen=has.reclaimable_fen,
        before_fen=before_fen,
        after_fen=after_fen,
    ).if_it_comes_to(clawback.amount_fen)
    return CameBack(found.counted_fen, sum(one.amount_fen for one in payments), found.owed_back_fen)


async def _left_of_others(session: AsyncSession, clawback: Clawback, which: ColumnElement[bool]) -> tuple[int, int]:
    """Return what is left of the other open demands for the same award that are `which` say: of those served before it, and of the rest."""
    is_before = Clawback.served_at.is_not(None) & (true() if clawback.served_at is None else Clawback.served_at < clawback.served_at)
    left = func.sum(Clawback.amount_fen - Clawback.repaid_fen)
    query = select(func.coalesce(left.filter(is_before), 0), func.coalesce(left.filter(~is_before), 0)).where(
        Clawback.application_id == clawback.application_id, Clawback.stage.in_(OPEN_STAGES), Clawback.id != clawback.id, which
    )
    before_fen, after_fen = (await session.execute(query)).one()
    return int(before_fen), int(after_fen)


async def others(session: AsyncSession, clawback: Clawback, *which: ColumnElement[bool]) -> Sequence[Other]:
    """Return the other demands for the award of one that are `which` say, oldest first, each with what it has of what banks returned."""
    mine = Clawback.application_id == clawback.application_id
    query = select(Clawback).where(mine, Clawback.stage.in_(DEMANDED), Clawback.id != clawback.id, *which).order_by(Clawback.id)
    if not (rows := (await session.scalars(query)).all()):
        return []
    booked = await receipts.parts_of_returns(session, clawback.application_id, (PartState.ALLOTTED, PartState.BOOKED))
    return [
        Other(row.number, row.stage, row.amount_fen, row.repaid_fen, booked.get(row.id, 0) + await counts_for(session, row)) for row in rows
    ]


async def waiting(session: AsyncSession, application_id: uuid.UUID) -> list[str]:
    """Return the workflows that look at what has become of an award's demands, since a bank has returned what they paid."""
    whose = {payment.case_id for payment in await questioned(session, application_id)}
    query = select(Case).where(Case.id.in_(whose)).order_by(Case.id)
    return [its_case.workflow_id for its_case in await session.scalars(query)] if whose else []


async def asked_about(session: AsyncSession, application_id: uuid.UUID) -> Sequence[tuple[Task, Clawback]]:
    """Return the open tasks in which people decide whether demands for an award stand, each with its demand."""
    query = (
        select(Task, Clawback)
        .join(Clawback, Clawback.id == Task.case_id)
        .where(Clawback.application_id == application_id, Clawback.stage.in_(CONTESTABLE))
        .where(Task.kind.in_(DECIDING), Task.closed_at.is_(None))
    )
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


async def due_by_basis(session: AsyncSession, application: Application, *, but: uuid.UUID | None = None) -> int | None:
    """Return what is due of an award by what it was decided by last, in fen, less what was asked back besides as an error.

    Args:
        session: The session.
        application: The award.
        but: A demand that is left out, since it is being decided.

    Returns:
        None where no clause gives that.
    """
    before = await assessments.standing(session, application.id)
    if before is None or before.outcome not in _JUDGED:
        return None
    again = assess(application.item_code, before.facts, before.rules)
    if (again.outcome.value, again.award_fen) != (before.outcome, before.award_fen):
        return None
    due_fen = due_of(application, again, await share_of(session, application))
    return max(due_fen - await error_demand.beside_fen(session, application.id, but=but), 0)


@dataclass(frozen=True, slots=True)
class LessDue:
    """What is due of an award that a bank has returned, by what was decided anew of it since it was paid.

    Attributes:
        redecision_id: The re-decision.
        due_fen: What is due of the award, with what was added, in fen.
        fallen_fen: What of the unpaid award is not due any more, in fen.
    """

    redecision_id: uuid.UUID
    due_fen: int
    fallen_fen: int


async def less_due(session: AsyncSession, application: Application) -> LessDue | None:
    """Return what of an award that a bank has returned is not due any more; None where all of it is, or nothing of it was paid."""
    by = await assessments.standing(session, application.id)
    if by is None or by.redecision_id is None or not application.award_fen:
        return None
    due_fen = await due_by_basis(session, application)
    paid = select(Disbursement.id).where(Disbursement.case_id == application.id, Disbursement.paid_at.is_not(None)).limit(1)
    if due_fen is None or await session.scalar(paid) is None:
        return None
    has = await held.of(session, application, held.DECIDED)
    # What no rule had asked back counts as paid of what is due, before a payment that came back is made anew.
    has_fen = await _has_besides(session, application, has) + has.uncollected_fen
    fallen_fen = application.award_fen - Returned(application.award_fen).paid_again(has_fen, due_fen)
    return LessDue(by.redecision_id, due_fen, fallen_fen) if fallen_fen else None


async def is_due_again(session: AsyncSession, application: Application, added: AddedCase) -> bool:
    """Tell whether what was paid beside an award, and that a bank returned, is due by what the award was decided by last.

    The award itself counts first, also where a bank has returned it and it is paid again, and so does what was paid beside it before.
    """
    if (due_fen := await due_by_basis(session, application)) is None:
        return True
    has_fen = (await held.of(session, application, held.DECIDED)).kept_fen
    has_fen += await addition.being_paid(session, application.id, besides=added.id)
    has_fen += application.award_fen or 0 if application.stage in UNPAID else 0
    later = [one.amount_fen for one in await questioned(session, application.id) if one.case_id > added.id]
    return bool(Returned(added.award_fen or 0, whole=True).paid_again(has_fen - sum(later), due_fen))


async def _has_besides(session: AsyncSession, application: Application, has: Held) -> int:
    """Return what an enterprise has of an award, or is being paid, besides what banks have returned and is not booked, in fen.

    What was given up is its own besides.
    """
    returned_fen = sum(payment.amount_fen for payment in await questioned(session, application.id))
    return has.kept_fen - returned_fen + await addition.being_paid(session, application.id)


@dataclass(frozen=True, slots=True)
class Share:
    """At which part an award was decided on a list.

    Attributes:
        rate: The part.
        before_cap: Whether it is of the formula before any cap, since the list shared that cap; otherwise of what each was due alone.
    """

    rate: Rate
    before_cap: bool


async def share_of(session: AsyncSession, application: Application) -> Share | None:
    """Return the share at which an award was decided on a list, which no change of its amount touches; None of one that none decided."""
    rate = None if application.formula_fen is None else await windows.share_of(session, application.id)
    return None if rate is None else Share(rate, await applications.shares_ceiling(session, application))


def due_of(application: Application, found: AssessmentResult, share: Share | None) -> int:
    """Return what is due of a result, in fen: of a ceiling that was shared, the share at which it was; never a part that was forfeited."""
    if found.outcome is not Outcome.AWARD:
        return 0
    due_fen = found.award_fen or 0
    if share is not None:
        due_fen = money.share_of((found.formula_fen or 0) if share.before_cap else due_fen, share.rate)
    return max(due_fen - application.forfeited_fen, 0)


async def figures(session: AsyncSession, clawback: Clawback, kind: str, reduced_fen: int | None = None) -> dict[str, Any]:
    """Return what an approver reads of a demand that is decided: what is asked, came back and is left, and what each decision comes to.

    Beside it stands each other demand for the award, with what that has of what banks returned.

    Args:
        session: The session.
        clawback: The demand.
        kind: The task in which it is decided.
        reduced_fen: What it is to be reduced to, or its ground is left for, where that is decided, in fen.
    """
    application = (await session.scalars(select(Application).where(Application.id == clawback.application_id))).one()
    has = await held.of(session, application, held.DECIDED, Clawback.id != clawback.id)
    payments = [Returned(one.amount_fen, whole=one.case_id != application.id) for one in await questioned(session, application.id)]
    due_fen = await due_by_basis(session, application, but=clawback.id)
    before_fen, after_fen = await _left_of_others(session, clawback, held.DECIDED)
    found = Figures(
        asked_fen=clawback.amount_fen,
        received_fen=clawback.repaid_fen,
        payments=sorted(payments, key=attrgetter("whole")),
        keeps_fen=await _has_besides(session, application, has),
        due_fen=(application.award_fen or 0) + application.supplement_fen - has.corrected_fen if due_fen is None else due_fen,
        free_fen=has.spent_fen - has.demanded_fen + has.due_again_fen,
        before_fen=before_fen,
        after_fen=after_fen,
    )
    decisions: Collection[str] = DECIDING[kind]
    if kind == "clawback_approval":
        decisions = of_approval(clawback.cause, clawback.asked_by)
    elif kind in {"proposal_shrunk", "demand_shrunk"}:
        decisions = when_shrunk(kind, reduced_fen or 0)
    # What is owed back to its debtor settles it first, once it stands.
    owed_back_fen = sum(part.amount_fen for part in await receipts.owed_back_to(session, clawback))
    beside = [asdict(one) for one in await others(session, clawback)]
    # Nothing is owed on top of what a bank has returned.
    counted_fen = found.if_it_comes_to(clawback.amount_fen).counted_fen
    on_top = {"surcharge_fen": clawback.surcharge_besides(counted_fen)}
    return {"figures": found.as_dict(decisions, reduced_fen) | on_top | {"owed_back_fen": owed_back_fen, "others": beside}}
