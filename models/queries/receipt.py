"""国库收款的查询。Reads of receipts: what came in, what of it was divided, and what stands undivided or is owed back."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from operator import ge, le
from typing import Final

from sqlalchemy import ColumnElement, Select, delete, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.queries import addition, search, succession
from models.queries.page import Page, Wanted, narrowed
from models.tables import Case, Clawback, Disbursement, Receipt, ReceiptPart, Refund, Repayment
from policy.folding import fold_number
from policy.processes.clawback.lifecycle import PAYING
from policy.processes.clawback.states import VOID, PartState
from policy.processes.disbursement.states import FALLEN, STILL_OURS
from policy.processes.refund.lifecycle import Stage as RefundStage


async def called(session: AsyncSession, reference: str) -> Receipt | None:
    """Return the receipt of a reference, however it is written."""
    return (await session.scalars(select(Receipt).where(Receipt.reference_folded == fold_number(reference)))).one_or_none()


async def lock(session: AsyncSession, receipt_id: uuid.UUID) -> Receipt:
    """Return a receipt, locked until the transaction ends: it is divided by one at a time."""
    query = select(Receipt).where(Receipt.id == receipt_id).with_for_update(key_share=True)
    return (await session.scalars(query)).one()


async def divided_fen(session: AsyncSession, receipt_id: uuid.UUID) -> int:
    """Return what of a receipt is in parts, in fen."""
    query = select(func.coalesce(func.sum(ReceiptPart.amount_fen), 0)).where(ReceiptPart.receipt_id == receipt_id)
    return int(await session.scalar(query) or 0)


# Owed back of what was paid for a share or of a settlement: such a rest stands in nobody's books. The SQL of `ReceiptPart.is_rest`.
_REST: Final = (ReceiptPart.state == PartState.OWED_BACK) & func.coalesce(ReceiptPart.investment_id, ReceiptPart.settlement_id).is_not(None)


async def set_free(session: AsyncSession, receipt_id: uuid.UUID) -> None:
    """Let what was owed back of the price of a share, or of a settlement, be divided again, of a receipt that is locked."""
    await session.flush()
    await session.execute(delete(ReceiptPart).where(ReceiptPart.receipt_id == receipt_id, _REST))


async def is_used(session: AsyncSession, receipt_id: uuid.UUID) -> bool:
    """Tell whether something of a receipt is in a part, other than what is owed back of a price or a settlement."""
    query = select(ReceiptPart.id).where(ReceiptPart.receipt_id == receipt_id, ~_REST).limit(1)
    return await session.scalar(query) is not None


async def owed_back_fen(session: AsyncSession, receipt: Receipt) -> int:
    """Return what of a receipt no debt gets and no refund has taken up, in fen."""
    taken = func.coalesce(func.sum(ReceiptPart.amount_fen), 0)
    query = select(taken).where(ReceiptPart.receipt_id == receipt.id, ReceiptPart.state != PartState.OWED_BACK)
    return receipt.amount_fen - int(await session.scalar(query) or 0)


async def owed_back_of(session: AsyncSession, receipt_id: uuid.UUID) -> Sequence[ReceiptPart]:
    """Return the parts of a receipt that are owed back and that no refund has taken up, oldest first."""
    query = select(ReceiptPart).where(ReceiptPart.receipt_id == receipt_id, ReceiptPart.state == PartState.OWED_BACK)
    return (await session.scalars(query.order_by(ReceiptPart.id))).all()


# A case beside the demands that are read with it, so that the statement needs its own name for that table.
_REFUND: Final = aliased(Refund, flat=True)
# A refund that nobody has confirmed: what it has taken up may settle a demand instead.
_MAY_END: Final = (
    select(_REFUND.id)
    .where(
        _REFUND.id == ReceiptPart.refund_id,
        _REFUND.stage == RefundStage.PAYMENT,
        ~exists().where(Disbursement.case_id == _REFUND.id, Disbursement.state.not_in((*STILL_OURS, *FALLEN))),
    )
    .correlate(ReceiptPart)
    .exists()
)
_FREE: Final = or_(ReceiptPart.state == PartState.OWED_BACK, (ReceiptPart.state == PartState.REFUNDING) & _MAY_END)


async def owed_back_to(session: AsyncSession, demand: Clawback) -> Sequence[ReceiptPart]:
    """Return what is owed back to the debtor of a demand, and no refund has sent on its way.

    What no refund has taken up comes first, then what is of the same award, then the oldest.
    """
    query = (
        select(ReceiptPart)
        .join(Receipt, Receipt.id == ReceiptPart.receipt_id)
        .join(Clawback, Clawback.id == ReceiptPart.clawback_id)
        .where(_FREE)
        .where(Receipt.payer_uscc.in_(await succession.family(session, demand.enterprise_uscc)))
        .order_by(ReceiptPart.state != PartState.OWED_BACK, Clawback.application_id != demand.application_id, ReceiptPart.id)
    )
    return (await session.scalars(query)).all()


async def may_end(session: AsyncSession, part_id: uuid.UUID) -> bool:
    """Tell whether the refund that has taken up a part, and is locked, may end, so that the part settles a demand."""
    query = select(ReceiptPart.id).where(ReceiptPart.id == part_id, ReceiptPart.state == PartState.REFUNDING, _MAY_END)
    return await session.scalar(query) is not None


async def still_owed_back(session: AsyncSession, part_id: uuid.UUID) -> tuple[ReceiptPart | None, uuid.UUID | None]:
    """Return a part of a receipt, which is locked, and the award in whose books it stands, as long as it is owed back; else nothing."""
    query = (
        select(ReceiptPart, Clawback.application_id)
        .join(Clawback, Clawback.id == ReceiptPart.clawback_id)
        .where(ReceiptPart.id == part_id, ReceiptPart.state == PartState.OWED_BACK)
        .execution_options(populate_existing=True)
    )
    row = (await session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else (None, None)


async def department_of(session: AsyncSession, receipt_id: uuid.UUID) -> str | None:
    """Return the department of the debt, the investment or the settlement at which the first of a receipt was left over, if any was."""
    whose = Case.id == func.coalesce(ReceiptPart.clawback_id, ReceiptPart.investment_id, ReceiptPart.settlement_id)
    query = select(Case.department).join(ReceiptPart, whose).where(ReceiptPart.receipt_id == receipt_id)
    return await session.scalar(query.where(ReceiptPart.state == PartState.OWED_BACK).order_by(ReceiptPart.id).limit(1))


async def parts_of(session: AsyncSession, receipt_ids: Collection[uuid.UUID]) -> Sequence[tuple[ReceiptPart, dict[str, str | None]]]:
    """Return the parts of some receipts, oldest first, each with the numbers of whatever it is of."""
    of = {name: aliased(Case) for name in ("clawback", "refund", "investment", "settlement")}
    query = (
        select(ReceiptPart, *(its.number for its in of.values()))
        .outerjoin(of["clawback"], of["clawback"].id == ReceiptPart.clawback_id)
        .outerjoin(of["refund"], of["refund"].id == ReceiptPart.refund_id)
        .outerjoin(of["investment"], of["investment"].id == ReceiptPart.investment_id)
        .outerjoin(of["settlement"], of["settlement"].id == ReceiptPart.settlement_id)
        .where(ReceiptPart.receipt_id.in_(receipt_ids))
        .order_by(ReceiptPart.id)
    )
    return [(row[0], dict(zip(of, row[1:], strict=True))) for row in (await session.execute(query)).all()]


async def parts_for(session: AsyncSession, clawback_id: uuid.UUID) -> Sequence[tuple[ReceiptPart, Receipt]]:
    """Return the parts that stand at a clawback, oldest first, each with its receipt."""
    query = (
        select(ReceiptPart, Receipt)
        .join(Receipt, Receipt.id == ReceiptPart.receipt_id)
        .where(ReceiptPart.clawback_id == clawback_id)
        .order_by(ReceiptPart.id)
    )
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


async def parts_for_investment(session: AsyncSession, investment_id: uuid.UUID) -> Sequence[ReceiptPart]:
    """Return what of receipts is set aside for the price of an investment, and not booked yet, oldest first."""
    query = select(ReceiptPart).where(ReceiptPart.investment_id == investment_id, ReceiptPart.state == PartState.ALLOTTED)
    return (await session.scalars(query.order_by(ReceiptPart.id))).all()


# What a bank returned of a payment, and counts as come back, has the number of the payment: the treasury knows it as a return.
_CAME_IN: Final = Receipt.reference.not_in(select(Disbursement.number))


async def never_arrived(session: AsyncSession, receipt: Receipt, application_id: uuid.UUID) -> bool:
    """Tell whether a receipt is what a bank returned of an award, or of what was added to it: its enterprise never had that money."""
    query = select(Disbursement.id).where(Disbursement.number == receipt.reference, addition.pays(application_id))
    return await session.scalar(query) is not None


async def parts_of_returns(session: AsyncSession, application_id: uuid.UUID, states: Collection[PartState]) -> dict[uuid.UUID, int]:
    """Return what of what banks returned of an award stands at each demand in some states, in fen by the demand's id."""
    query = (
        select(ReceiptPart.clawback_id, func.sum(ReceiptPart.amount_fen))
        .join(Receipt, Receipt.id == ReceiptPart.receipt_id)
        .join(Disbursement, Disbursement.number == Receipt.reference)
        .where(addition.pays(application_id))
        .where(ReceiptPart.state.in_(states))
        .group_by(ReceiptPart.clawback_id)
    )
    return {row[0]: int(row[1]) for row in (await session.execute(query)).all() if row[0] is not None}


async def repaid_itself(session: AsyncSession, application_id: uuid.UUID) -> int:
    """Return what an enterprise has repaid of an award by itself, without what banks returned, in fen."""
    query = (
        select(func.coalesce(func.sum(ReceiptPart.amount_fen), 0))
        .join(Receipt, Receipt.id == ReceiptPart.receipt_id)
        .join(Clawback, Clawback.id == ReceiptPart.clawback_id)
        .where(Clawback.application_id == application_id, ReceiptPart.state == PartState.BOOKED, _CAME_IN)
    )
    return int(await session.scalar(query) or 0)


async def with_interest(session: AsyncSession, clawback_id: uuid.UUID) -> Sequence[ReceiptPart]:
    """Return what was booked of receipts as interest of a clawback, oldest first."""
    query = select(ReceiptPart).where(ReceiptPart.clawback_id == clawback_id, ReceiptPart.interest_fen > 0)
    return (await session.scalars(query.order_by(ReceiptPart.id))).all()


async def of_day(session: AsyncSession, day: date) -> Sequence[Receipt]:
    """Return what came in on a day, by itself and not by a bank's return, in the order in which we learned of it."""
    return (await session.scalars(select(Receipt).where(Receipt.received_on == day, _CAME_IN).order_by(Receipt.id))).all()


async def standing_of_day(session: AsyncSession, day: date) -> tuple[int, int, int, int]:
    """Return what of a day's receipts is divided over debts, is owed back, was paid back, and is undivided, in fen."""
    back = func.sum(ReceiptPart.amount_fen).filter(ReceiptPart.state.in_((PartState.OWED_BACK, PartState.REFUNDING)))
    paid = func.sum(ReceiptPart.amount_fen).filter(ReceiptPart.state == PartState.REFUNDED)
    of_day = select(Receipt.id).where(Receipt.received_on == day, _CAME_IN)
    whole = await session.scalar(select(func.coalesce(func.sum(Receipt.amount_fen), 0)).where(Receipt.received_on == day, _CAME_IN))
    query = select(func.coalesce(func.sum(ReceiptPart.amount_fen), 0), func.coalesce(back, 0), func.coalesce(paid, 0))
    parts_fen, back_fen, paid_fen = (await session.execute(query.where(ReceiptPart.receipt_id.in_(of_day)))).one()
    return int(parts_fen - back_fen - paid_fen), int(back_fen), int(paid_fen), int((whole or 0) - parts_fen)


def _allotted() -> Select[ReceiptPart]:
    return select(ReceiptPart).where(ReceiptPart.state == PartState.ALLOTTED).order_by(ReceiptPart.id)


async def allotted_to(session: AsyncSession, clawback_id: uuid.UUID) -> Sequence[ReceiptPart]:
    """Return what is set aside for a clawback and not booked yet, oldest first."""
    return (await session.scalars(_allotted().where(ReceiptPart.clawback_id == clawback_id))).all()


def _waiting() -> Select[Clawback]:
    return (
        select(Clawback)
        .where(Clawback.id.in_(_allotted().with_only_columns(ReceiptPart.clawback_id).order_by(None)))
        .order_by(Clawback.number)
    )


async def waiting(session: AsyncSession) -> Sequence[Clawback]:
    """Return the clawbacks for which something is set aside."""
    return (await session.scalars(_waiting())).all()


async def waiting_for(session: AsyncSession, reference: str) -> Sequence[Clawback]:
    """Return the clawbacks money can be paid on of the awards at whose clawbacks something of the receipt of a reference stands."""
    of = select(Receipt.id).where(Receipt.reference_folded == fold_number(reference))
    awards = select(Clawback.application_id).join(ReceiptPart, ReceiptPart.clawback_id == Clawback.id).where(ReceiptPart.receipt_id.in_(of))
    query = select(Clawback).where(Clawback.application_id.in_(awards), Clawback.stage.in_(PAYING)).order_by(Clawback.number)
    return (await session.scalars(query)).all()


async def waiting_besides(session: AsyncSession, clawback: Clawback) -> Sequence[Clawback]:
    """Return the other clawbacks with something set aside: of its enterprise, of all that count as one, and those its receipts pay."""
    recorded = select(Repayment.receipt_id).where(Repayment.clawback_id == clawback.id, Repayment.receipt_id.is_not(None))
    shared = _allotted().with_only_columns(ReceiptPart.clawback_id).where(ReceiptPart.receipt_id.in_(recorded)).order_by(None)
    codes = await succession.family(session, clawback.enterprise_uscc)
    query = _waiting().where(Clawback.id != clawback.id, or_(Clawback.enterprise_uscc.in_(codes), Clawback.id.in_(shared)))
    return (await session.scalars(query)).all()


async def debts_of(session: AsyncSession, uscc: str) -> Sequence[Clawback]:
    """Return the clawbacks of an enterprise, and of all that count as one with it, that money can be paid on now."""
    codes = await succession.family(session, uscc)
    query = select(Clawback).where(Clawback.enterprise_uscc.in_(codes), Clawback.stage.in_(PAYING)).order_by(Clawback.number)
    return (await session.scalars(query)).all()


async def debts_called(session: AsyncSession, numbers: Iterable[str]) -> Sequence[Clawback]:
    """Return the clawbacks of these numbers, whoever owes them, that money can be paid on now."""
    query = select(Clawback).where(Clawback.number.in_(list(numbers)), Clawback.stage.in_(PAYING)).order_by(Clawback.number)
    return (await session.scalars(query)).all()


def _in_parts(*states: PartState) -> ColumnElement[int]:
    query = select(func.coalesce(func.sum(ReceiptPart.amount_fen), 0)).where(ReceiptPart.receipt_id == Receipt.id)
    return (query.where(ReceiptPart.state.in_(states)) if states else query).correlate(Receipt).scalar_subquery()


# What may be asked for in a list of receipts.
STANDINGS: dict[str, ColumnElement[bool]] = {
    "undivided": _in_parts() < Receipt.amount_fen,
    "owed_back": _in_parts(PartState.OWED_BACK) > 0,
}


# More than anybody reads in a task: the rest is in the list.
_MOST_NAMED = 20


async def undivided_of(session: AsyncSession, uscc: str) -> Sequence[Receipt]:
    """Return what an enterprise paid that is in no debt's books and no refund has taken up, the earliest first."""
    recorded = select(Repayment.reference_folded).where(Repayment.state.not_in(VOID))
    left_over = Receipt.id.in_(select(ReceiptPart.receipt_id).where(_REST))
    is_free = or_(STANDINGS["undivided"], left_over)
    query = select(Receipt).where(Receipt.payer_uscc == uscc, is_free, Receipt.reference_folded.not_in(recorded))
    return (await session.scalars(query.order_by(Receipt.id).limit(_MOST_NAMED))).all()


async def page(
    session: AsyncSession, standing: str | None, received: tuple[date | None, date | None], page: Page, wanted: Wanted
) -> Sequence[Receipt]:
    """Return a page of receipts, by when they were known or by amount.

    Args:
        session: The session.
        standing: Only those that stand as `STANDINGS` says; None matches all.
        received: The first and the last day on which they came in, if either is asked for.
        page: Which part.
        wanted: Who paid, by name or code, or the treasury's reference.
    """
    query = select(Receipt) if standing is None else select(Receipt).where(STANDINGS[standing])
    query = narrowed(query, (Receipt.received_on, ge, received[0]), (Receipt.received_on, le, received[1]))
    query = await search.among(session, query, wanted, [Receipt.payer_uscc], _is_called)
    return (await session.scalars(page.of(query, Receipt))).all()


def _is_called(words: str) -> ColumnElement[bool]:
    # Who pays need not be registered here.
    return search.begins(Receipt.reference, words) | search.has(func.folded(Receipt.payer_name), words)


async def find(session: AsyncSession, receipt_id: uuid.UUID) -> Receipt | None:
    """Return a receipt."""
    return (await session.scalars(select(Receipt).where(Receipt.id == receipt_id))).one_or_none()
