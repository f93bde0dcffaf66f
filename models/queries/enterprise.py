"""企业的查询。Reads of enterprises and what is known of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from operator import eq

from sqlalchemy import Select, bindparam, exists, literal, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlalchemy.sql.operators import in_op

from models.queries import search, succession
from models.queries.page import Sort, in_order, narrowed
from models.tables import Enterprise, EnterpriseChange, EnterpriseFact
from policy.registered import FormerName
from policy.succession import ADDRESSED
from policy.working_days import BEIJING

_WITH_CODE = select(Enterprise).where(Enterprise.uscc == bindparam("uscc"))


async def find(session: AsyncSession, uscc: str) -> Enterprise | None:
    """Return an enterprise."""
    return (await session.scalars(_WITH_CODE, {"uscc": uscc})).one_or_none()


async def of(session: AsyncSession, uscc: str) -> Enterprise:
    """Return the enterprise."""
    return (await session.scalars(_WITH_CODE, {"uscc": uscc})).one()


async def all_of(session: AsyncSession, codes: Collection[str]) -> dict[str, Enterprise]:
    """Return those of some enterprises that are registered here, by their codes."""
    rows = (await session.scalars(select(Enterprise).where(Enterprise.uscc.in_(codes)))).all()
    return {row.uscc: row for row in rows}


async def unconfirmed(session: AsyncSession) -> Sequence[str]:
    """Return the codes of all whom the register has not named yet, whoever waits longest first. Persons are in another register."""
    waiting = select(Enterprise.uscc).where(Enterprise.confirmed_at.is_(None), Enterprise.kind != "person")
    return (await session.scalars(waiting.order_by(Enterprise.created_at, Enterprise.uscc))).all()


async def name(session: AsyncSession, uscc: str) -> str:
    """Return the name of an enterprise."""
    return await session.scalar(select(Enterprise.name).where(Enterprise.uscc == uscc)) or uscc


async def current(session: AsyncSession, uscc: str) -> Enterprise:
    """Return whoever stands for an enterprise today: itself, unless its place was taken. Sources are asked about it, and it is paid."""
    return await succession.standing(session, uscc)


async def addressee(session: AsyncSession, uscc: str, language: str, at: datetime | None = None) -> str:
    """Return whom a paper about an enterprise addresses: by its name, or the one that took its place and whose place it took.

    A paper of the past addresses whoever stood for the enterprise at the time `at`, by the name it had.
    """
    taken = [step.successor_uscc for step, _ in await succession.steps_from(session, uscc) if at is None or step.approved_at <= at]
    named = await name_at(session, uscc, at)
    if not taken:
        return named
    return ADDRESSED.in_language(language).format(name=await name_at(session, taken[-1], at), before=named)


async def name_at(session: AsyncSession, uscc: str, at: datetime | None) -> str:
    """Return the name an enterprise had at a time, or has today; its code, where it is not registered here."""
    row = await find(session, uscc)
    if row is None:
        return uscc
    former = map(FormerName.of, row.former_names) if at else ()
    return next((one.name for one in former if at and one.until >= at.astimezone(BEIJING).date()), row.name)


async def names(session: AsyncSession, codes: Collection[str]) -> dict[str, str]:
    """Return the names of some enterprises by their codes."""
    rows = await session.execute(select(Enterprise.uscc, Enterprise.name).where(Enterprise.uscc.in_(codes)))
    return {row[0]: row[1] for row in rows}


async def names_today(session: AsyncSession, codes: Collection[str]) -> dict[str, str]:
    """Return who stands for each of some enterprises today, by its name, or its code where it is not registered here."""
    stands = await succession.stand_for(session, codes)
    known = await names(session, {*codes, *stands.values()})
    return {uscc: known.get(stands.get(uscc, uscc), uscc) for uscc in codes}


async def name_today(session: AsyncSession, uscc: str) -> str:
    """Return the name of whoever stands for an enterprise today."""
    return await name(session, await succession.current(session, uscc))


async def heir_name(session: AsyncSession, uscc: str) -> str | None:
    """Return the name of whoever took the place of an enterprise, if somebody did."""
    stands = await succession.current(session, uscc)
    return None if stands == uscc else await name(session, stands)


class EnterpriseOrder(StrEnum):
    """The orders of the list of enterprises."""

    CODE = "code"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which enterprises are looked for; what is None matches all.

    Attributes:
        only: Those an applicant may see: their own, and those whose place it took.
        words: A part of a name, of today or before, or a code.
        kind: What it is registered as.
        status: How its registration stands.
        size: How large the newest fact that is known of it says that it is.
    """

    only: Collection[str] | None = None
    words: str | None = None
    kind: str | None = None
    status: str | None = None
    size: str | None = None


async def page(session: AsyncSession, wanted: Wanted, limit: int, after: str | None, sort: EnterpriseOrder) -> Sequence[Enterprise]:
    """Return a page of enterprises: after the one with the code `after`, and one more to know whether there are more."""
    query = select(Enterprise)
    query = narrowed(
        query,
        (Enterprise.uscc, in_op, wanted.only),
        (Enterprise.kind, eq, wanted.kind),
        (Enterprise.status, eq, wanted.status),
    )
    if wanted.words is not None:
        query = query.where(search.is_called(wanted.words))
    if wanted.size is not None:
        query = query.where(Enterprise.uscc.in_(_of_size(wanted.size)))
    by = None if sort is EnterpriseOrder.CODE else Enterprise.created_at
    way = Sort.NEWEST if sort is EnterpriseOrder.NEWEST else Sort.OLDEST
    return (await session.scalars(in_order(query, by, Enterprise.uscc, after, way).limit(limit + 1))).all()


def _of_size(size: str) -> Select[str]:
    """Return the query of those whose newest fact of their size says so."""
    newer = aliased(EnterpriseFact)
    later = tuple_(newer.effective_on, newer.id) > tuple_(EnterpriseFact.effective_on, EnterpriseFact.id)
    outdated = exists().where(newer.uscc == EnterpriseFact.uscc, newer.name == "size", later)
    return select(EnterpriseFact.uscc).where(EnterpriseFact.name == "size", EnterpriseFact.value == literal(size, JSONB), ~outdated)


async def facts(session: AsyncSession, uscc: str, on: date | None) -> Sequence[EnterpriseFact]:
    """Return what is known of an enterprise, newest first; with `on`, only what had taken effect by that day."""
    query = select(EnterpriseFact).where(EnterpriseFact.uscc == uscc)
    if on is not None:
        query = query.where(EnterpriseFact.effective_on <= on)
    order = (EnterpriseFact.name, EnterpriseFact.effective_on.desc(), EnterpriseFact.id.desc())
    return (await session.scalars(query.order_by(*order).limit(1000))).all()


async def changes(session: AsyncSession, uscc: str) -> Sequence[EnterpriseChange]:
    """Return what an enterprise was known as, change by change, newest first."""
    query = select(EnterpriseChange).where(EnterpriseChange.uscc == uscc).order_by(EnterpriseChange.id.desc())
    return (await session.scalars(query.limit(1000))).all()
