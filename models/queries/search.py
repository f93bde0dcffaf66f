"""查找。What somebody means who types a part of a name, a credit code, a part of a case's number or a certificate's."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, func, or_, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import Text

from models.queries import succession
from models.queries.page import Query, Wanted
from models.tables import Case, Enterprise, NumberKey
from policy.folding import fold_number, spellings, tidy
from policy.judging.likeness import wholes

# A list that a part of a name leads to this many enterprises in is no list that anybody reads.
_MOST = 1000
# Fewer signs are in every number.
_SHORTEST = 4
# Behind every sign that a number is written with.
_LAST = "\uffff"


class Sought(NamedTuple):
    """What was found: enterprises by their codes, and cases by a number of their own or of what they are about."""

    enterprises: list[str]
    cases: list[uuid.UUID]


def has(called: SQLColumnExpression[Any], words: str) -> ColumnElement[bool]:
    """Say which of some folded texts have some signs in a row, whatever the width, case, spaces and brackets of either."""
    part = func.folded(tidy(words), type_=Text)
    return func.bigrams(called, type_=ARRAY(Text)).contains(func.bigrams(part, type_=ARRAY(Text))) & (func.strpos(called, part) > 0)


def is_called(words: str) -> ColumnElement[bool]:
    """Say which enterprises have, or had, a name with some signs in a row, or are of that code."""
    return has(func.called(Enterprise.name, Enterprise.former_names), words) | (Enterprise.uscc == fold_number(words).upper())


def called(words: str) -> Select[str]:
    """Return the codes of the enterprises that have, or had, a name with some signs in a row, or are of that code."""
    return select(Enterprise.uscc).where(is_called(words))


def begins(number: SQLColumnExpression[str], words: str) -> ColumnElement[bool]:
    """Say which numbers are what was typed, or begin with it."""
    typed = [tidy(one) for one in spellings(words)]
    return or_(number.in_(typed), *(number.between(one, one + _LAST) for one in typed if len(one) >= _SHORTEST))


def is_numbered(words: str, number: SQLColumnExpression[str] = Case.number) -> ColumnElement[bool]:
    """Say which cases, or rows, have a number that is what was typed, begins with it or ends with it."""
    plain = spellings(words)[-1]
    ends = [func.reverse(number).between(plain[::-1], plain[::-1] + _LAST)] if len(plain) >= _SHORTEST else []
    return or_(begins(number, words), *ends)


async def among(
    session: AsyncSession,
    query: Query,
    wanted: Wanted,
    parties: Sequence[SQLColumnExpression[Any]],
    is_it: Callable[[str], ColumnElement[bool]] = is_numbered,
) -> Query:
    """Return a query of what is about some enterprise, and is looked for by some words; of its time nothing is said.

    Args:
        session: The session.
        query: Which rows.
        wanted: What is looked for.
        parties: The codes of whom a row is about.
        is_it: Says which rows the words mean besides those about an enterprise that is called so.
    """
    if wanted.enterprise is not None:
        family = await succession.family(session, wanted.enterprise)
        query = query.where(or_(*(party.in_(family) for party in parties)))
    if wanted.words is not None:
        query = query.where(or_(is_it(wanted.words), *(party.in_(called(wanted.words)) for party in parties)))
    return query


async def sought(session: AsyncSession, words: str | None) -> Sought | None:
    """Return what some words mean, or None where nothing is looked for."""
    if words is None:
        return None
    enterprises = select(Enterprise.uscc).where(is_called(words)).limit(_MOST)
    numbered = select(Case.id).where(is_numbered(words)).order_by(Case.id.desc()).limit(_MOST)
    certified = select(NumberKey.application_id).where(NumberKey.whole, NumberKey.key.in_(wholes(fold_number(words)))).limit(_MOST)
    cases = union_all(numbered.subquery().select(), certified)
    return Sought(list(await session.scalars(enterprises)), list(await session.scalars(cases)))
