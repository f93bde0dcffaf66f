"""疑似相同的查询。Reads of numbers that look alike: which other applications have one, and what officers said of them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Text, all_, and_, any_, bindparam, or_, select, union
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import succession
from models.tables import Application, LikenessAnswer, NumberKey
from policy.judging.likeness import LEAST_CONTAINED, forms, loose, scopes, unpadded
from policy.language.subjects import Identity

MOST: Final = 200
"""How many that look alike are looked at."""
LAST: Final = "\U0010ffff"
"""What no other sign comes after: everything that begins with a key lies before the key with this behind it."""


_WITHIN = NumberKey.scope == any_(bindparam("scopes", type_=ARRAY(Text)))
_FORMS = any_(bindparam("forms", type_=ARRAY(Text)))
# Whatever it is contained in: their numbers, or the tails of them, begin with it, with its leading zeros or without them.
_BEGIN = [
    and_(NumberKey.key >= bindparam(first, type_=Text), NumberKey.key < bindparam(beyond, type_=Text))
    for first, beyond in (("key", "beyond"), ("unpadded", "beyond_unpadded"))
]
_FOUND = union(
    *(
        select(NumberKey.application_id).where(_WITHIN, *conditions)
        for conditions in (
            (NumberKey.whole, NumberKey.key == _FORMS),
            *((is_whole, begins) for begins in _BEGIN for is_whole in (NumberKey.whole, ~NumberKey.whole)),
        )
    )
).subquery()
_ALIKE = (
    select(Application)
    .where(
        Application.id.in_(select(_FOUND.c.application_id)),
        Application.id != bindparam("application_id"),
        Application.stage != all_(bindparam("over", type_=ARRAY(Text))),
    )
    .limit(MOST)
)


async def alike(session: AsyncSession, application: Application, identity: Identity, over: frozenset[str]) -> Sequence[Application]:
    """Return other applications whose numbers look like one, by their keys alone.

    Args:
        session: The session.
        application: The application that is compared.
        identity: Its number.
        over: Stages in which an application says nothing about another.
    """
    key, bare = loose(identity.number), unpadded(identity.number)
    # A scope may name the beneficiary.
    own = [its for uscc in await succession.family(session, application.enterprise_uscc) if (its := application.identity_as(uscc))]
    values = {
        "scopes": sorted({scope for one in (identity, *own) for scope in scopes(one)}),
        "forms": sorted({form for whole in (key, bare) for form in forms(whole)}),
        "key": key,
        "beyond": _beyond(key),
        "unpadded": bare,
        "beyond_unpadded": _beyond(bare) if bare != key else bare,
    }
    return (await session.scalars(_ALIKE, values | {"application_id": application.id, "over": sorted(over)})).all()


def _beyond(key: str) -> str:
    """Return what comes after all that begins with a key; one that is too short to be looked for inside others is beyond itself at once."""
    return key + LAST if len(key) >= LEAST_CONTAINED else key


@dataclass(frozen=True, slots=True)
class Answer:
    """What officers said of an application and another that looks like it, in whichever of the two they were asked.

    Attributes:
        other: The other application.
        said: Every answer that is about what both are for, the last one last: it stands, the others were corrected.
    """

    other: Application
    said: tuple[LikenessAnswer, ...]

    @property
    def same(self) -> bool:
        """Whether they are the same, by what stands."""
        return self.said[-1].same

    @property
    def is_corrected(self) -> bool:
        """Whether what stands is another answer than one before."""
        return any(answer.same != self.same for answer in self.said)


async def answers(session: AsyncSession, application: Application) -> list[Answer]:
    """Return what officers said of an application and each that looks like it, as long as both are about what they were then."""
    this = or_(LikenessAnswer.application_id == application.id, LikenessAnswer.other_id == application.id)
    rows = (await session.scalars(select(LikenessAnswer).where(this).order_by(LikenessAnswer.id))).all()
    if not rows:
        return []
    by_other: dict[uuid.UUID, list[LikenessAnswer]] = {}
    for row in rows:
        by_other.setdefault(row.other_id if row.application_id == application.id else row.application_id, []).append(row)
    others = (await session.scalars(select(Application).where(Application.id.in_(by_other)))).all()
    found = [Answer(other, tuple(row for row in by_other[other.id] if _stands(row, application, other))) for other in others]
    return [answer for answer in found if answer.said]


def _stands(row: LikenessAnswer, application: Application, other: Application) -> bool:
    about = {row.application_id: row.subject, row.other_id: row.other_subject}
    return about == {application.id: application.subject or "", other.id: other.subject or ""}


async def numbered(session: AsyncSession, number: str) -> Application:
    """Return the application of a number."""
    return (await session.scalars(select(Application).where(Application.number == number))).one()
