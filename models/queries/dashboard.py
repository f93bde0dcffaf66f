"""指标看板的查询。What whoever leads looks at every day: what is open and overdue, where the money is, what came in and went out by month.

Each is one statement over what an index or a small table holds, so that it may be asked every minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, extract, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.tables import Appropriation, Case, Disbursement, LedgerAccount, ReceiptPart, Task
from policy.actors import Actor, Role
from policy.judging.catalogue import ITEMS
from policy.processes.disbursement.states import DisbursementState
from policy.processes.evaluation.figures import bounds
from policy.processes.kernel.lifecycle import UNSUBMITTED
from policy.processes.kernel.permissions import AREA_WIDE
from policy.processes.refund.lifecycle import REFUND
from policy.working_days import BEIJING


def _of(actor: Actor, department: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column of any table
    """Say whose figures somebody sees: those of all departments, or of those they work in."""
    if actor.is_a(*AREA_WIDE):
        return true()
    own: ColumnElement[bool] = department.in_({*actor.departments_as(Role.APPROVER), *actor.departments_as(Role.OFFICER)})
    return own


async def waiting(session: AsyncSession, actor: Actor, now: datetime) -> Sequence[Any]:
    """Return how many human steps are open, and overdue, by process, department and whose step it is."""
    kinds = (Case.process, Task.department, Task.role)
    overdue = func.count().filter(or_(Task.escalated_at.is_not(None), Task.due_at < now))
    cases = func.count(Task.case_id.distinct())
    query = select(*kinds, cases.label("cases"), func.count().label("steps"), overdue.label("overdue"))
    query = query.join(Case, Case.id == Task.case_id).where(Task.closed_at.is_(None), _of(actor, Task.department))
    return (await session.execute(query.group_by(*kinds).order_by(*kinds))).all()


async def money(session: AsyncSession, actor: Actor, year: int) -> Sequence[Any]:
    """Return how much of a year's budget is in which state, in fen, by department."""
    kinds = (Appropriation.department, LedgerAccount.kind)
    query = select(*kinds, func.sum(LedgerAccount.balance_fen).label("amount_fen"))
    query = query.join(Appropriation, Appropriation.id == LedgerAccount.appropriation_id)
    query = query.where(Appropriation.year == year, _of(actor, Appropriation.department))
    return (await session.execute(query.group_by(*kinds).order_by(*kinds))).all()


# The processes that say of a case when it was handed in; any other is handed in, or opened by the office, as it is made.
_SAY_WHEN: Final = ("application", "post_grant", "voucher", "recognition", "loan")
# What the office does for itself, and carries neither money nor an enterprise's deadline.
_OWN: Final = ("meeting", "evaluation", "pending", "annual_run")
_CLAUSES: Final = {one.code: one.clause for one in ITEMS.values()}


async def handed_in(session: AsyncSession, actor: Actor, year: int) -> Sequence[Any]:
    """Return how many cases with money or deadlines were handed in or opened during a year, by clause, month and process."""
    begins, ends = bounds(year)
    at = func.coalesce(Case.submitted_at, Case.created_at)
    month = extract("month", func.timezone(BEIJING.tzname(None), at)).label("month")
    clause = case(_CLAUSES, value=Case.item_code).label("clause")
    at_once = and_(Case.process.not_in([*_SAY_WHEN, *_OWN]), Case.stage.not_in(UNSUBMITTED))
    query = select(clause, month, Case.process, func.count().label("handed_in"))
    query = query.where(at >= begins, at < ends, or_(Case.submitted_at.is_not(None), at_once), _of(actor, Case.department))
    return (await session.execute(query.group_by(clause, month, Case.process))).all()


async def paid(session: AsyncSession, actor: Actor, year: int) -> Sequence[Any]:
    """Return what the treasury paid during a year, by clause and month: each payment once, whatever its case."""
    begins, ends = bounds(year)
    month = extract("month", func.timezone(BEIJING.tzname(None), Disbursement.paid_at)).label("month")
    # A refund is of the clause of the debt, the share or the settlement for which too much came in; of none where nothing was owed.
    owed = aliased(Case)
    whose = func.coalesce(ReceiptPart.clawback_id, ReceiptPart.investment_id, ReceiptPart.settlement_id)
    for_what = select(owed.item_code).join(ReceiptPart, owed.id == whose)
    for_what = for_what.where(ReceiptPart.refund_id == Case.id).order_by(ReceiptPart.id).limit(1).correlate(Case)
    item_code = case((Case.process == REFUND.name, for_what.scalar_subquery()), else_=Case.item_code)
    clause = case(_CLAUSES, value=item_code).label("clause")
    query = select(clause, month, func.count().label("paid"), func.sum(Disbursement.amount_fen).label("paid_fen"))
    query = query.join(Case, Case.id == Disbursement.case_id)
    query = query.where(Disbursement.state == DisbursementState.PAID, Disbursement.paid_at >= begins, Disbursement.paid_at < ends)
    query = query.where(_of(actor, Case.department))
    return (await session.execute(query.group_by(clause, month).order_by(clause, month))).all()
