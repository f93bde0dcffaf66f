"""追回的查询。Reads of clawbacks: what is demanded, due and paid back, and what of an award may still be reclaimed."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, Row, ScalarSelect, Text, and_, any_, bindparam, false, func, literal, or_, select, true, union_all
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case, held, implementing_rule, succession
from models.queries.debarment import IS_MISTAKEN
from models.queries.held import ASKED_OF, DECIDED
from models.tables import Application, Clawback, ClawbackInstalment, Disbursement, Instalment, Redecision, Repayment, Task, Undertaking
from policy.actors import Actor, Role
from policy.folding import fold_number
from policy.judging.catalogue import item as item_called
from policy.judging.implementing_rules import RuleBook
from policy.judging.likeness import look_alike
from policy.processes.clawback.conditions import Conditions, Money, untaken
from policy.processes.clawback.freed import FREED_BY
from policy.processes.clawback.grounds import SAME_MATTER
from policy.processes.clawback.lifecycle import BEYOND_OBJECTION, CONTESTABLE, DEMANDED, OPEN_STAGES, Stage
from policy.processes.clawback.repayment import Calculation, Terms
from policy.processes.clawback.states import IN_FLIGHT, VOID, RepaymentState
from policy.processes.clawback.tasks import BEING_LOWERED
from policy.processes.disbursement.states import DisbursementState
from policy.processes.kernel.permissions import AREA_WIDE
from policy.working_days import BEIJING

# By what a demand keeps of it: the figure of a rule it follows.
_FIGURES: Final = {
    "share": "{cause}_share",
    "limitation_years": "limitation_years",
    "floor_fen": "collection_floor_fen",
    "surcharge": "{cause}_surcharge",
}


def _numbers_open(*which: ColumnElement[bool]) -> ScalarSelect[list[str] | None]:
    return (
        select(func.array_agg(aggregate_order_by(Clawback.number, Clawback.number)))
        .select_from(Clawback)
        .where(Clawback.enterprise_uscc == any_(bindparam("codes", type_=ARRAY(Text))), Clawback.stage.in_(OPEN_STAGES), *which)
        .scalar_subquery()
    )


# The numbers of the clawbacks that are open against the enterprises `codes`, of those that were served, and of those that are only
# proposed; null when there are none.
OPEN_AGAINST: Final = _numbers_open()
SERVED_AGAINST: Final = _numbers_open(Clawback.served_at.is_not(None))
PROPOSED_AGAINST: Final = _numbers_open(Clawback.served_at.is_(None))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which clawbacks exist as far as `actor` is concerned; the SQL of `policy.processes.kernel.permissions.may_see_clawback`."""
    clauses: list[ColumnElement[bool]] = [true() if actor.is_a(*AREA_WIDE) else false()]
    if actor.is_a(Role.OFFICER, Role.APPROVER):
        clauses.append(Clawback.department.in_(actor.departments))
    if actor.is_a(Role.APPLICANT):
        clauses.append(and_(Clawback.enterprise_uscc.in_(actor.enterprises), Clawback.served_at.is_not(None)))
    return and_(Clawback.stage != Stage.DRAFT, or_(*clauses))


async def find(session: AsyncSession, reference: str) -> Clawback | None:
    """Return a clawback by id or by number."""
    return await case.find(session, Clawback, reference)


async def of(session: AsyncSession, clawback_id: uuid.UUID) -> Clawback:
    """Return the clawback."""
    return (await session.scalars(select(Clawback).where(Clawback.id == clawback_id))).one()


async def award_numbers(session: AsyncSession, rows: Sequence[Clawback]) -> dict[uuid.UUID, str]:
    """Return the number of each award that is reclaimed."""
    query = select(Application.id, Application.number).where(Application.id.in_({row.application_id for row in rows}))
    return {row[0]: row[1] for row in (await session.execute(query)).all()}


async def by_request(session: AsyncSession, request_key: str) -> Clawback | None:
    """Return the clawback a request drafted."""
    return (await session.scalars(select(Clawback).where(Clawback.request_key == request_key))).one_or_none()


async def proposed_of(session: AsyncSession, application_id: uuid.UUID) -> Sequence[Clawback]:
    """Return the clawbacks of an award that nobody has decided on yet, oldest first."""
    query = select(Clawback).where(Clawback.application_id == application_id, Clawback.stage == Stage.PROPOSED)
    return (await session.scalars(query.order_by(Clawback.id))).all()


async def proposed_alike(session: AsyncSession, application_id: uuid.UUID, cause: str, amount_fen: int) -> str | None:
    """Return the number of a clawback by which so much of an award is proposed to be asked back for a cause already; None without one."""
    query = select(Clawback.number).where(
        Clawback.application_id == application_id, Clawback.stage == Stage.PROPOSED, Clawback.cause == cause, ASKED_OF.in_((amount_fen,))
    )
    return await session.scalar(query.limit(1))


def _of_amount(same: Collection[str]) -> ColumnElement[bool]:
    about_facts = or_(Clawback.reckoning[SAME_MATTER].astext.is_not(None), Clawback.number.in_(same))
    return or_(Clawback.cause == "correction", and_(Clawback.cause == "error", about_facts), IS_MISTAKEN)


async def open_for_amount(session: AsyncSession, application_id: uuid.UUID, same: Collection[str] = ()) -> Sequence[Clawback]:
    """Return the open clawbacks of an award whose ground is that it was too much, oldest first: a re-decision says how much it is.

    What was merely proposed is left to whoever decides on it, and the re-decision waits for that.

    Args:
        session: The session.
        application_id: The award.
        same: The numbers of the demands for an error that a re-decision says are about the facts it corrects.
    """
    of_amount = or_(and_(_of_amount(same), DECIDED), IS_MISTAKEN)
    query = select(Clawback).where(Clawback.application_id == application_id, of_amount, Clawback.stage.in_(OPEN_STAGES))
    return (await session.scalars(query.order_by(Clawback.id))).all()


async def repaid_for_amount(session: AsyncSession, application_id: uuid.UUID, same: Collection[str] = ()) -> Sequence[Clawback]:
    """Return the clawbacks of an award that asked for what was too much and were paid something of, oldest first, locked.

    `same` is as `open_for_amount` takes it.
    """
    query = select(Clawback).where(Clawback.application_id == application_id, _of_amount(same), Clawback.stage.in_(DEMANDED))
    query = query.where(Clawback.repaid_fen > 0).order_by(Clawback.id).with_for_update(key_share=True, of=Clawback)
    return (await session.scalars(query)).all()


async def has_mistaken(session: AsyncSession, application_id: uuid.UUID) -> bool:
    """Tell whether an award was demanded back for a fraud that was found in error."""
    query = select(Clawback.id).where(Clawback.application_id == application_id, Clawback.stage.in_(DEMANDED), IS_MISTAKEN)
    return await session.scalar(query.limit(1)) is not None


async def to_be_booked(session: AsyncSession, application_id: uuid.UUID) -> int:
    """Return what open clawbacks of an award will demand of what stands as spent, once they stand themselves, in fen."""
    query = select(func.coalesce(func.sum(Clawback.amount_fen), 0)).where(
        Clawback.application_id == application_id, Clawback.stage.in_(CONTESTABLE)
    )
    return int(await session.scalar(query) or 0)


async def served_of(session: AsyncSession, application_id: uuid.UUID) -> Sequence[Clawback]:
    """Return the open clawbacks of an award that were served, oldest first."""
    query = select(Clawback).where(Clawback.application_id == application_id, Clawback.stage.in_(OPEN_STAGES - {Stage.PROPOSED}))
    return (await session.scalars(query.order_by(Clawback.id))).all()


async def rightly_of(session: AsyncSession, application_id: uuid.UUID, *, lock: bool = False) -> Sequence[Clawback]:
    """Return the clawbacks of an award nobody may object to any more, oldest first.

    Args:
        session: The session.
        application_id: The award.
        lock: Whether to lock them until the transaction ends; while somebody else has one of them, that fails at once, and is tried again.
    """
    query = select(Clawback).where(Clawback.application_id == application_id, Clawback.stage.in_(BEYOND_OBJECTION)).order_by(Clawback.id)
    if lock:
        query = query.with_for_update(nowait=True, key_share=True).execution_options(populate_existing=True)
    return (await session.scalars(query)).all()


async def given_up(session: AsyncSession, application_id: uuid.UUID) -> int:
    """Return what of an award was demanded and then waived or written off, and is not due again, in fen: its enterprise was to keep it."""
    query = select(func.coalesce(func.sum(Clawback.amount_fen - Clawback.repaid_fen), 0)).where(
        Clawback.application_id == application_id, Clawback.stage.in_((Stage.WAIVED, Stage.CLOSED))
    )
    return max(int(await session.scalar(query) or 0) - await held.due_again(session, application_id), 0)


async def given_up_by(session: AsyncSession, uscc: str) -> Sequence[tuple[Clawback, int]]:
    """Return the demands on an enterprise, or on whoever counts as one with it, of which something was given up, and how much, in fen.

    The last one comes first. What of it is due again is asked for in a later demand, and belongs to that.
    """
    query = select(Clawback).where(
        Clawback.enterprise_uscc.in_(await succession.family(session, uscc)),
        Clawback.stage.in_((Stage.WAIVED, Stage.CLOSED)),
        Clawback.repaid_fen < Clawback.amount_fen,
    )
    left: dict[uuid.UUID, int] = {}
    found = []
    newest_first = query.order_by(Clawback.id.desc()).execution_options(populate_existing=True)
    for demand in (await session.scalars(newest_first)).all():
        award_id = demand.application_id
        if award_id not in left:
            left[award_id] = await given_up(session, award_id)
        its_own_fen = demand.amount_fen - demand.repaid_fen - int(demand.reckoning.get("due_again_fen", 0))
        if (fen := min(its_own_fen, left[award_id])) > 0:
            left[award_id] -= fen
            found.append((demand, fen))
    return found


async def reclaimable_at_most(session: AsyncSession, application: Application) -> int:
    """Return what of an award is due, held and not asked back by what nobody may object to any more, in fen: the rest may fall yet."""
    return (await held.of(session, application, Clawback.stage.in_(BEYOND_OBJECTION))).reclaimable_fen


async def reclaimable(session: AsyncSession, application: Application, *, besides: uuid.UUID | None = None) -> int:
    """Return what of an award is due, held and not asked back, in fen; as if the clawback `besides` were not."""
    return (await held.of(session, application, *([] if besides is None else [Clawback.id != besides]))).reclaimable_fen


async def is_open_again(session: AsyncSession, application: Application) -> bool:
    """Tell whether all that was paid of an award came back because we had paid it in error, and nothing else: it may be given anew."""
    if not application.spent_fen or application.standing_fen > 0:
        return False
    query = select(Clawback.cause, Clawback.stage).where(Clawback.application_id == application.id, Clawback.stage.in_(DEMANDED))
    return {(row[0], row[1]) for row in (await session.execute(query)).all()} == {("error", Stage.SETTLED)}


async def asked(session: AsyncSession, application: Application, cause: str, amount_fen: int, on: date) -> Calculation:
    """Return what is asked of an amount that could be, by the rules in force on the day of the demand, and the figures it follows from."""
    item = item_called(application.item_code)
    figures = RuleBook.parse(await implementing_rule.written_rules(session, item.code)).figures(item, on)
    conditions = Conditions.of(figures.law, cause)
    paid = [] if conditions.limitation_years is None else await _untaken(session, application.id, on)
    found = conditions.asked(amount_fen, paid, on)
    # Of the rules in force the last one that sets a figure is the one it is taken from.
    sets = {name: rule.get("document_no") for rule in figures.rules for name in rule["values"]}
    used = [name.format(cause=cause) for kept, name in _FIGURES.items() if kept in found.reckoning]
    said = list(dict.fromkeys(sets[name] for name in used if sets.get(name)))
    return Calculation(found.amount_fen, found.reckoning | ({"rule_documents": said} if found.reckoning and said else {}))


async def _untaken(session: AsyncSession, application_id: uuid.UUID, on: date) -> list[Money]:
    """Return what was paid of an award by each payment, with its supplements and parts, and no demand has taken."""
    cases = union_all(
        select(literal(application_id)),
        select(Redecision.id).where(Redecision.application_id == application_id),
        select(Instalment.id).where(Instalment.application_id == application_id),
    )
    payments = select(Disbursement.paid_at, Disbursement.amount_fen).where(
        Disbursement.case_id.in_(cases), Disbursement.state == DisbursementState.PAID, Disbursement.paid_at.is_not(None)
    )
    demands = select(Clawback.served_at, Clawback.amount_fen).where(Clawback.application_id == application_id, Clawback.stage.in_(DEMANDED))
    paid, demanded = (await session.execute(payments)).all(), (await session.execute(demands)).all()
    return untaken(_moneys(paid, on), _moneys(demanded, on))


def _moneys(rows: Iterable[Row[datetime | None, int]], on: date) -> list[Money]:
    return [Money(at.astimezone(BEIJING).date() if at else on, fen) for at, fen in rows]


async def open_of_enterprise(session: AsyncSession, uscc: str, *, told: bool = False) -> Sequence[str]:
    """Return the numbers of the clawbacks that are open against an enterprise or whoever counts as one with it.

    Args:
        session: The session.
        uscc: The enterprise.
        told: Whether to return only what the enterprise was told of.
    """
    numbers = select(SERVED_AGAINST if told else OPEN_AGAINST)
    return await session.scalar(numbers, {"codes": await succession.family(session, uscc)}) or []


async def left_of_ground(session: AsyncSession, clawback: Clawback) -> int | None:
    """Return what a demand still takes while it is decided whether it is lowered, in fen; None when nothing is being decided."""
    query = select(Task.about["left_fen"].as_integer()).where(
        Task.case_id == clawback.id, Task.kind.in_(BEING_LOWERED), Task.closed_at.is_(None)
    )
    asked_fen = await session.scalar(query.limit(1))
    left_fen = clawback.noted_fen if asked_fen is None else asked_fen
    return None if left_fen is None else max(left_fen - clawback.repaid_fen, 0)


async def proposed_for(session: AsyncSession, uscc: str) -> Sequence[Clawback]:
    """Return the clawbacks for a breach, or for a move with approval, that nobody has decided on yet."""
    codes = await succession.family(session, uscc)
    query = select(Clawback).where(Clawback.enterprise_uscc.in_(codes), Clawback.cause == "breach", Clawback.stage == Stage.PROPOSED)
    return (await session.scalars(query.order_by(Clawback.number))).all()


async def is_demanded_for_breach(session: AsyncSession, application_id: uuid.UUID, *, decided: bool = False) -> bool:
    """Tell whether an award is demanded back, or was rightly, because its enterprise left or is leaving.

    Args:
        session: The session.
        application_id: The award.
        decided: Whether a demand that is only proposed is none.
    """
    query = select(Clawback.id).where(Clawback.application_id == application_id, Clawback.cause == "breach", Clawback.stage.in_(DEMANDED))
    return await session.scalar((query.where(DECIDED) if decided else query).limit(1)) is not None


async def freed_fen(session: AsyncSession, application_id: uuid.UUID) -> int:
    """Return what was asked of an award for a breach besides, since other demands on it had given way, in fen; also what was dropped."""
    query = select(func.coalesce(func.sum(held.ASKED_OF), 0)).where(
        Clawback.application_id == application_id, Clawback.reckoning.has_key(FREED_BY), Clawback.stage != Stage.DRAFT
    )
    return int(await session.scalar(query) or 0)


async def demanded_of(session: AsyncSession, application_ids: Collection[uuid.UUID]) -> Sequence[Clawback]:
    """Return the clawbacks by which something of some awards is demanded, or was rightly, oldest first."""
    query = select(Clawback).where(Clawback.application_id.in_(application_ids), Clawback.stage.in_(DEMANDED)).order_by(Clawback.id)
    return (await session.scalars(query)).all() if application_ids else []


async def called(session: AsyncSession, numbers: Collection[str]) -> Sequence[Clawback]:
    """Return the clawbacks of some numbers."""
    return (await session.scalars(select(Clawback).where(Clawback.number.in_(numbers)).order_by(Clawback.number))).all() if numbers else []


async def dropped_of(session: AsyncSession, redecision: str, by: datetime | None = None) -> Clawback | None:
    """Return the demand for a debt that a re-decision had found and two people dropped before it was served; None without one.

    Args:
        session: The session.
        redecision: The number of the re-decision.
        by: Until when it was dropped; None for at any time.
    """
    query = select(Clawback).where(
        Clawback.reckoning["redecision"].astext == redecision,
        Clawback.cause == "correction",
        Clawback.stage == Stage.CANCELLED,
        Clawback.served_at.is_(None),
    )
    query = query if by is None else query.where(Clawback.closed_at <= by)
    return (await session.scalars(query.order_by(Clawback.id.desc()).limit(1))).one_or_none()


async def undertaking(session: AsyncSession, application_id: uuid.UUID) -> Undertaking | None:
    """Return the undertaking an award rests on; the last one, where it was signed again."""
    query = select(Undertaking).where(Undertaking.application_id == application_id).order_by(Undertaking.id.desc()).limit(1)
    return (await session.scalars(query)).one_or_none()


async def terms(session: AsyncSession, application: Application) -> Terms:
    """Return the terms of an award's undertaking: what its signatory read and signed, and nothing a rule said later."""
    signed = await undertaking(session, application.id)
    return Terms.parse(signed.terms) if signed is not None and signed.terms else Terms()


async def instalments(session: AsyncSession, clawback_id: uuid.UUID) -> Sequence[ClawbackInstalment]:
    """Return the instalments, the one due first coming first."""
    query = select(ClawbackInstalment).where(ClawbackInstalment.clawback_id == clawback_id)
    return (await session.scalars(query.order_by(ClawbackInstalment.due_at, ClawbackInstalment.ordinal))).all()


async def repayments(session: AsyncSession, clawback_id: uuid.UUID) -> Sequence[Repayment]:
    """Return everything that was recorded as paid back, oldest first."""
    return (await session.scalars(select(Repayment).where(Repayment.clawback_id == clawback_id).order_by(Repayment.id))).all()


async def in_flight(session: AsyncSession, clawback_id: uuid.UUID) -> Repayment | None:
    """Return the repayment that is recorded and not booked yet."""
    query = select(Repayment).where(Repayment.clawback_id == clawback_id, Repayment.state.in_(IN_FLIGHT))
    return (await session.scalars(query)).one_or_none()


async def booked_from(session: AsyncSession, receipt_id: uuid.UUID) -> Repayment | None:
    """Return the repayment as which a receipt of the treasury's was recorded and booked, whichever debt it was recorded for."""
    query = select(Repayment).where(Repayment.receipt_id == receipt_id, Repayment.state == RepaymentState.BOOKED)
    return (await session.scalars(query)).one_or_none()


async def is_being_recorded(session: AsyncSession, reference: str) -> bool:
    """Tell whether a receipt of the treasury is recorded for a clawback and not booked yet."""
    query = select(Repayment.id).where(Repayment.reference_folded == fold_number(reference), Repayment.state.in_(IN_FLIGHT))
    return await session.scalar(query) is not None


async def reference_is_used(session: AsyncSession, reference: str) -> bool:
    """Tell whether a receipt of the treasury was recorded before, for any clawback and however its reference is written."""
    query = select(Repayment.id).where(Repayment.reference_folded == fold_number(reference), Repayment.state.not_in(VOID))
    return await session.scalar(query) is not None


async def repayments_alike(session: AsyncSession, repayment: Repayment, codes: Collection[str]) -> list[tuple[str, Repayment]]:
    """Return what was recorded of the same debtors under a reference that looks like that of a repayment, each with its clawback."""
    query = (
        select(Clawback.number, Repayment)
        .join(Clawback, Clawback.id == Repayment.clawback_id)
        .where(Clawback.enterprise_uscc.in_(codes), Repayment.id != repayment.id, Repayment.state.not_in(VOID))
        .order_by(Repayment.id)
    )
    rows = (await session.execute(query)).all()
    return [(row[0], row[1]) for row in rows if look_alike(row[1].reference_folded, repayment.reference_folded)]
