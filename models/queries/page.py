"""分页。Which part of a list is read, and in which order."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, aliased

Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])


class Sort(StrEnum):
    """The orders that lists may have; each list says which are its own."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LARGEST = "largest"
    SMALLEST = "smallest"


BACKWARDS = frozenset({Sort.NEWEST, Sort.LARGEST})
_BY_AMOUNT = frozenset({Sort.LARGEST, Sort.SMALLEST})


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: at most `limit` rows after the row with id `after`, newest first unless said otherwise."""

    limit: int
    after: uuid.UUID | None = None
    sort: Sort = Sort.NEWEST

    def of(self, query: Query, table: Any) -> Query:  # noqa: ANN401 - a table that is mapped
        """Return the query of the page, which reads one row more to know whether there are more.

        Args:
            query: Which rows.
            table: The table that the list is of; one that is sorted by amount has `amount_fen`.
        """
        return in_order(query, table.amount_fen if self.sort in _BY_AMOUNT else None, table.id, self.after, self.sort).limit(self.limit + 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are looked for; what is None matches all. Each list says of which time it is.

    Attributes:
        words: A part of the name of an enterprise that they are about, its credit code, or what a number begins or ends with.
        enterprise: Whom they are about, or who counts as one with it.
        since: From when on.
        before: Before when.
    """

    words: str | None = None
    enterprise: str | None = None
    since: datetime | None = None
    before: datetime | None = None


def in_order(
    query: Query, by: InstrumentedAttribute[Any] | None, key: InstrumentedAttribute[Any], after: object | None, sort: Sort
) -> Query:
    """Return a query in an order that an index of these columns carries, from after the row with a key.

    Args:
        query: Which rows.
        by: What they are sorted by before their key; None where by that alone. It never changes once it is written.
        key: What calls a row.
        after: The key of the last row before; None from the first.
        sort: In which order.
    """
    columns = (key,) if by is None else (by, key)
    if after is not None:
        place: ColumnElement[Any] = literal(after)
        if by is not None:
            last = aliased(key.class_)
            value = select(getattr(last, by.key)).where(getattr(last, key.key) == after).scalar_subquery()
            place = tuple_(value, place)
        reached = key if by is None else tuple_(*columns)
        query = query.where(reached < place if sort in BACKWARDS else reached > place)
    return query.order_by(*(column.desc() if sort in BACKWARDS else column for column in columns))


def narrowed(query: Query, *wanted: tuple[Any, Callable[[Any, Any], Any], Any]) -> Query:
    """Return a query with the conditions that somebody set: a column, how it compares, and with what; nothing compares with None."""
    return query.where(*(compares(column, value) for column, compares, value in wanted if value is not None))
