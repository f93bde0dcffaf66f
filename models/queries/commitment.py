"""承诺的查询。Reads of an enterprise's commitment to stay: what binds it, and since when."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.queries import held, succession
from models.tables import Application, Breach, ChangeFiling, Clawback, CollectedUndertaking, Commitment, Enterprise, Undertaking, Voucher
from policy.actors import Actor, Role
from policy.processes.commitment.states import FilingState
from policy.processes.kernel.permissions import OVER_CASES
from policy.processes.voucher.lifecycle import ISSUED

# What was signed with a first voucher binds once that is issued, whatever is spent of it: it is signed for those that follow, too.
_IS_ISSUED: Final = Voucher.stage.in_(ISSUED)

SETTLED: Final = "settled"
"""How an undertaking ended of whose money nothing is due, asked for or held by right any more."""


@dataclass(frozen=True, slots=True)
class Bound:
    """One undertaking that was collected, with the award or the voucher it was given for."""

    collected: CollectedUndertaking
    undertaking: Undertaking
    application: Application | Voucher


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which commitments exist as far as `actor` is concerned; the SQL of `policy.processes.kernel.permissions.may_see_application`."""
    if actor.is_a(*OVER_CASES):
        return true()
    clauses: list[ColumnElement[bool]] = [false()]
    if actor.is_a(Role.OFFICER, Role.APPROVER):
        clauses.append(Commitment.department.in_(actor.departments))
    if actor.is_a(Role.APPLICANT):
        clauses.append(Commitment.enterprise_uscc.in_(actor.enterprises))
    return or_(*clauses)


async def of(session: AsyncSession, commitment_id: uuid.UUID) -> Commitment:
    """Return the commitment to stay."""
    return (await session.scalars(select(Commitment).where(Commitment.id == commitment_id))).one()


async def of_enterprise(session: AsyncSession, uscc: str) -> Commitment | None:
    """Return the commitment to stay of an enterprise."""
    return (await session.scalars(select(Commitment).where(Commitment.enterprise_uscc == uscc))).one_or_none()


async def holding(session: AsyncSession, application_id: uuid.UUID) -> tuple[bool, Commitment | None]:
    """Tell whether anybody committed to stay for an award, and return the commitment under which it binds, or may again."""
    query = (
        select(Undertaking.id, Commitment)
        .outerjoin(
            CollectedUndertaking,
            # What ended because its money was settled binds again once some of it is due.
            and_(
                CollectedUndertaking.undertaking_id == Undertaking.id,
                or_(CollectedUndertaking.ended_on.is_(None), CollectedUndertaking.cause == SETTLED),
            ),
        )
        .outerjoin(Commitment, Commitment.id == CollectedUndertaking.commitment_id)
        .where(Undertaking.application_id == application_id)
        .order_by(CollectedUndertaking.commitment_id.nulls_last())
        .limit(1)
    )
    found = (await session.execute(query)).one_or_none()
    return (True, found[1]) if found else (False, None)


class Ending(NamedTuple):
    """How an undertaking ended.

    Attributes:
        on: The last day it bound.
        cause: "served", "released", "broken" or "settled".
    """

    on: date
    cause: str


async def ending_of(session: AsyncSession, application_id: uuid.UUID) -> Ending | None:
    """Return how what was signed last for an award ended; None where it binds, or nothing was collected of it."""
    found = (await session.execute(_signed_last(application_id))).one_or_none()
    return _ending(*found) if found else None


def _signed_last(application_id: uuid.UUID) -> Select[date | None, str | None]:
    return (
        select(CollectedUndertaking.ended_on, CollectedUndertaking.cause)
        .join(Undertaking, Undertaking.id == CollectedUndertaking.undertaking_id)
        .where(Undertaking.application_id == application_id)
        .order_by(Undertaking.id.desc())
        .limit(1)
    )


def _ending(on: date | None, cause: str | None) -> Ending | None:
    return Ending(on, cause) if on is not None and cause is not None else None


class SpeaksAgainst(NamedTuple):
    """What speaks against paying an award of what was signed for it.

    Attributes:
        ending: How what was signed for it last ended; None where it binds.
        beside: From which day on a breach was found to stand that has not ended it before, such as of an award that was not paid yet, or
            whose money a bank had returned: nothing bound by it that day. None where none was.
        reckoned_fen: What is to be repaid of it, in fen, by a breach or a filing that is not over yet, as two people decided or decide on
            it. None where nobody has reckoned it: what is paid of the award changes nothing that anybody has decided.
    """

    ending: Ending | None
    beside: date | None
    reckoned_fen: int | None


async def against(session: AsyncSession, application: Application) -> SpeaksAgainst:
    """Return what speaks against paying an award of what was signed for it, in one statement."""
    signed = _signed_last(application.id).subquery()
    beside = (
        select(Breach.breach_on)
        .join(Commitment, Commitment.id == Breach.commitment_id)
        .join(Undertaking, Undertaking.application_id == application.id)
        .where(
            Commitment.enterprise_uscc.in_(await succession.family(session, application.enterprise_uscc)),
            Breach.outcome == "upheld",
            Undertaking.signed_at < Breach.closed_at,
            or_(Undertaking.ends_on.is_(None), Undertaking.ends_on >= Breach.breach_on),
        )
        .order_by(Breach.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    named = [{"award": application.number}]
    grounds = union_all(
        select(Breach.demands).where(Breach.closed_at.is_(None), Breach.decided_at.is_not(None), Breach.demands.contains(named)),
        select(ChangeFiling.demands).where(
            ChangeFiling.state.in_((FilingState.PROPOSED, FilingState.APPROVED_WITH_REPAYMENT)),
            ChangeFiling.took_effect_at.is_(None),
            ChangeFiling.demands.contains(named),
        ),
    ).subquery()
    demanded = select(func.jsonb_agg(grounds.c.demands)).scalar_subquery()
    columns = (select(signed.c.ended_on).scalar_subquery(), select(signed.c.cause).scalar_subquery(), beside, demanded)
    ended_on, cause, beside_on, found = (await session.execute(select(*columns))).one()
    ending = _ending(ended_on, cause)
    demands = [demand for demands in found or () for demand in demands if demand["award"] == application.number]
    return SpeaksAgainst(
        ending,
        beside_on if ending is None or ending.cause == SETTLED else None,
        sum(int(demand["amount_fen"]) for demand in demands) if demands else None,
    )


async def uncollected(session: AsyncSession, uscc: str) -> Sequence[tuple[Undertaking, Application | Voucher]]:
    """Return the undertakings of paid awards and issued vouchers that nothing has collected yet, in the order they were signed.

    Whoever took the place of another is bound by what that one signed.
    """
    signed_by = Undertaking.enterprise_uscc.in_(await succession.family(session, uscc))
    found: list[tuple[Undertaking, Application | Voucher]] = []
    table: Any
    for table, counts in ((Application, and_(Application.stage == "in_force", held.paid_of(Application) > 0)), (Voucher, _IS_ISSUED)):
        query = (
            select(Undertaking, table)
            .join(table, table.id == Undertaking.application_id)
            .outerjoin(CollectedUndertaking, CollectedUndertaking.undertaking_id == Undertaking.id)
            .where(signed_by, counts, CollectedUndertaking.undertaking_id.is_(None))
        )
        found += [(row[0], row[1]) for row in (await session.execute(query)).all()]
    return sorted(found, key=lambda one: one[0].id)


async def collected(session: AsyncSession, commitment_id: uuid.UUID, *, ended: bool = False) -> Sequence[Bound]:
    """Return what binds an enterprise, in the order it was signed.

    A payment the bank returned binds nobody until it is paid again; nor does money that was found not to be due (`models.queries.held`).

    Args:
        session: The session.
        commitment_id: Whose.
        ended: Whether to return what bound it once as well.
    """
    found: list[Bound] = []
    table: Any
    for table, binds in ((Application, held.binds(Application)), (Voucher, _IS_ISSUED)):
        query = _collected(commitment_id, table)
        query = query if ended else query.where(CollectedUndertaking.ended_on.is_(None), binds)
        found += [Bound(*row) for row in (await session.execute(query)).all()]
    return sorted(found, key=lambda one: one.undertaking.id)


# What was paid of the award a bank has returned, and nothing of it is paid any more.
_ENDED_UNPAID: Final = and_(Application.closed_at.is_not(None), held.paid_of(Application) == 0)
# Commitments, awards, vouchers and demands are cases all: where there are several in a statement, each needs its own name for that table.
_AWARD: Final = aliased(Application, flat=True)
_VOUCHER: Final = aliased(Voucher, flat=True)
_DEMAND: Final = aliased(Clawback, flat=True)
_DEMANDS_OVER: Final = (
    select(func.max(_DEMAND.closed_at)).where(_DEMAND.application_id == Application.id).correlate(Application).scalar_subquery()
)


async def settled(session: AsyncSession, commitment_id: uuid.UUID) -> Sequence[tuple[Bound, datetime | None]]:
    """Return what bound until all money of its award was found not to be due and was settled, and when the last demand for it ended.

    Or until its award ended with nothing of it paid, and when it did.
    """
    query = _collected(commitment_id, Application).where(
        CollectedUndertaking.ended_on.is_(None), or_(and_(held.paid_of(Application) > 0, ~held.binds(Application)), _ENDED_UNPAID)
    )
    over = case((_ENDED_UNPAID, Application.closed_at), else_=_DEMANDS_OVER)
    return [(Bound(row[0], row[1], row[2]), row[3]) for row in (await session.execute(query.add_columns(over))).all()]


async def is_left_over(session: AsyncSession, application_id: uuid.UUID) -> bool:
    """Tell whether what was signed for an award has not ended although the award has, and nothing of it is paid."""
    query = (
        select(CollectedUndertaking.undertaking_id)
        .join(Undertaking, Undertaking.id == CollectedUndertaking.undertaking_id)
        .join(Application, Application.id == Undertaking.application_id)
        .where(Undertaking.application_id == application_id, CollectedUndertaking.ended_on.is_(None), _ENDED_UNPAID)
    )
    return await session.scalar(query.limit(1)) is not None


async def binding_again(session: AsyncSession, commitment_id: uuid.UUID) -> Sequence[Bound]:
    """Return what ended because all its money was settled, of which some is due again."""
    query = _collected(commitment_id, Application).where(CollectedUndertaking.cause == SETTLED, held.binds(Application))
    return [Bound(*row) for row in (await session.execute(query)).all()]


async def claims_binding_again(session: AsyncSession, project_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Return the claims of a project whose commitment ended since all their money was settled, and of which some is due again."""
    query = (
        select(Application.id)
        .join(Undertaking, Undertaking.application_id == Application.id)
        .join(CollectedUndertaking, CollectedUndertaking.undertaking_id == Undertaking.id)
        .where(Application.parent_id == project_id, CollectedUndertaking.cause == SETTLED, held.binds(Application))
        .order_by(Application.id)
    )
    return (await session.scalars(query)).all()


def _collected(commitment_id: uuid.UUID, table: Any) -> Select[Any, Any, Any]:  # noqa: ANN401 - what is bound for
    return (
        select(CollectedUndertaking, Undertaking, table)
        .join(Undertaking, Undertaking.id == CollectedUndertaking.undertaking_id)
        .join(table, table.id == Undertaking.application_id)
        .where(CollectedUndertaking.commitment_id == commitment_id)
        .order_by(Undertaking.id)
    )


async def bound_enterprises(session: AsyncSession, after: str, limit: int) -> Sequence[tuple[Enterprise, list[str]]]:
    """Return a page of the enterprises something binds, in the order of their codes, each with the items of its awards."""
    query = (
        select(Enterprise, func.array_agg(func.coalesce(_AWARD.item_code, _VOUCHER.item_code).distinct()))
        .join(Commitment, Commitment.enterprise_uscc == Enterprise.uscc)
        .join(CollectedUndertaking, CollectedUndertaking.commitment_id == Commitment.id)
        .join(Undertaking, Undertaking.id == CollectedUndertaking.undertaking_id)
        .outerjoin(_AWARD, _AWARD.id == Undertaking.application_id)
        .outerjoin(_VOUCHER, _VOUCHER.id == Undertaking.application_id)
        .where(Enterprise.uscc > after, CollectedUndertaking.ended_on.is_(None))
        .where(or_(held.binds(_AWARD), _VOUCHER.stage.in_(ISSUED)))
        .group_by(Enterprise.uscc)
        .order_by(Enterprise.uscc)
        .limit(limit)
    )
    return [(row[0], list(row[1])) for row in (await session.execute(query)).all()]
