"""承继的查询。The one read of who took whose place: what counts for an enterprise, who stands for it, and for whom it speaks."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Text, any_, bindparam, case, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from models.tables import Enterprise, Succession, SuccessionFiling
from policy.processes.succession.lifecycle import UNDER_WAY
from policy.succession import Lineage

_FAMILY = select(cast(bindparam("uscc", type_=Text), Text).label("uscc")).cte("family", recursive=True)
# From each to its successor and to its predecessors: by the primary key and by the index, however many successions there are.
_MEMBERS = _FAMILY.union(
    select(case((Succession.predecessor_uscc == _FAMILY.c.uscc, Succession.successor_uscc), else_=Succession.predecessor_uscc)).where(
        or_(Succession.predecessor_uscc == _FAMILY.c.uscc, Succession.successor_uscc == _FAMILY.c.uscc)
    )
)
_IN_FAMILY = func.array(select(_MEMBERS.c.uscc).scalar_subquery(), type_=ARRAY(Text))
# What a session keeps the families under that it has read, and that it waited since it began.
_KNOWN = "lineages"
_WAITED = "waited"
_SUCCESSOR = select(Succession.successor_uscc).where(Succession.predecessor_uscc == Enterprise.uscc).scalar_subquery()
LINEAGE = select(Enterprise, _SUCCESSOR).where(Enterprise.uscc == any_(_IN_FAMILY))
"""Each in the family of the enterprise `uscc`, and who took its place."""


@dataclass(frozen=True, slots=True)
class _Family:
    """What a session has read of an enterprise and all that count as one with it."""

    lineage: Lineage
    members: Mapping[str, Enterprise]


async def _known(session: AsyncSession, uscc: str) -> _Family:
    """Return the family of an enterprise, read once a transaction, which asks many times, and anew after it has waited for others."""
    known: dict[str, _Family] = session.info.setdefault(_KNOWN, {})
    if uscc not in known:
        rows: Sequence[tuple[Enterprise, str | None]] = (
            await session.execute(LINEAGE, {"uscc": uscc}, execution_options={"populate_existing": _WAITED in session.info})
        ).all()
        successors = {row[0].uscc: row[1] for row in rows if row[1] is not None}
        members = {row[0].uscc: row[0] for row in rows}
        known |= {member: _Family(Lineage(member, successors), members) for member in (uscc, *members)}
    return known[uscc]


async def lineage(session: AsyncSession, uscc: str) -> Lineage:
    """Return an enterprise among those whose place was taken; it alone, where nobody's was."""
    return (await _known(session, uscc)).lineage


def forget(session: AsyncSession) -> None:
    """Have what was read of successions read anew: it may have changed since."""
    session.info.pop(_KNOWN, None)
    session.info[_WAITED] = True


async def family(session: AsyncSession, uscc: str) -> tuple[str, ...]:
    """Return the credit codes of all that count as one with an enterprise, ascending: awards, debts and breaches of each are its own."""
    return (await lineage(session, uscc)).family


async def current(session: AsyncSession, uscc: str) -> str:
    """Return the credit code of whoever stands for an enterprise today: its own, unless its place was taken."""
    return (await lineage(session, uscc)).current


async def standing(session: AsyncSession, uscc: str) -> Enterprise:
    """Return whoever stands for an enterprise today: itself, unless its place was taken."""
    found = await _known(session, uscc)
    return found.members[found.lineage.current]


_LATER = aliased(Succession)
_TAKEN = (
    select(Succession.predecessor_uscc, Succession.successor_uscc.label("heir"))
    .where(Succession.successor_uscc == any_(bindparam("codes", type_=ARRAY(Text))))
    # Whoever lost its place itself stands for nobody any longer.
    .where(~exists().where(_LATER.predecessor_uscc == Succession.successor_uscc))
    .cte("taken", recursive=True)
)
_HEIRS = select(
    _TAKEN.union(select(Succession.predecessor_uscc, _TAKEN.c.heir).where(Succession.successor_uscc == _TAKEN.c.predecessor_uscc))
)


async def stand_for(session: AsyncSession, codes: Collection[str]) -> dict[str, str]:
    """Return who stands today for each of some enterprises whose place was taken; the others are left out."""
    taken = await session.scalars(select(Succession.predecessor_uscc).where(Succession.predecessor_uscc.in_(codes)))
    return {uscc: await current(session, uscc) for uscc in taken.all()}


async def heirs(session: AsyncSession, codes: Collection[str]) -> dict[str, str]:
    """Return everybody for whom one of some enterprises stands today, over as many steps as there were, each with that one."""
    rows = (await session.execute(_HEIRS, {"codes": list(codes)})).all()
    return {row[0]: row[1] for row in rows}


async def heirs_between(session: AsyncSession, first: str, last: str) -> dict[str, str]:
    """Return what `heirs` does for the enterprises between two credit codes."""
    query = select(Succession.successor_uscc).distinct().where(Succession.successor_uscc.between(first, last))
    successors = (await session.scalars(query)).all()
    return await heirs(session, successors) if successors else {}


async def are_one(session: AsyncSession, uscc: str, other: str) -> bool:
    """Tell whether two enterprises count as one."""
    return uscc == other or other in await family(session, uscc)


async def filed_for(session: AsyncSession, predecessor: str, *, besides: uuid.UUID | None) -> SuccessionFiling | None:
    """Return the filing, other than `besides`, by which somebody is to take the place of an enterprise that is not decided yet, if any."""
    query = select(SuccessionFiling).where(SuccessionFiling.predecessor_uscc == predecessor, SuccessionFiling.stage.in_(UNDER_WAY))
    if besides is not None:
        query = query.where(SuccessionFiling.id != besides)
    return (await session.scalars(query.limit(1))).one_or_none()


async def steps_from(session: AsyncSession, uscc: str) -> Sequence[tuple[Succession, str]]:
    """Return the successions by which another came to stand for an enterprise, the first one first, each with the successor's name."""
    chain = (await lineage(session, uscc)).chain
    query = (
        select(Succession, Enterprise.name)
        .join(Enterprise, Enterprise.uscc == Succession.successor_uscc)
        .where(Succession.predecessor_uscc.in_(chain))
        .order_by(Succession.approved_at)
    )
    return [(row[0], row[1]) for row in (await session.execute(query)).all()]
