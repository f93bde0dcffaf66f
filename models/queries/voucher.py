"""服务券的查询。Reads of vouchers, and of what contracts take of them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from operator import eq, ge, lt
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case as cases
from models.queries import search
from models.queries.page import Page, Wanted, narrowed
from models.queries.recognition import stands_on
from models.tables import DeliveryCode, Recognition, Undertaking, Voucher, VoucherSpend
from policy.actors import Actor, Role
from policy.processes.kernel.lifecycle import UNSUBMITTED
from policy.processes.kernel.permissions import OVER_CASES
from policy.processes.voucher.lifecycle import STANDING, Stage
from policy.processes.voucher.spends import GIVEN_BACK, UNSETTLED

PLATFORM: Final = "common_platform"
"""As what the register knows whoever vouchers may be spent at."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which vouchers exist as far as `actor` is concerned; the SQL of `Voucher.is_open_to`."""
    handed_in = Voucher.stage.not_in(UNSUBMITTED)
    clauses: list[ColumnElement[bool]] = [handed_in if actor.is_a(*OVER_CASES) else false()]
    if actor.departments:
        clauses.append(and_(handed_in, Voucher.department.in_(actor.departments)))
    if actor.is_a(Role.APPLICANT):
        clauses.append(Voucher.enterprise_uscc.in_(actor.enterprises))
    return or_(*clauses)


def spends_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which contracts exist as far as `actor` is concerned: those of the vouchers they may see, and a platform's own."""
    own = VoucherSpend.platform_uscc.in_(actor.enterprises) if actor.is_a(Role.APPLICANT) else false()
    return or_(visible_to(actor), own)


async def find(session: AsyncSession, reference: str) -> Voucher | None:
    """Return a voucher by id or by number."""
    return await cases.find(session, Voucher, reference)


async def of(session: AsyncSession, voucher_id: uuid.UUID) -> Voucher:
    """Return a voucher."""
    return (await session.scalars(select(Voucher).where(Voucher.id == voucher_id))).one()


async def by_request(session: AsyncSession, request_key: str) -> Voucher | None:
    """Return what a request has drafted already, if it has."""
    return (await session.scalars(select(Voucher).where(Voucher.request_key == request_key))).one_or_none()


async def is_signed(session: AsyncSession, family: Collection[str]) -> bool:
    """Tell whether an enterprise, or one whose place it took, has signed the commitment to stay for a voucher."""
    query = select(
        select(Undertaking.id)
        .join(Voucher, Voucher.id == Undertaking.application_id)
        .where(Undertaking.enterprise_uscc.in_(family))
        .exists()
    )
    return bool(await session.scalar(query))


async def counted_fen(session: AsyncSession, family: Collection[str], year: int, besides: uuid.UUID) -> int:
    """Return what an enterprise has of a year's budget by its other vouchers, in fen: their face, or once they are over what was spent."""
    whole = Voucher.stage.in_((Stage.COMMITMENT, Stage.VALID))
    query = select(func.coalesce(func.sum(case((whole, Voucher.face_fen), else_=Voucher.taken_fen)), 0)).where(
        Voucher.enterprise_uscc.in_(family), Voucher.programme_year == year, Voucher.stage.in_(STANDING), Voucher.id != besides
    )
    return int(await session.scalar(query) or 0)


# -- contracts --------------------------------------------------------------------------------------------------------------------------


async def spends_of(session: AsyncSession, voucher_id: uuid.UUID, states: Collection[str] | None = None) -> Sequence[VoucherSpend]:
    """Return the contracts that were registered against a voucher, or those of them in some states, the oldest first."""
    query = select(VoucherSpend).where(VoucherSpend.voucher_id == voucher_id).order_by(VoucherSpend.id)
    return (await session.scalars(query if states is None else query.where(VoucherSpend.state.in_(states)))).all()


async def spend(session: AsyncSession, spend_id: uuid.UUID) -> VoucherSpend | None:
    """Return a contract."""
    return (await session.scalars(select(VoucherSpend).where(VoucherSpend.id == spend_id))).one_or_none()


async def lock_spend(session: AsyncSession, voucher_id: uuid.UUID, spend_id: uuid.UUID) -> VoucherSpend | None:
    """Return a contract of a voucher, locked until the transaction ends: what settles it and what gives it back take turns."""
    query = select(VoucherSpend).where(VoucherSpend.id == spend_id, VoucherSpend.voucher_id == voucher_id).with_for_update()
    return (await session.scalars(query, execution_options={"populate_existing": True})).one_or_none()


async def is_unsettled(session: AsyncSession, voucher_id: uuid.UUID) -> bool:
    """Tell whether something is still to come of what a voucher was spent for."""
    query = select(select(VoucherSpend.id).where(VoucherSpend.voucher_id == voucher_id, VoucherSpend.state.in_(UNSETTLED)).exists())
    return bool(await session.scalar(query))


async def is_registered(session: AsyncSession, platforms: Collection[str], contract_folded: str) -> bool:
    """Tell whether a contract of a platform is paid by some voucher already, or is to be."""
    found = select(VoucherSpend.id).where(
        VoucherSpend.platform_uscc.in_(platforms),
        VoucherSpend.contract_folded == contract_folded,
        VoucherSpend.state.not_in(GIVEN_BACK),
    )
    return bool(await session.scalar(select(found.exists())))


async def spends(
    session: AsyncSession, actor: Actor, page: Page, wanted: Wanted, *, state: str | None, voucher: str | None
) -> Sequence[tuple[VoucherSpend, str]]:
    """Return a page of the contracts that `actor` may see, each with the number of its voucher; their time is when they were registered."""
    query = select(VoucherSpend, Voucher.number).join(Voucher, Voucher.id == VoucherSpend.voucher_id).where(spends_visible_to(actor))
    dates = (VoucherSpend.registered_at, ge, wanted.since), (VoucherSpend.registered_at, lt, wanted.before)
    query = narrowed(query, (VoucherSpend.state, eq, state), (Voucher.number, eq, voucher), *dates)
    query = await search.among(session, query, wanted, [VoucherSpend.platform_uscc, Voucher.enterprise_uscc], _is_contract)
    return [(row[0], row[1]) for row in (await session.execute(page.of(query, VoucherSpend))).all()]


def _is_contract(words: str) -> ColumnElement[bool]:
    return search.is_numbered(words) | search.is_numbered(words, VoucherSpend.contract_no)


async def platforms(session: AsyncSession, on: date) -> list[str]:
    """Return the platforms that vouchers may be spent at on a day, and those with a contract that is not settled."""
    may = select(Recognition.enterprise_uscc).where(Recognition.kind == PLATFORM, stands_on(on))
    have = select(VoucherSpend.platform_uscc).where(VoucherSpend.state.in_(UNSETTLED))
    return sorted((await session.scalars(may.union(have))).all())


async def code_of(session: AsyncSession, spend_id: uuid.UUID) -> DeliveryCode | None:
    """Return the code that counts for a contract, locked until the transaction ends."""
    query: Any = select(DeliveryCode).where(DeliveryCode.spend_id == spend_id).with_for_update()
    found: DeliveryCode | None = (await session.scalars(query)).one_or_none()
    return found
