"""查找。What somebody means who types a part of a name, a credit code, a case's number or a certificate's."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from models.tables import Case, Enterprise, NumberKey
from policy.folding import fold_number, tidy
from policy.judging.likeness import wholes

# A list that a part of a name leads to this many enterprises in is no list that anybody reads.
_MOST = 1000


class Sought(NamedTuple):
    """What was found: enterprises by their codes, and cases by a number of their own or of what they are about."""

    enterprises: list[str]
    cases: list[uuid.UUID]


def is_called(words: str) -> ColumnElement[bool]:
    """Say which enterprises have, or had, a name with some signs in a row, or are of that code."""
    part = tidy(words).lower()
    called = func.called(Enterprise.name, Enterprise.former_names)
    pairs = func.bigrams(called, type_=ARRAY(Text)).contains(func.bigrams(part, type_=ARRAY(Text)))
    return (pairs & called.contains(part, autoescape=True)) | (Enterprise.uscc == part.upper())


async def sought(session: AsyncSession, words: str | None) -> Sought | None:
    """Return what some words mean, or None where nothing is looked for."""
    if words is None:
        return None
    enterprises = select(Enterprise.uscc).where(is_called(words)).limit(_MOST)
    numbered = select(Case.id).where(Case.number == tidy(words))
    certified = select(NumberKey.application_id).where(NumberKey.whole, NumberKey.key.in_(wholes(fold_number(words)))).limit(_MOST)
    cases = union_all(numbered, certified)
    return Sought(list(await session.scalars(enterprises)), list(await session.scalars(cases)))
