"""共有字段。What every resource's JSON shares."""

from __future__ import annotations

import re
import uuid
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from policy import credit_code
from policy.days import NO_DAY, NOT_OUR_YEARS, is_of_our_years
from policy.errors import Code
from policy.folding import NOT_READABLE, is_readable, plain, tidy
from policy.text import Text

Row = TypeVar("Row")

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _day(value: object) -> date:
    # Pydantic itself would also take numbers, and instants at midnight.
    day = None
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        with suppress(ValueError):
            day = date.fromisoformat(value)
    if day is None:
        raise ValueError(NO_DAY)
    if not is_of_our_years(day):
        raise ValueError(NOT_OUR_YEARS)
    return day


# Far enough from both ends of the calendar that it can be told in every time zone, and no window lasts longer.
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_NOT_OUR_TIME = Text(f"应在{_FIRST_YEAR}年至{_LAST_YEAR}年之间", f"must be between {_FIRST_YEAR} and {_LAST_YEAR}")


def _moment(at: datetime) -> datetime:
    # Its own year first: what is at the end of the calendar has no other zone's.
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise ValueError(_NOT_OUR_TIME)
    return at.astimezone(UTC)


# No form asks for as much; what is nested deeper wears out whatever reads it.
_DEEPEST = 50


def _readable(written: str) -> str:
    if not is_readable(written):
        raise ValueError(NOT_READABLE)
    return written


def _name(written: str) -> str:
    if not is_readable(written):
        raise ValueError(Text("应为可辨认的名称", "must be a name that can be read"))
    return tidy(written)


def _credit_code(written: str) -> str:
    if (code := credit_code.read(written)) is None:
        # In words of its own, in both languages: `api.web.input_faults` takes them over.
        raise ValueError(credit_code.fault_of(written))
    return code


def plainly(sent: object) -> object:
    """Return what was sent with each text in it, names of fields too, as it may be kept.

    Raises:
        ValueError: It is nested deeper than any form asks for.
    """
    return _plainly(sent, 0)


def _plainly(sent: object, depth: int) -> object:
    if depth > _DEEPEST:
        raise ValueError(Text(f"嵌套不得超过{_DEEPEST}层", f"must not be nested deeper than {_DEEPEST}"))
    match sent:
        case str():
            return plain(sent)
        case list():
            return [_plainly(part, depth + 1) for part in sent]
        case dict():
            return {plain(name): _plainly(part, depth + 1) for name, part in sent.items()}
    return sent


# What a form made at run time asks for: its own schema says the rest.
PlainObject = Annotated[dict[str, Any], BeforeValidator(plainly)]
# JSON has no dates and no UUIDs: these two may be read from strings, everything else has to be of its own type.
Day = Annotated[date, BeforeValidator(_day), Field(examples=["2026-03-01"])]
Moment = Annotated[AwareDatetime, Field(strict=False, examples=["2026-12-31T17:00:00+08:00"]), AfterValidator(_moment)]
Reference = Annotated[uuid.UUID, Field(strict=False)]
Fen = Annotated[int, Field(description="金额（分）Amount in fen", ge=1, le=9_000_000_000_000_000)]
ShortText = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_readable)]
# Of a form that is no JSON.
FormText = Annotated[str, BeforeValidator(plainly), AfterValidator(_readable)]
Name = Annotated[ShortText, AfterValidator(_name)]
LongText = Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_readable)]
CreditCode = Annotated[
    str,
    # Longer than a code: with the spaces and invisible characters people paste.
    Field(max_length=60, description="统一社会信用代码 Unified Social Credit Code", examples=["91110302MA9DA0018E"]),
    AfterValidator(_credit_code),
]
Department = Literal["sti", "econ", "comfin", "bizcoop", "hr"]


class Given(BaseModel):
    """What a client sends: exact types, nothing unknown."""

    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)

    @model_validator(mode="before")
    @classmethod
    def _of_plain_text(cls, sent: object) -> object:
        """Take every text without what nobody sees, before it is measured: what is kept is what was read when it was signed."""
        return plainly(sent)


class Shown(BaseModel):
    """What we answer."""

    model_config = ConfigDict(from_attributes=True)


class Words(Shown):
    """A sentence in both languages."""

    zh: str
    en: str

    @classmethod
    def of(cls, text: Text) -> Words:
        """Return the two languages of a text."""
        return cls(zh=text.zh, en=text.en)


class Named(Words):
    """A code with its name in both languages."""

    code: str


class FaultShown(Shown):
    """One thing wrong with one field of what was sent."""

    field: str = Field(description="字段，按其代码或路径 The field, by its code or its path")
    message: Words
    clause: str | None = Field(default=None, description="所依据的条款 The clause that asks for it")
    sheet: str | None = Field(default=None, description="工作表，仅表格 Its sheet, in a workbook")
    cell: str | None = Field(default=None, description="单元格，仅表格 Its cell, in a workbook", examples=["B7"])


class Problem(Shown):
    """RFC 9457 problem document."""

    type: str
    title: str
    status: int
    detail: str
    code: Code = Field(description="稳定的错误代码 Stable code")
    errors: list[FaultShown] = Field(default_factory=list, description="逐项错误 What is wrong, item by item")
    clause: str | None = None
    instance: str | None = None
    request_id: str | None = None


class Taken(Shown):
    """What was asked for was taken, and is done once there is somebody to do it."""

    status: Literal["accepted"] = "accepted"
    detail: Words = Words(zh="已收到，正在处理。", en="Taken, and being worked on.")
    see: str = Field(description="在此查看结果 Where its outcome is told")


class List(Shown, Generic[Row]):
    """A page of a list."""

    items: list[Row]
    next_cursor: str | None = Field(
        default=None, description="下一页的游标；没有则为最后一页 Where the next page begins; absent on the last"
    )
