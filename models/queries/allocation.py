"""分配清单的查询。Reads of allocations: what there is of a ceiling, who waits for a share of it, and the lists that share it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, false, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import application as applications
from models.queries import case, implementing_rule
from models.tables import Allocation, AllocationShare, Application, Enterprise
from policy.actors import Actor, Role
from policy.errors import Code, Refusal
from policy.language.caps import CapScope
from policy.language.items import Item
from policy.processes.allocation.lifecycle import UNDER_WAY, Stage
from policy.processes.allocation.states import ShareState
from policy.processes.kernel.permissions import AREA_WIDE
from policy.text import Text
from policy.working_days import BEIJING


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A ceiling for everybody on a cut-off date, and who wants a share of it.

    Attributes:
        fen: The ceiling, in fen.
        period: Over which time awards count towards it, as `policy.language.caps.CapPeriod` writes it.
        used_fen: What is given of it already, in fen.
        waiting: The applications that wait for their share, in the order of submission.
        unsettled: Those that are not assessed yet, or that a committee decides on.
    """

    fen: int
    period: str
    used_fen: int
    waiting: Sequence[Application]
    unsettled: Sequence[Application]

    @property
    def left_fen(self) -> int:
        """What there is to share, in fen."""
        return max(self.fen - self.used_fen, 0)


async def ceiling(session: AsyncSession, item: Item, year: int, cut_off: date) -> Ceiling:
    """Return the ceiling of an item for a year as it stands, with everybody who submitted by the end of the cut-off date.

    Raises:
        Refusal: `wrong_stage`, when the item has no ceiling for everybody.
    """
    # By the law of the matters that wait: a rule that has ended since still shares what arose under it.
    matter = await applications.last_matter_in_wait(session, item.cap_name)
    law = await implementing_rule.law_in_force(session, item, matter or cut_off)
    if "cap_scope" not in item.law or law.cap_scope != CapScope.PROGRAMME:
        raise Refusal(Code.WRONG_STAGE, Text("该事项没有年度总额。", "The item has no ceiling for a whole year."), clause=item.citation)
    programme = applications.in_programme((item.cap_name,), law.cap_period, year)
    before = datetime.combine(cut_off + timedelta(days=1), time(), BEIJING)
    return Ceiling(
        fen=int(law.cap_fen),
        period=str(law.cap_period),
        used_fen=await applications.decided_in(session, programme),
        waiting=await applications.waiting_in(session, programme, before),
        unsettled=await applications.unsettled_in(session, programme, before),
    )


async def under_way(session: AsyncSession, cap_key: str, year: int) -> str | None:
    """Return the number of the list of a ceiling that is being decided or settled, if there is one."""
    query = select(Allocation.number).where(Allocation.cap_key == cap_key, Allocation.year == year, Allocation.stage.in_(UNDER_WAY))
    return (await session.scalars(query)).first()


async def last_cut_off(session: AsyncSession, cap_key: str, year: int) -> date | None:
    """Return the latest day up to which a ceiling was shared by a list that was not returned; None where none was."""
    drawn = Allocation.stage.not_in((Stage.DRAFT, Stage.RETURNED))
    query = select(func.max(Allocation.cut_off)).where(Allocation.cap_key == cap_key, Allocation.year == year, drawn)
    last: date | None = await session.scalar(query)
    return last


async def by_request(session: AsyncSession, request_key: str) -> Allocation | None:
    """Return the list a request drew."""
    return (await session.scalars(select(Allocation).where(Allocation.request_key == request_key))).one_or_none()


async def lines(session: AsyncSession, allocation_id: uuid.UUID) -> Sequence[tuple[AllocationShare, Application, str]]:
    """Return the shares of a list in its order, each with its application and the name of the enterprise."""
    query = (
        select(AllocationShare, Application, Enterprise.name)
        .join(Application, Application.id == AllocationShare.application_id)
        .join(Enterprise, Enterprise.uscc == Application.enterprise_uscc)
        .where(AllocationShare.allocation_id == allocation_id)
        .order_by(AllocationShare.ordinal)
    )
    return [(row[0], row[1], row[2]) for row in (await session.execute(query)).all()]


async def unsettled(session: AsyncSession, allocation_id: uuid.UUID) -> Sequence[tuple[AllocationShare, Application]]:
    """Return the shares of a list that no application has taken, locked until the transaction ends, each with its application."""
    query = (
        select(AllocationShare, Application)
        .join(Application, Application.id == AllocationShare.application_id)
        .where(AllocationShare.allocation_id == allocation_id, AllocationShare.state == ShareState.LISTED)
        .order_by(AllocationShare.ordinal)
        .with_for_update(of=AllocationShare)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]


async def due_to(session: AsyncSession, application_id: uuid.UUID) -> tuple[AllocationShare, Allocation] | None:
    """Return the share an approved list has for an application, locked until the transaction ends, with the list; None without one."""
    query = (
        select(AllocationShare, Allocation)
        .join(Allocation, Allocation.id == AllocationShare.allocation_id)
        .where(
            AllocationShare.application_id == application_id,
            AllocationShare.state == ShareState.LISTED,
            Allocation.stage == Stage.SETTLING,
        )
        .with_for_update(of=AllocationShare)
    )
    row = (await session.execute(query)).one_or_none()
    return (row[0], row[1]) if row else None


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Say which lists exist as far as `actor` is concerned; the SQL of `models.tables.Allocation.is_open_to`."""
    own = Allocation.department.in_(actor.departments) if actor.is_a(Role.OFFICER, Role.APPROVER) else false()
    return and_(Allocation.stage != Stage.DRAFT, true() if actor.is_a(*AREA_WIDE) else own)


async def find(session: AsyncSession, reference: str) -> Allocation | None:
    """Return a list by id or number."""
    return await case.find(session, Allocation, reference)


async def is_alone(session: AsyncSession, application_id: uuid.UUID) -> bool:
    """Tell whether nobody else had a share on the list from which an application took its own."""
    taken = select(AllocationShare.allocation_id).where(
        AllocationShare.application_id == application_id, AllocationShare.state == ShareState.TAKEN
    )
    others = select(AllocationShare.application_id).where(
        AllocationShare.allocation_id.in_(taken), AllocationShare.application_id != application_id, AllocationShare.reason.is_(None)
    )
    return await session.scalar(select(taken.exists() & ~others.exists())) is True
