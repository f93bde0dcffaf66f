"""人才优惠的查询。Reads of benefits, and of the entry in the register of recognitions that they rest on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import case, enterprise
from models.queries import natural_person as persons
from models.queries.recognition import stands_on
from models.tables import Benefit, Recognition
from policy.actors import Actor, Role
from policy.folding import fold, fold_number
from policy.judging.recognised import TALENT
from policy.processes.benefit.lifecycle import HAD, UNDER_WAY
from policy.processes.kernel.lifecycle import UNSUBMITTED
from policy.processes.kernel.permissions import OVER_PERSONS
from policy.processes.recognition.lifecycle import Stage

# As many as anybody reads beside a task.
_EARLIER = 20
# What has ended is over at once, whatever days it had left.
_STANDS = (Stage.IN_FORCE, Stage.HEARING, Stage.REVOCATION)


async def entry_of(session: AsyncSession, code: str, talent_no: str, on: date) -> Recognition | None:
    """Return the entry of the register by which a person is recognised talent on a day.

    It is held by the person; or, where a department has imported it from a list, by their confirmed employer under their name.
    """
    employer = await persons.employer_of(session, code)
    holders = Recognition.enterprise_uscc.in_([code, *([employer] if employer else [])])
    key = Recognition.entry_key == fold_number(talent_no)
    query = select(Recognition).where(Recognition.kind == TALENT, key, holders, Recognition.stage.in_(_STANDS), stands_on(on))
    name = fold(await enterprise.name(session, code))
    rows = (await session.scalars(query)).all()
    return next((row for row in rows if row.enterprise_uscc == code or fold(row.title) == name), None)


async def rivals(session: AsyncSession, row: Benefit) -> set[str]:
    """Return which of the benefits that are asked for somebody asks for, or has, under the same number already."""
    same = and_(Benefit.entry_key == row.entry_key, Benefit.id != row.id, Benefit.stage.in_(UNDER_WAY))
    others = (await session.scalars(select(Benefit).where(same, Benefit.benefits.overlap(row.benefits)))).all()
    # What was not available may be asked for again.
    taken = {code for other in others for code in (other.granted if other.stage == UNDER_WAY[-1] else other.benefits)}
    return taken & set(row.benefits)


async def earlier(session: AsyncSession, row: Benefit) -> Sequence[Benefit]:
    """Return what else the same person asked for, or under the same number of the register, the last one first."""
    same = or_(Benefit.enterprise_uscc == row.enterprise_uscc, Benefit.entry_key == row.entry_key)
    query = select(Benefit).where(same, Benefit.id != row.id, Benefit.stage.not_in(UNSUBMITTED)).order_by(Benefit.id.desc()).limit(_EARLIER)
    return (await session.scalars(query)).all()


async def resting_on(session: AsyncSession, entry: Recognition, stages: Collection[str] = HAD) -> Sequence[Benefit]:
    """Return the benefits, in some stages, that rest on an entry of the register of talent: none on any other."""
    if entry.kind != TALENT:
        return []
    query = select(Benefit).where(Benefit.entry_key == entry.entry_key, Benefit.stage.in_(stages)).order_by(Benefit.id)
    return (await session.scalars(query)).all()


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which benefits exist as far as `actor` is concerned; the SQL of `Benefit.is_open_to`."""
    handed_in = Benefit.stage.not_in(UNSUBMITTED)
    staff: list[ColumnElement[bool]] = [true() if actor.is_a(*OVER_PERSONS) else false()]
    if actor.departments:
        staff += [Benefit.department.in_(actor.departments), Benefit.delivering.overlap(list(actor.departments))]
    own = Benefit.enterprise_uscc.in_(actor.enterprises) if actor.is_a(Role.APPLICANT) else false()
    return or_(and_(handed_in, or_(*staff)), own)


async def find(session: AsyncSession, reference: str) -> Benefit | None:
    """Return benefits by id or by number."""
    return await case.find(session, Benefit, reference)


async def by_request(session: AsyncSession, request_key: str) -> Benefit | None:
    """Return what a request has drafted already, if it has."""
    return (await session.scalars(select(Benefit).where(Benefit.request_key == request_key))).one_or_none()
