"""拨付的查询。Reads of disbursements."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import eq, ge, le, lt
from typing import Any, cast

from sqlalchemy import CompoundSelect, and_, bindparam, func, or_, select, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import addition, search, succession
from models.queries.addition import ADDING, ADDITIONS
from models.queries.application import subjects_of
from models.queries.page import Page, narrowed
from models.tables import AddedCase, Application, Appropriation, AwardedCase, Case, Disbursement, LedgerTransfer, Refund, Settlement
from policy.processes.disbursement.states import FALLEN, UNANSWERED
from policy.working_days import BEIJING

_LIVE = select(Disbursement).where(Disbursement.case_id == bindparam("case_id"), Disbursement.state.not_in(FALLEN))

# The line of the budget an award draws on: the one its money moved in last.
_LINE = (
    select(LedgerTransfer.appropriation_id)
    .where(LedgerTransfer.case_id == Case.id)
    .order_by(LedgerTransfer.id.desc())
    .limit(1)
    .scalar_subquery()
)
_APPLICATIONS = Application.__table__
# What is added is due and paid beside the award it is of; what came back of both is counted with the award.
_DUE = func.coalesce(ADDITIONS.c.award_fen, _APPLICATIONS.c.award_fen, 0)
_NET = func.coalesce(ADDITIONS.c.paid_fen, _APPLICATIONS.c.paid_fen - _APPLICATIONS.c.recovered_fen, 0)
_BACK = func.coalesce(_APPLICATIONS.c.recovered_fen, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """How an award stands: its own, or another of the same subject.

    Attributes:
        case_id: Whose award it is.
        number: The number of its case.
        budget: The line it is paid out of.
        due_fen: What was awarded.
        paid_fen: What was paid of it and has not come back.
        recovered_fen: What came back of it, and of what was added to it.
        unanswered: The instruction the treasury was told of, or is about to be, and has not answered; how much, and when it was confirmed.
    """

    case_id: uuid.UUID
    number: str
    budget: Mapping[str, Any] | None
    due_fen: int
    paid_fen: int
    recovered_fen: int
    unanswered: tuple[str, int, datetime] | None


async def standings(session: AsyncSession, its_case: AwardedCase) -> list[Standing]:
    """Return how an award stands, and every other, or what was added, for the same of which something was paid or is with the treasury.

    With what is added its award is returned, also where all that was paid of it came back. What nobody applied for, such as a settlement,
    stands alone.
    """
    if not isinstance(its_case, Application | AddedCase):
        return [await _alone(session, its_case)]
    whose = Case.id.in_((its_case.id, its_case.award_id))
    others = (Case.item_code == its_case.item_code) & ((_NET != 0) | Disbursement.id.is_not(None))
    query = (
        select(Case.id, Case.number, _DUE, _NET, _BACK, Appropriation.department, Appropriation.item_code, Appropriation.year)
        .add_columns(Disbursement.number, Disbursement.amount_fen, Disbursement.confirmed_at)
        .select_from(Case)
        .outerjoin(_APPLICATIONS, _APPLICATIONS.c.id == Case.id)
        .outerjoin(ADDITIONS, ADDITIONS.c.id == Case.id)
        .outerjoin(Appropriation, Appropriation.id == _LINE)
        .outerjoin(Disbursement, and_(Disbursement.case_id == Case.id, Disbursement.state.in_(UNANSWERED)))
        .where(Case.id.in_(await _of_the_same(session, its_case)), whose | others)
        .order_by(Case.id)
    )
    return [
        Standing(
            case_id=row[0],
            number=row[1],
            budget={"department": row[5], "item": row[6], "year": row[7]} if row[5] else None,
            due_fen=row[2],
            paid_fen=row[3],
            recovered_fen=row[4],
            unanswered=(row[8], row[9], row[10]) if row[8] else None,
        )
        for row in (await session.execute(query)).all()
    ]


async def _alone(session: AsyncSession, its_case: AwardedCase) -> Standing:
    line = select(Appropriation).where(Appropriation.id == _LINE).join(Case, Case.id == its_case.id)
    budget = (await session.scalars(line)).one_or_none()
    return Standing(
        case_id=its_case.id,
        number=its_case.number,
        budget={"department": budget.department, "item": budget.item_code, "year": budget.year} if budget else None,
        due_fen=its_case.payable_fen,
        paid_fen=its_case.paid_fen,
        recovered_fen=0,
        unanswered=None,
    )


async def _of_the_same(session: AsyncSession, its_case: AwardedCase) -> CompoundSelect[Any]:
    """Return the query of the cases about the same subject: awards by their key, and what is added by its award."""
    award = await session.get_one(Application, its_case.award_id) if isinstance(its_case, AddedCase) else cast("Application", its_case)
    # Two looks at two indexes, where a condition over the join would read every award.
    awards = select(_APPLICATIONS.c.id).where(
        (_APPLICATIONS.c.id == award.id) | _APPLICATIONS.c.subject.in_(await subjects_of(session, award))
    )
    return awards.union(addition.of(awards))


async def live(session: AsyncSession, case_id: uuid.UUID) -> Disbursement | None:
    """Return the disbursement that is under way or paid."""
    return (await session.scalars(_LIVE, {"case_id": case_id})).one_or_none()


async def case_with_live(session: AsyncSession, table: type[Case], case_id: uuid.UUID) -> tuple[Case, Disbursement | None]:
    """Return a case with the columns of its process, and the disbursement of it that is under way or paid."""
    live_one = and_(Disbursement.case_id == table.id, Disbursement.state.not_in(FALLEN))
    row = (await session.execute(select(table, Disbursement).outerjoin(Disbursement, live_one).where(table.id == case_id))).one()
    return row[0], row[1]


async def of_case(session: AsyncSession, case_id: uuid.UUID) -> Sequence[Disbursement]:
    """Return every payment that was prepared for a case, oldest first."""
    return (await session.scalars(select(Disbursement).where(Disbursement.case_id == case_id).order_by(Disbursement.id))).all()


async def of_award(session: AsyncSession, award_id: uuid.UUID) -> Sequence[Disbursement]:
    """Return every payment that was prepared for an award and what was added to it, oldest first."""
    return (await session.scalars(select(Disbursement).where(addition.pays(award_id)).order_by(Disbursement.id))).all()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which payments are looked for; what is None matches all.

    Attributes:
        state: Where it stands.
        department: The department of its case.
        item: The item of its case.
        enterprise: Who is paid, or whoever counts as one with it.
        award: The number of the award it pays, or that of what it pays itself.
        line: The line of the budget that its case draws on.
        words: What is looked for, as `search.sought` reads it, or what its own number begins with.
        least_fen: The smallest amount.
        most_fen: The largest amount.
        instructed_from: When the treasury was told at the earliest.
        instructed_before: Before when it was.
        paid_from: When the treasury confirmed it as paid at the earliest.
        paid_before: Before when it did.
    """

    state: str | None = None
    department: str | None = None
    item: str | None = None
    enterprise: str | None = None
    award: str | None = None
    line: uuid.UUID | None = None
    words: str | None = None
    least_fen: int | None = None
    most_fen: int | None = None
    instructed_from: datetime | None = None
    instructed_before: datetime | None = None
    paid_from: datetime | None = None
    paid_before: datetime | None = None


async def page(session: AsyncSession, wanted: Wanted, page: Page) -> Sequence[tuple[Disbursement, Case]]:
    """Return a page of disbursements, each with what every process keeps of its case."""
    query = select(Disbursement, Case).join(Case, Case.id == Disbursement.case_id)
    query = narrowed(
        query,
        (Disbursement.state, eq, wanted.state),
        (Case.department, eq, wanted.department),
        (Case.item_code, eq, wanted.item),
        (Disbursement.amount_fen, ge, wanted.least_fen),
        (Disbursement.amount_fen, le, wanted.most_fen),
        (Disbursement.instructed_at, ge, wanted.instructed_from),
        (Disbursement.instructed_at, lt, wanted.instructed_before),
        (Disbursement.paid_at, ge, wanted.paid_from),
        (Disbursement.paid_at, lt, wanted.paid_before),
    )
    if wanted.line is not None:
        query = query.where(Disbursement.case_id.in_(select(LedgerTransfer.case_id).where(LedgerTransfer.appropriation_id == wanted.line)))
    if wanted.enterprise is not None:
        query = query.where(Disbursement.case_id.in_(_paying(await succession.family(session, wanted.enterprise))))
    if wanted.award is not None:
        query = query.where(Disbursement.case_id.in_(await _of_number(session, wanted.award)))
    if found := await search.sought(session, wanted.words):
        either = [Disbursement.case_id.in_(found.cases), search.begins(Disbursement.number, wanted.words or "")]
        either += [Disbursement.case_id.in_(_paying(found.enterprises))] if found.enterprises else []
        query = query.where(or_(*either))
    return [(row[0], row[1]) for row in (await session.execute(page.of(query, Disbursement))).all()]


async def lines(session: AsyncSession, case_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Appropriation]:
    """Return the line of the budget that each of some cases draws on: the one its money moved in last."""
    query = (
        select(LedgerTransfer.case_id, Appropriation)
        .ext(distinct_on(LedgerTransfer.case_id))
        .join(Appropriation, Appropriation.id == LedgerTransfer.appropriation_id)
        .where(LedgerTransfer.case_id.in_(case_ids))
        .order_by(LedgerTransfer.case_id, LedgerTransfer.id.desc())
    )
    return {row[0]: row[1] for row in (await session.execute(query)).all() if row[0]}


def _paying(codes: Collection[str]) -> CompoundSelect[Any]:
    """Return the query of the cases in which some enterprises are paid, or paid back."""
    tables: tuple[type[AwardedCase], ...] = (Application, Settlement, *ADDING)
    paid = [table.__table__.c for table in tables]
    back = select(Refund.__table__.c.id).where(Refund.__table__.c.payer_uscc.in_(codes))
    return union_all(*(select(its.id).where(its.enterprise_uscc.in_(codes)) for its in paid), back)


async def _of_number(session: AsyncSession, number: str) -> Sequence[uuid.UUID]:
    """Return the cases that pay a case of a number: itself, and what is added to it."""
    own = select(Case.id).where(Case.number == number)
    return (await session.scalars(own.union(addition.of(own)))).all()


async def find(session: AsyncSession, number: str) -> tuple[Disbursement, Case] | None:
    """Return the disbursement of a number with its case, or None."""
    query = select(Disbursement, Case).join(Case, Case.id == Disbursement.case_id).where(Disbursement.number == number)
    row = (await session.execute(query)).one_or_none()
    return None if row is None else (row[0], row[1])


async def case_of(session: AsyncSession, instruction_no: str) -> Case | None:
    """Return the case an instruction belongs to."""
    query = select(Case).join(Disbursement, Disbursement.case_id == Case.id).where(Disbursement.number == instruction_no)
    return (await session.scalars(query)).one_or_none()


async def is_unanswered(session: AsyncSession, awards: Collection[str]) -> bool:
    """Tell whether the treasury was told, or is about to be, of money of some awards or what was added, and has not answered."""
    of = select(_APPLICATIONS.c.id).join(Case, Case.id == _APPLICATIONS.c.id).where(Case.number.in_(awards))
    whose = Disbursement.case_id.in_(of.union(addition.of(of)))
    return await session.scalar(select(Disbursement.id).where(whose, Disbursement.state.in_(UNANSWERED)).limit(1)) is not None


async def all_paid_out_on(session: AsyncSession, application_ids: Collection[uuid.UUID]) -> date:
    """Return the first day in Beijing on which something of each of these awards was paid out, what was added included.

    A payment that the bank returned later was paid out, too. None of the awards may be unpaid.
    """
    award = func.coalesce(ADDITIONS.c.application_id, Disbursement.case_id)
    query = select(func.min(Disbursement.paid_at)).outerjoin(ADDITIONS, ADDITIONS.c.id == Disbursement.case_id)
    first = query.where(award.in_(application_ids), Disbursement.paid_at.is_not(None)).group_by(award)
    return max(paid_at.astimezone(BEIJING).date() for paid_at in (await session.scalars(first)).all() if paid_at)
