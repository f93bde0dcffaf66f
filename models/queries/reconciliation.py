"""对账的查询。Reads for reconciling: our payments and receipts of a day, what is stuck, and what was found before."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from operator import ge, le

from sqlalchemy import ARRAY, ColumnElement, Text, and_, any_, case, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from models.queries import search
from models.queries.addition import ADDING, ADDITIONS
from models.queries.case import whole
from models.queries.page import Page, Sort, in_order, narrowed
from models.sealing import Seal
from models.tables import (
    AddedCase,
    Application,
    AwardedCase,
    Case,
    Clawback,
    Disbursement,
    Instalment,
    Investment,
    LedgerTransfer,
    Receipt,
    ReceiptPart,
    Reconciliation,
    ReconciliationDifference,
    Refund,
    Repayment,
    Settlement,
)
from policy.folding import fold_number
from policy.judging.catalogue import item as item_called
from policy.language.facts import Kind as FactKind
from policy.processes.clawback.states import GOES_BACK, VOID, PartState
from policy.processes.disbursement.payee import MASKED
from policy.processes.disbursement.states import FALLEN, SILENT, DisbursementState
from policy.processes.investment.lifecycle import Stage as InvestmentStage
from policy.processes.treasury.day_sheet import Sent
from policy.processes.treasury.reconciliation import STUCK, Instruction, Kind, Ours
from policy.processes.treasury.states import DifferenceState
from policy.working_days import BEIJING

_AWARDS, _PARTS, _SETTLEMENTS, _REFUNDS = (table.__table__ for table in (Application, Instalment, Settlement, Refund))


async def payments(session: AsyncSession, seal: Seal, day: date, numbers: Iterable[str]) -> dict[str, Ours]:
    """Return our payments of these numbers, and those booked as paid on the day."""
    begins = datetime.combine(day, time(), BEIJING)
    booked = and_(
        Disbursement.state == DisbursementState.PAID, Disbursement.paid_at >= begins, Disbursement.paid_at < begins + timedelta(days=1)
    )
    query = select(Disbursement).where(or_(booked, _among(Disbursement.number, numbers)))
    return {row.number: Ours(row.amount_fen, row.state, row.payee_digest(seal)) for row in (await session.scalars(query)).all()}


async def instructed(session: AsyncSession, day: date) -> dict[str, Sent]:
    """Return the instructions of a day: what the treasury was told of on it, and what it would not take."""
    begins = datetime.combine(day, time(), BEIJING)
    sent_at = func.coalesce(Disbursement.instructed_at, Disbursement.returned_at)
    told = or_(Disbursement.instructed_at.is_not(None), Disbursement.state == DisbursementState.RETURNED)
    query = select(Disbursement).where(told, sent_at >= begins, sent_at < begins + timedelta(days=1)).order_by(Disbursement.id)
    return {row.number: Sent(row.amount_fen, row.state, row.reason == SILENT) for row in (await session.scalars(query)).all()}


async def standing(session: AsyncSession, day: date) -> dict[str, int]:
    """Return what stands as paid at the end of a day, in fen, by number."""
    over = datetime.combine(day + timedelta(days=1), time(), BEIJING)
    came_back = and_(Disbursement.state == DisbursementState.RETURNED, Disbursement.returned_at < over)
    query = select(Disbursement.number, Disbursement.amount_fen).where(Disbursement.paid_at < over, ~came_back)
    return {row[0]: row[1] for row in (await session.execute(query)).all()}


async def by_number(session: AsyncSession, seal: Seal, numbers: Iterable[str]) -> dict[str, Ours]:
    """Return our payments of these numbers."""
    query = select(Disbursement).where(_among(Disbursement.number, numbers))
    return {row.number: Ours(row.amount_fen, row.state, row.payee_digest(seal)) for row in (await session.scalars(query)).all()}


async def has_paid(session: AsyncSession, subject: str, numbers: Iterable[str]) -> bool:
    """Tell whether somebody released or confirmed one of our payments of these numbers."""
    by = or_(Disbursement.released_by == subject, Disbursement.confirmed_by == subject)
    query = select(Disbursement.id).where(_among(Disbursement.number, numbers), by)
    return await session.scalar(query.limit(1)) is not None


async def known_otherwise(session: AsyncSession, by_itself: str) -> set[str]:
    """Return the references of differences that are open as something else than the whole, or that a person has explained."""
    is_open = and_(ReconciliationDifference.state == DifferenceState.OPEN, ReconciliationDifference.kind != Kind.STANDING_DIFFERS)
    explained_by = ReconciliationDifference.resolved_by != by_itself
    return set(await session.scalars(select(ReconciliationDifference.reference).where(or_(is_open, explained_by))))


def _among(column: InstrumentedAttribute[str], values: Iterable[str]) -> ColumnElement[bool]:
    """Say that a column has one of any number of values; a list of parameters would be limited."""
    return column == any_(cast(list(values), ARRAY(Text)))


async def receipts(session: AsyncSession, references: Iterable[str]) -> dict[str, int]:
    """Return the receipts somebody has dealt with, in fen, by reference as it is given.

    They were recorded for a debt, an investment or a settlement, or some of them is in a part: of one of these, or one that is paid back.
    """
    folded = {fold_number(reference): reference for reference in references}
    recorded = select(Repayment.reference_folded, Repayment.amount_fen).where(
        _among(Repayment.reference_folded, folded), Repayment.state.not_in(VOID)
    )
    # What is in no part yet is looked at with the rest of its receipt: it is paid back, or stands in the list of what is undivided.
    known = select(Receipt.reference_folded, Receipt.amount_fen).where(
        _among(Receipt.reference_folded, folded), Receipt.id.in_(select(ReceiptPart.receipt_id))
    )
    brought = select(Investment.reference_folded, Investment.received_fen).where(
        Investment.reference_folded.in_(folded), Investment.stage == InvestmentStage.PROCEEDS
    )
    repaid = select(Settlement.reference_folded, Settlement.received_fen).where(Settlement.reference_folded.in_(folded))
    every = (known, recorded, brought, repaid)
    return {folded[str(row[0])]: int(row[1] or 0) for query in every for row in (await session.execute(query)).all()}


async def under_way(session: AsyncSession) -> Sequence[tuple[Disbursement, datetime]]:
    """Return the payments that are neither paid nor returned, each with when it came into its state."""
    query = (
        select(Disbursement, func.coalesce(Disbursement.instructed_at, Case.updated_at))
        .join(Case, Case.id == Disbursement.case_id)
        .where(Disbursement.state.in_(tuple(STUCK)))
        .order_by(Disbursement.id)
    )
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


async def ledger_differences(session: AsyncSession) -> dict[str, tuple[int, int]]:
    """Return the cases whose ledger does not say what was paid, or what came back: number, what it should say and what it does, in fen."""
    spent = func.sum(
        LedgerTransfer.amount_fen
        * case(
            (LedgerTransfer.kind == "expenditure", 1),
            (and_(LedgerTransfer.kind == "bank_return", LedgerTransfer.debit.in_(("expenditure", "investment"))), -1),
            else_=0,
        )
    )
    differing: dict[str, tuple[int, int]] = {}
    # Every process that pays keeps what it paid in a table of its own.
    for awarded in {*AwardedCase.__subclasses__(), *ADDING} - {AddedCase}:
        query = (
            select(awarded.number, awarded.paid_fen, func.coalesce(spent, 0))
            .outerjoin(LedgerTransfer, LedgerTransfer.case_id == awarded.id)
            .where(or_(awarded.paid_fen > 0, LedgerTransfer.kind.in_(("expenditure", "bank_return"))))
            .group_by(awarded.number, awarded.paid_fen)
            .having(func.coalesce(spent, 0) != awarded.paid_fen)
        )
        differing |= {row[0]: (row[1], int(row[2])) for row in (await session.execute(query)).all()}
    return differing | await _receipt_differences(session)


async def _receipt_differences(session: AsyncSession) -> dict[str, tuple[int, int]]:
    """Return the awards whose ledger does not say what of receipts was booked for them, was ever owed back, or was paid back."""
    back = ReceiptPart.state.in_(GOES_BACK)
    returned = (LedgerTransfer.kind == "refund_returned") & (LedgerTransfer.debit == "source")
    signed = LedgerTransfer.amount_fen * case((returned, -1), else_=1)
    # Interest that nobody owed after all is owed back.
    interest = LedgerTransfer.amount_fen * case((LedgerTransfer.debit == "recovered", -1), else_=1)
    # What settles a debt after all is not owed back any more.
    owed = LedgerTransfer.amount_fen * case((LedgerTransfer.debit == "owed_back", -1), else_=1)
    # What was paid back is owed back first, so that it counts in both.
    return {
        **await _parts_beside_moves(
            session, ReceiptPart.state == PartState.BOOKED, LedgerTransfer.kind.in_(("recovery", "late_interest")), interest
        ),
        **await _parts_beside_moves(session, back, LedgerTransfer.kind == "owed_back", owed),
        **await _parts_beside_moves(
            session, ReceiptPart.state == PartState.REFUNDED, (LedgerTransfer.kind == "refunded") | returned, signed
        ),
    }


async def _parts_beside_moves(
    session: AsyncSession, of_parts: ColumnElement[bool], of_moves: ColumnElement[bool], signed: ColumnElement[int] | None = None
) -> dict[str, tuple[int, int]]:
    """Return the awards where some parts of receipts do not come to what some movements do, in fen, by the award's number."""
    parts = (
        select(Clawback.application_id.label("award"), func.sum(ReceiptPart.amount_fen).label("fen"))
        .join(Clawback, Clawback.id == ReceiptPart.clawback_id)
        .where(of_parts)
        .group_by("award")
        .subquery()
    )
    amount = LedgerTransfer.amount_fen if signed is None else signed
    # What was added to an award stands in books of its own.
    moved = (
        select(func.coalesce(ADDITIONS.c.application_id, LedgerTransfer.case_id).label("award"), func.sum(amount).label("fen"))
        .outerjoin(ADDITIONS, ADDITIONS.c.id == LedgerTransfer.case_id)
        .where(of_moves)
        .group_by("award")
        .subquery()
    )
    received, booked = func.coalesce(parts.c.fen, 0), func.coalesce(moved.c.fen, 0)
    query = (
        select(Application.number, received, booked)
        .select_from(parts)
        .join(moved, parts.c.award == moved.c.award, full=True)
        .join(Application, Application.id == func.coalesce(parts.c.award, moved.c.award))
        .where(received != booked)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in (await session.execute(query)).all()}


async def alike(session: AsyncSession, seal: Seal) -> list[Instruction]:
    """Return the instructions under way or paid that share item, end of the account and amount with another, the earliest first.

    A supplement is for what its award is for, each later part by itself, a settlement for its platform and month. What is paid back of two
    receipts is alike where one payer paid both: who looks knows whether both came in.
    """
    end = func.split_part(Disbursement.account["number"].astext, MASKED, 1)
    same = func.count().over(partition_by=(Case.item_code, end, Disbursement.amount_fen)).label("same")
    subject = func.coalesce(_AWARDS.c.subject, _REFUNDS.c.payer_uscc, Case.number)
    counted = (
        select(Disbursement.id, Disbursement.number, Disbursement.account, Disbursement.amount_fen, same)
        .add_columns(func.coalesce(Disbursement.instructed_at, Disbursement.created_at).label("made_at"))
        .add_columns(Case.item_code, _AWARDS.c.facts, _SETTLEMENTS.c.month, _PARTS.c.ordinal)
        .add_columns(func.coalesce(_SETTLEMENTS.c.enterprise_uscc, subject).label("subject"))
        .join(Case, Case.id == Disbursement.case_id)
        .outerjoin(ADDITIONS, ADDITIONS.c.id == Case.id)
        .outerjoin(_AWARDS, _AWARDS.c.id == func.coalesce(ADDITIONS.c.application_id, Case.id))
        .outerjoin(_PARTS, _PARTS.c.id == Case.id)
        .outerjoin(_SETTLEMENTS, _SETTLEMENTS.c.id == Case.id)
        .outerjoin(_REFUNDS, _REFUNDS.c.id == Case.id)
        .where(Disbursement.state.not_in((DisbursementState.PREPARED, *FALLEN)))
        .subquery()
    )
    rows = (await session.execute(select(counted).where(counted.c.same > 1).order_by(counted.c.id))).all()
    return [
        Instruction(
            number=row.number,
            holder=str(row.account.get("holder", "")),
            account=seal.unveil(row.account["number"]),
            item=row.item_code,
            subject=row.subject,
            period=_period(row.item_code, row.facts, row.ordinal) if row.facts is not None else str(row.month or ""),
            amount_fen=row.amount_fen,
            on=row.made_at.astimezone(BEIJING).date(),
        )
        for row in rows
    ]


def _period(item_code: str, facts: Mapping[str, object], part: int | None) -> str:
    """Return what an award is for in time, as its facts say: a year, or a period; and which part of it is paid, beside its own payment."""
    codes = ["year", *(fact.code for fact in item_called(item_code).facts if fact.kind is FactKind.PERIOD)]
    said = [str(facts[code]) for code in codes if code in facts]
    return "/".join(said if part is None else [*said, f"#{part}"])


async def explained(session: AsyncSession, kind: Kind, by_itself: str) -> set[str]:
    """Return the references of the differences of a kind that a person has resolved, and that did not settle `by_itself`."""
    query = select(ReconciliationDifference.reference).where(
        ReconciliationDifference.kind == kind,
        ReconciliationDifference.state == DifferenceState.RESOLVED,
        ReconciliationDifference.resolved_by != by_itself,
    )
    return set(await session.scalars(query))


async def open_differences(session: AsyncSession) -> Sequence[ReconciliationDifference]:
    """Return everything unresolved, oldest first."""
    query = (
        select(ReconciliationDifference).where(ReconciliationDifference.state == DifferenceState.OPEN).order_by(ReconciliationDifference.id)
    )
    return (await session.scalars(query)).all()


async def unknown_payments(session: AsyncSession, case_number: str, amount_fen: int) -> Sequence[str]:
    """Return the numbers of payments that the treasury made, our books do not know, and nobody has explained.

    Args:
        session: The session.
        case_number: Of the case whose payments these are, whatever they came to.
        amount_fen: Of what came to as much under the number of no case: that may have been forgotten whole, and done again as this.
    """
    its_number = func.regexp_replace(ReconciliationDifference.reference, r"-P[0-9]+(-[0-9a-f]+)?$", "")
    is_forgotten = ~exists().where(Case.number == its_number)
    of_case = ReconciliationDifference.reference.startswith(f"{case_number}-P", autoescape=True)
    query = select(ReconciliationDifference.reference).where(
        ReconciliationDifference.kind == Kind.UNKNOWN_PAYMENT,
        ReconciliationDifference.state == DifferenceState.OPEN,
        or_(of_case, and_(ReconciliationDifference.theirs_fen == amount_fen, is_forgotten)),
    )
    return (await session.scalars(query.order_by(ReconciliationDifference.id))).all()


async def states(session: AsyncSession, numbers: Iterable[str]) -> dict[str, str]:
    """Return the states of payments by number."""
    query = select(Disbursement.number, Disbursement.state).where(_among(Disbursement.number, numbers))
    return {row[0]: row[1] for row in (await session.execute(query)).all()}


async def cases_of(session: AsyncSession, numbers: Sequence[str]) -> Sequence[tuple[str, Case]]:
    """Return the case of each payment, of whichever process."""
    query = (
        select(Disbursement.number, Case)
        .join(Case, Case.id == Disbursement.case_id)
        .where(_among(Disbursement.number, numbers))
        .order_by(Disbursement.number)
    )
    return [(row[0], await whole(session, row[1])) for row in (await session.execute(query)).all()]


async def page(
    session: AsyncSession, days: tuple[date | None, date | None], limit: int, after: date | None, sort: Sort
) -> Sequence[Reconciliation]:
    """Return a page of reconciliations by their days, from a first to a last one if either is asked for; one more than asked for."""
    query = narrowed(select(Reconciliation), (Reconciliation.day, ge, days[0]), (Reconciliation.day, le, days[1]))
    return (await session.scalars(in_order(query, None, Reconciliation.day, after, sort).limit(limit + 1))).all()


async def of_day(session: AsyncSession, day: date) -> Reconciliation | None:
    """Return the reconciliation of a day."""
    return (await session.scalars(select(Reconciliation).where(Reconciliation.day == day))).one_or_none()


async def differences_of(session: AsyncSession, day: date) -> Sequence[ReconciliationDifference]:
    """Return what was found on a day, oldest first."""
    query = select(ReconciliationDifference).where(ReconciliationDifference.day == day).order_by(ReconciliationDifference.id)
    return (await session.scalars(query)).all()


async def differences(
    session: AsyncSession, state: str, days: tuple[date | None, date | None], words: str | None, page: Page
) -> Sequence[ReconciliationDifference]:
    """Return a page of the differences in a state, of some days, with what a reference begins with, if either is asked for."""
    query = select(ReconciliationDifference).where(ReconciliationDifference.state == state)
    query = narrowed(
        query,
        (ReconciliationDifference.day, ge, days[0]),
        (ReconciliationDifference.day, le, days[1]),
        (ReconciliationDifference.reference, search.begins, words),
    )
    return (await session.scalars(page.of(query, ReconciliationDifference))).all()


async def lock_difference(session: AsyncSession, difference_id: uuid.UUID) -> ReconciliationDifference | None:
    """Return a difference, locked."""
    query = select(ReconciliationDifference).where(ReconciliationDifference.id == difference_id).with_for_update()
    return (await session.scalars(query)).one_or_none()
