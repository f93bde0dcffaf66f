"""分页。A page of a list by credit code, with the code after which the next page starts; and some enterprises asked about together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Annotated, TypeVar

from fastapi import Query
from pydantic import BaseModel, Field

from sandbox.credit_code import Uscc

LARGEST_LIMIT = 5_000

After = Annotated[Uscc | None, Query(description="上一页最后一户 The last code of the page before")]
Limit = Annotated[int, Query(ge=1, le=LARGEST_LIMIT, description="户数 How many enterprises")]

Value = TypeVar("Value")


class Asked(BaseModel):
    """Enterprises that are asked about together."""

    usccs: Annotated[list[Uscc], Field(min_length=1, max_length=1_000)]


def cut(values: Iterator[tuple[str, Value]], limit: int) -> tuple[list[Value], str | None]:
    """Take one page.

    Args:
        values: What follows, with its credit code, ascending. Only what is taken is computed.
        limit: How many at most.

    Returns:
        The page, and the code after which the next one starts, or None if nothing follows.
    """
    taken = list(islice(values, limit + 1))
    page = taken[:limit]
    return [value for _, value in page], page[-1][0] if len(taken) > limit else None
