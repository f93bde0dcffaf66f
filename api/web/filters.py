"""筛选条件。Filters over what is known beforehand: another value is refused, where it would list nothing as if nothing were there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal

from fastapi import Depends, Query
from pydantic import GetCoreSchemaHandler

from api.schemas.base import CreditCode, Day
from models.queries.page import Wanted
from policy.judging.catalogue import ITEMS
from policy.language.items import DEPARTMENT_NAMES
from policy.working_days import BEIJING


class OneOf:
    """Makes a query parameter one of some codes, for whoever reads the OpenAPI and for whoever sends another.

    Args:
        codes: Those the filter knows, such as the stages of a process.
    """

    def __init__(self, codes: Iterable[str]) -> None:
        self._codes = tuple(str(code) for code in dict.fromkeys(codes))

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> Any:  # noqa: ANN401 - pydantic's
        """Return what validates the parameter where it is given."""
        return handler.generate_schema(Literal[self._codes])


OfItem = Annotated[str | None, OneOf(ITEMS)]
OfDepartment = Annotated[str | None, OneOf(DEPARTMENT_NAMES)]
OfEnterprise = Annotated[
    CreditCode | None, Query(description="单位代码，含其承继单位 Credit code of an enterprise, or of one it counts as one with")
]
Since = Annotated[Day | None, Query(description="自该日起（含） From this day on")]
Until = Annotated[Day | None, Query(description="至该日止（含） Up to this day, which counts")]
AmountOf = Annotated[int | None, Query(ge=0, le=9_000_000_000_000_000, description="金额（分），含 An amount in fen, which counts")]
Words = Annotated[
    str | None,
    Query(
        min_length=2,
        max_length=100,
        description="查找：单位名称（含曾用名）的一部分、统一社会信用代码、案件编号（或其首尾至少4个字符）、证书编号；"
        "不区分全角半角和大小写 "
        "What is looked for: a part of an enterprise's name, former ones too, a credit code, a case's number or four signs or more "
        "of its beginning or end, or a certificate's; width and case of letters say nothing",
    ),
]
Number = Annotated[
    str | None,
    Query(
        min_length=2,
        max_length=100,
        description="查找：案件编号（或其首尾至少4个字符） What is looked for: a number, or four signs or more of its beginning or end",
    ),
]
CalledSo = Annotated[
    str | None,
    Query(
        min_length=2,
        max_length=100,
        description="查找：单位名称（含曾用名）的一部分、统一社会信用代码 "
        "What is looked for: a part of an enterprise's name, former ones too, or its credit code",
    ),
]
Called = Annotated[
    str | None,
    Query(
        min_length=2,
        max_length=100,
        description="查找：单位名称（含曾用名）的一部分、统一社会信用代码、案件编号（或其首尾至少4个字符）；不区分全角半角和大小写 "
        "What is looked for: a part of an enterprise's name, former ones too, a credit code, or a case's number or four signs or more of "
        "its beginning or end; width and case of letters say nothing",
    ),
]


def begin_of(day: date | None) -> datetime | None:
    """Return when a day begins in Beijing."""
    return None if day is None else datetime.combine(day, time(), BEIJING)


def end_of(day: date | None) -> datetime | None:
    """Return when a day is over in Beijing."""
    return None if day is None else begin_of(day + timedelta(days=1))


async def _of_number(q: Number = None, created_from: Since = None, created_to: Until = None) -> Wanted:
    return Wanted(q, None, begin_of(created_from), end_of(created_to))


async def _of_case(q: Called = None, enterprise: OfEnterprise = None, created_from: Since = None, created_to: Until = None) -> Wanted:
    return Wanted(q, enterprise, begin_of(created_from), end_of(created_to))


OfNumber = Annotated[Wanted, Depends(_of_number)]
"""The filters of every list of cases that are about no enterprise."""
OfCase = Annotated[Wanted, Depends(_of_case)]
"""The filters of every list of cases that are about an enterprise."""
