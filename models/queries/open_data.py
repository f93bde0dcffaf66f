"""开放数据的查询。Reads of what may be published of awards, page by page, and of the edition that is published."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.page import Page
from models.tables import (
    Application,
    AuditEvent,
    Clawback,
    Disbursement,
    Enterprise,
    Instalment,
    Investment,
    Notice,
    OpenDataContent,
    OpenDataEdition,
    OpenDataPart,
    Receipt,
    ReceiptPart,
    Redecision,
    Succession,
)
from policy.language.parameters import CAUSES
from policy.open_data.award import CameBack, Paid, PublishedAward
from policy.processes.clawback.states import PartState
from policy.processes.disbursement.states import DisbursementState
from policy.processes.investment.lifecycle import GOES_BY, WAYS
from policy.processes.notice.states import NoticeState
from policy.working_days import BEIJING

# A business of one household (个体工商户) is a natural person in law, and often bears the name of one.
_OF_ONE_HOUSEHOLD: Final = "92"


async def edition(session: AsyncSession) -> OpenDataEdition | None:
    """Return the edition that everybody reads, if there is one."""
    return (await session.scalars(select(OpenDataEdition).order_by(OpenDataEdition.id.desc()).limit(1))).one_or_none()


def day_of(day: date) -> tuple[datetime, datetime]:
    """Return when a day of Beijing begins and ends."""
    return datetime.combine(day, time(), BEIJING), datetime.combine(day + timedelta(days=1), time(), BEIJING)


async def edition_on(session: AsyncSession, day: date) -> OpenDataEdition | None:
    """Return the edition that was the newest one when a day was over, or is while it is not; None while there was no award in any."""
    made = select(OpenDataEdition).where(OpenDataEdition.made_at < day_of(day)[1], OpenDataEdition.awards > 0)
    return (await session.scalars(made.order_by(OpenDataEdition.id.desc()).limit(1))).one_or_none()


async def page_of_editions(session: AsyncSession, page: Page) -> Sequence[OpenDataEdition]:
    """Return the editions with an award in them, the newest first, and one more than the page holds."""
    query = select(OpenDataEdition).where(OpenDataEdition.awards > 0).order_by(OpenDataEdition.id.desc()).limit(page.limit + 1)
    return (await session.scalars(query if page.after is None else query.where(OpenDataEdition.id < page.after))).all()


async def first_made_at(session: AsyncSession) -> datetime | None:
    """Return when awards were published first."""
    return await session.scalar(select(func.min(OpenDataEdition.made_at)).where(OpenDataEdition.awards > 0))


async def part(session: AsyncSession, edition_id: uuid.UUID, form: str, number: int) -> bytes | None:
    """Return a part of a file; None after the last one."""
    return await session.scalar(
        select(OpenDataContent.content)
        .join(OpenDataPart, OpenDataPart.content_digest == OpenDataContent.digest)
        .where(OpenDataPart.edition_id == edition_id, OpenDataPart.format == form, OpenDataPart.number == number)
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """What was decided once of an award and published: the award itself, or what was paid in addition to it.

    Attributes:
        notice: The notice that ended with nothing against it.
        fen: How much, in fen.
        paid: What was paid of it.
    """

    notice: Notice
    fen: int
    paid: Sequence[Disbursement]


async def awards(session: AsyncSession, after: uuid.UUID | None, limit: int) -> tuple[Sequence[PublishedAward], uuid.UUID | None]:
    """Return the next awards that may be published, in the order of their ids, and after which one the next page begins.

    They are those of organisations of which something was paid after its notice had ended with nothing against it; the same holds of each
    part that was paid in addition. What came back since stays.
    """
    query = (
        select(Application)
        .join(Enterprise, Enterprise.uscc == Application.enterprise_uscc)
        .where(
            Application.paid_fen + Application.supplement_paid_fen > 0,
            Enterprise.kind != "person",
            Enterprise.uscc.not_like(f"{_OF_ONE_HOUSEHOLD}%"),
        )
        .order_by(Application.id)
        .limit(limit)
    )
    rows = (await session.scalars(query if after is None else query.where(Application.id > after))).all()
    given, back = await _given(session, rows), await _came_back(session, [row.id for row in rows])
    heirs = {one.predecessor_uscc: one for one in await session.scalars(select(Succession))}
    published = [_published(row, given[row.id], back.get(row.id, ()), heirs) for row in rows if row.id in given]
    return published, rows[-1].id if len(rows) == limit else None


async def _given(session: AsyncSession, rows: Sequence[Application]) -> Mapping[uuid.UUID, Sequence[_Given]]:
    """Return what was published and paid of some awards, by award, the oldest notice first."""
    # Later parts were on the notice of their award.
    amounts = {row.id: (row.id, (row.award_fen or 0) + row.later_fen - row.forfeited_fen) for row in rows}
    supplements = select(Redecision).where(Redecision.application_id.in_([row.id for row in rows]), Redecision.paid_fen > 0)
    amounts |= {one.id: (one.application_id, one.award_fen or 0) for one in await session.scalars(supplements)}
    parts = select(Instalment.id, Instalment.application_id).where(Instalment.application_id.in_([row.id for row in rows if row.later_fen]))
    noticed_with = {row[0]: row[1] for row in (await session.execute(parts)).all()} if any(row.later_fen for row in rows) else {}
    paid = defaultdict[uuid.UUID, list[Disbursement]](list)
    whose = Disbursement.case_id.in_([*amounts, *noticed_with])
    payments = select(Disbursement).where(whose, Disbursement.state == DisbursementState.PAID)
    for payment in await session.scalars(payments.order_by(Disbursement.paid_at, Disbursement.id)):
        paid[noticed_with.get(payment.case_id, payment.case_id)].append(payment)
    given = defaultdict[uuid.UUID, list[_Given]](list)
    cleared = select(Notice).where(Notice.case_id.in_(amounts), Notice.state == NoticeState.CLEARED)
    # The last notice of a case that ended well is the one it was paid by.
    notices = {notice.case_id: notice for notice in await session.scalars(cleared.order_by(Notice.id))}
    for case_id, notice in sorted(notices.items(), key=lambda one: one[1].published_at):
        if paid[case_id]:
            award, fen = amounts[case_id]
            given[award].append(_Given(notice, fen, paid[case_id]))
    return given


async def _came_back(session: AsyncSession, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[tuple[CameBack, datetime]]]:
    """Return what came back of some awards and when it was booked, by award, oldest first."""
    query = (
        select(Clawback.application_id, Clawback.cause, Receipt.received_on, ReceiptPart.principal_fen, ReceiptPart.booked_at)
        .join(ReceiptPart, ReceiptPart.clawback_id == Clawback.id)
        .join(Receipt, Receipt.id == ReceiptPart.receipt_id)
        .where(Clawback.application_id.in_(ids), ReceiptPart.state == PartState.BOOKED, ReceiptPart.principal_fen > 0)
        .order_by(Receipt.received_on, ReceiptPart.id)
    )
    back = defaultdict[uuid.UUID, list[tuple[CameBack, datetime]]](list)
    for award, cause, received_on, fen, booked_at in (await session.execute(query)).all():
        if booked_at is not None:
            back[award].append((CameBack(fen, received_on, CAUSES[cause]), booked_at))
    # What came in for a share counts whole, with its gain. Each receipt came as its own part was given up, which the record says.
    by = (
        select(AuditEvent.event)
        .where(AuditEvent.case_id == Investment.id, AuditEvent.event.in_(GOES_BY), AuditEvent.occurred_at <= ReceiptPart.booked_at)
        .order_by(AuditEvent.sequence.desc())
        .limit(1)
        .scalar_subquery()
    )
    sold = (
        select(Investment.application_id, by, Receipt.received_on, ReceiptPart.amount_fen, ReceiptPart.booked_at)
        .join(ReceiptPart, ReceiptPart.investment_id == Investment.id)
        .join(Receipt, Receipt.id == ReceiptPart.receipt_id)
        .where(Investment.application_id.in_(ids), ReceiptPart.state == PartState.BOOKED)
        .order_by(Receipt.received_on, ReceiptPart.id)
    )
    for award, event, received_on, fen, booked_at in (await session.execute(sold)).all():
        if booked_at is not None:
            back[award].append((CameBack(fen, received_on, WAYS[GOES_BY[event]]), booked_at))
    return {award: sorted(moved, key=lambda one: (one[0].on, one[1])) for award, moved in back.items()}


def _published(
    row: Application, given: Sequence[_Given], back: Sequence[tuple[CameBack, datetime]], heirs: Mapping[str, Succession]
) -> PublishedAward:
    notice, payments = given[0].notice, [payment for one in given for payment in one.paid]
    moved = [payment.paid_at for payment in payments if payment.paid_at] + [booked_at for _, booked_at in back]
    return PublishedAward(
        number=row.number,
        item_code=row.item_code,
        department=row.department,
        uscc=_named(row.enterprise_uscc, notice.published_at, heirs),
        name=notice.enterprise_name,
        awarded_on=_day(notice.published_at),
        awarded_fen=sum(one.fen for one in given),
        paid=[_paid(payment) for payment in payments],
        came_back=[one for one, _ in back],
        changed_at=max(moved).astimezone(BEIJING),
    )


def _named(uscc: str, at: datetime, heirs: Mapping[str, Succession]) -> str:
    """Return whom a notice of that time named: the enterprise, or whoever had taken its place by then."""
    while (heir := heirs.get(uscc)) is not None and heir.approved_at <= at:
        uscc = heir.successor_uscc
    return uscc


def _paid(payment: Disbursement) -> Paid:
    paid_on = _day(payment.paid_at or payment.created_at)
    return Paid(payment.amount_fen, _day(payment.instructed_at) if payment.instructed_at else paid_on, paid_on)


def _day(at: datetime) -> date:
    return at.astimezone(BEIJING).date()
