"""事实。The typed facts a clause asks for: what they are called, who supplies them, what a valid one looks like.

From one declaration come the check of a document, the JSON Schema a form is rendered from, and the columns of an annual run. Checks are
strict: `true` is not 1, 5.0 is not 5, and a message never repeats the rejected value, which may be personal data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, Final, Protocol, TypeAlias, TypedDict, Unpack

from policy.days import NOT_OUR_YEARS, is_of_our_years
from policy.errors import Fault
from policy.folding import NOT_READABLE, fold_number, is_readable
from policy.money import MAX_FEN, write_rounded
from policy.text import Text

Json: TypeAlias = Any
"""Whatever a JSON document may hold."""

ABSENT: Final = -1
"""An optional amount that was not given, in every reader: real amounts are never negative."""

MAX_COUNT: Final = 1_000_000
MAX_TEXT: Final = 200
EARLIEST_YEAR: Final = 2000
LATEST_YEAR: Final = 2100

MISSING: Final = Text("缺少此项", "is missing")
UNKNOWN: Final = Text("没有这一项", "is not a known field")

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TEXT_PATTERN: Final = r"^[^\u0000-\u001F\u007F]*[^\s\u0000-\u001F\u007F][^\u0000-\u001F\u007F]*$"
_PERIOD_PATTERN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_UNPRINTABLE = re.compile("[\u0000-\u001f\u007f\ud800-\udfff]")


class Kind(StrEnum):
    """The type of a fact."""

    FLAG = "flag"
    AMOUNT = "amount"
    COUNT = "count"
    YEAR = "year"
    TEXT = "text"
    CHOICE = "choice"
    SEVERAL = "several"
    DAY = "day"
    PERIOD = "period"


class Supplier(StrEnum):
    """Who supplies a fact: the applicant, an officer who confirms it from a paper, an outside source of record, or the experts."""

    DECLARED = "declared"
    CONFIRMED = "confirmed"
    SOURCE = "source"
    EXPERTS = "experts"


SUPPLIER_NAMES: Final[Mapping[Supplier, Text]] = {
    Supplier.DECLARED: Text("申请人填报", "The applicant declares it"),
    Supplier.CONFIRMED: Text("经办部门据材料确认", "An officer confirms it from a paper"),
    Supplier.SOURCE: Text("由数据来源单位提供", "A source of record supplies it"),
    Supplier.EXPERTS: Text("由评审专家评定", "The experts assess it"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of an item.

    Attributes:
        code: Its key in the document; amounts end in `_fen`.
        kind: Its type.
        title: What a form calls it; also the sentence of a condition of the same code.
        help: What to enter.
        supplied_by: Whose word it is.
        optional: Whether it may be left out.
        options: The permitted values of a choice, with their titles.
        department: The department that states it in a joint review, where that is not the one that leads.
        from_register: The kind of entry of the recognition register that supplies it; empty where it comes from elsewhere.
        judged: Whether the law itself says of whatever day it is that it is too early or too late.
    """

    code: str
    kind: Kind
    title: Text
    help: Text
    supplied_by: Supplier
    optional: bool = False
    options: Mapping[str, Text] = field(default_factory=dict)
    department: str | None = None
    from_register: str = ""
    judged: bool = False

    @property
    def by_two(self) -> bool:
        """Whether a second officer confirms what the first one states: there is no source yet that could be asked."""
        return self.supplied_by is Supplier.SOURCE

    def fault_of(self, value: object) -> Text | None:
        """Return what is wrong with `value`, or None."""
        return _CHECKS[self.kind](self, value)

    def read(self, value: Json) -> Json:
        """Return a value as it is kept: of days and periods neither blanks nor the width of their signs say anything."""
        return fold_number(value) if self.kind in {Kind.DAY, Kind.PERIOD} and isinstance(value, str) else value

    def in_row(self, value: Json) -> Json:
        """Return a valid value as the rules read it: days as ordinals, lists as tuples."""
        if self.kind is Kind.DAY:
            return date.fromisoformat(value).toordinal()
        return tuple(sorted(value)) if self.kind is Kind.SEVERAL else value

    def schema(self) -> dict[str, Json]:
        """Return the JSON Schema of this fact, titles in Chinese and both languages under `x-title` and `x-help`."""
        body: dict[str, Json] = {"title": self.title.zh, "description": self.help.zh, **_SCHEMAS[self.kind](self)}
        body |= {"x-title": self.title.as_dict(), "x-help": self.help.as_dict(), "x-supplied-by": self.supplied_by.value}
        if self.options:
            body["x-options"] = {code: title.as_dict() for code, title in self.options.items()}
        return body


def parse_day(value: object) -> date | None:
    """Read an ISO calendar date (2022-01-14 and no other spelling), or return None."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def parse_period(value: object) -> tuple[date, date] | None:
    """Read a period as its first and last day, both in it (2026-01-01/2026-06-30 and no other spelling), or return None."""
    first, slash, last = value.partition("/") if isinstance(value, str) else ("", "", "")
    begins_on, ends_on = parse_day(first), parse_day(last)
    return (begins_on, ends_on) if slash and begins_on and ends_on and begins_on <= ends_on else None


def is_integer(value: object) -> bool:
    """Tell whether `value` is an integer of JSON. A bool is not, and neither is 5.0."""
    return isinstance(value, int) and not isinstance(value, bool)


def _within(low: int, high: int, fault: Text | None = None) -> Callable[[Fact, object], Text | None]:
    fault = fault or Text(f"应为{low}至{high}之间的整数", f"must be an integer between {low} and {high}")

    def check(_: Fact, value: object) -> Text | None:
        return None if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high else fault

    return check


def _check_flag(_: Fact, value: object) -> Text | None:
    return None if isinstance(value, bool) else Text("应填“是”或者“否”", "must be true or false")


def _check_text(_: Fact, value: object) -> Text | None:
    if isinstance(value, str) and is_readable(value) and len(value) <= MAX_TEXT and not _UNPRINTABLE.search(value):
        return None
    return Text(f"应为1至{MAX_TEXT}个可见字符", f"must be text of 1 to {MAX_TEXT} visible characters")


def _check_choice(fact: Fact, value: object) -> Text | None:
    return None if isinstance(value, str) and value in fact.options else _one_of(fact)


def _check_several(fact: Fact, value: object) -> Text | None:
    if not isinstance(value, list) or not value:
        return _one_of(fact)
    known = all(isinstance(one, str) and one in fact.options for one in value)
    return None if known and len(set(value)) == len(value) else _one_of(fact)


def _one_of(fact: Fact) -> Text:
    titles = "、".join(title.zh for title in fact.options.values())
    return Text(f"只能选择：{titles}", f"must be among: {', '.join(fact.options)}")


def _check_day(fact: Fact, value: object) -> Text | None:
    day = parse_day(value)
    if day is None:
        return Text("应为公历日期，如2025-06-30", "must be a date written YYYY-MM-DD")
    return None if fact.judged or is_of_our_years(day) else NOT_OUR_YEARS


_NO_PERIOD: Final = Text(
    "应为起止日期，如2026-01-01/2026-06-30，首日不得晚于末日",
    "must be its first and last day, such as 2026-01-01/2026-06-30, the first not after the last",
)


def _check_period(_: Fact, value: object) -> Text | None:
    period = parse_period(value)
    if period is None:
        return _NO_PERIOD
    return None if all(map(is_of_our_years, period)) else NOT_OUR_YEARS


_CHECKS: Final[Mapping[Kind, Callable[[Fact, object], Text | None]]] = {
    Kind.FLAG: _check_flag,
    Kind.AMOUNT: _within(
        0, MAX_FEN, Text(f"应为0元至{write_rounded(MAX_FEN)}之间的金额", f"must be an integer between 0 and {MAX_FEN}, in fen")
    ),
    Kind.COUNT: _within(0, MAX_COUNT),
    Kind.YEAR: _within(EARLIEST_YEAR, LATEST_YEAR),
    Kind.TEXT: _check_text,
    Kind.CHOICE: _check_choice,
    Kind.SEVERAL: _check_several,
    Kind.DAY: _check_day,
    Kind.PERIOD: _check_period,
}

_SCHEMAS: Final[Mapping[Kind, Callable[[Fact], dict[str, Json]]]] = {
    Kind.FLAG: lambda _: {"type": "boolean", "examples": [True]},
    Kind.AMOUNT: lambda _: {"type": "integer", "minimum": 0, "maximum": MAX_FEN, "examples": [1_000_000_000], "x-unit": "fen"},
    Kind.COUNT: lambda _: {"type": "integer", "minimum": 0, "maximum": MAX_COUNT, "examples": [3]},
    Kind.YEAR: lambda _: {"type": "integer", "minimum": EARLIEST_YEAR, "maximum": LATEST_YEAR, "examples": [2025]},
    Kind.TEXT: lambda fact: {
        "type": "string",
        "minLength": 1,
        "maxLength": MAX_TEXT,
        "pattern": _TEXT_PATTERN,
        "x-pattern": NOT_READABLE.as_dict(),
        "examples": [f"{fact.code.split('_')[0].upper()}-2025-001"],
    },
    Kind.CHOICE: lambda fact: {"type": "string", "enum": list(fact.options), "examples": [next(iter(fact.options))]},
    Kind.SEVERAL: lambda fact: {
        "type": "array",
        "items": {"type": "string", "enum": list(fact.options)},
        "minItems": 1,
        "uniqueItems": True,
        "examples": [list(fact.options)[:1]],
    },
    Kind.DAY: lambda _: {"type": "string", "format": "date", "examples": ["2025-06-30"]},
    Kind.PERIOD: lambda _: {
        "type": "string",
        "pattern": _PERIOD_PATTERN,
        "x-pattern": _NO_PERIOD.as_dict(),
        "x-folded": True,
        "examples": ["2025-01-01/2025-06-30"],
    },
}

_HELP: Final[Mapping[Kind, Text]] = {
    Kind.FLAG: Text("符合选“是”，不符合选“否”", "Yes if it is so, no if it is not"),
    Kind.AMOUNT: Text("以分（百分之一元）为单位填写整数", "A whole number of fen; 1万元 is 1 000 000 fen"),
    Kind.COUNT: Text("填写整数", "A whole number"),
    Kind.YEAR: Text("四位公历年份", "A calendar year of four digits"),
    Kind.TEXT: Text("按证书、合同或文件上的写法填写", "As written on the certificate, contract or document"),
    Kind.CHOICE: Text("选择一项", "Choose one"),
    Kind.SEVERAL: Text("可选择多项", "Choose one or more"),
    Kind.DAY: Text("公历日期，如2025-06-30", "A calendar date such as 2025-06-30"),
    Kind.PERIOD: Text(
        "首日/末日，首日和末日均计入，如2026-01-01/2026-06-30", "First and last day, both in it, such as 2026-01-01/2026-06-30"
    ),
}


class _Details(TypedDict, total=False):
    """The options of a fact, besides its names."""

    help: Text
    supplied_by: Supplier
    optional: bool
    options: Mapping[str, Text]
    department: str | None
    from_register: str
    judged: bool


class _Maker(Protocol):
    """Makes facts of one kind."""

    def __call__(self, code: str, zh: str, en: str, **details: Unpack[_Details]) -> Fact: ...


def _maker(kind: Kind, supplied_by: Supplier) -> _Maker:
    def make(code: str, zh: str, en: str, **details: Unpack[_Details]) -> Fact:
        supplier = Supplier.SOURCE if details.get("from_register") else supplied_by
        return replace(Fact(code, kind, Text(zh, en), _HELP[kind], supplier), **details)

    return make


flag = _maker(Kind.FLAG, Supplier.CONFIRMED)
"""A yes or no. As everything an award may follow from, an officer confirms it unless it says otherwise."""
amount = _maker(Kind.AMOUNT, Supplier.CONFIRMED)
"""An amount in fen."""
count = _maker(Kind.COUNT, Supplier.CONFIRMED)
"""A whole number of things or people."""
text = _maker(Kind.TEXT, Supplier.DECLARED)
"""A name or number of record."""
choice = _maker(Kind.CHOICE, Supplier.CONFIRMED)
"""One of some options."""
several = _maker(Kind.SEVERAL, Supplier.DECLARED)
"""One or more of some options."""
day = _maker(Kind.DAY, Supplier.CONFIRMED)
"""A calendar date."""
period = _maker(Kind.PERIOD, Supplier.DECLARED)
"""A time from one day to another, both in it."""


def year(zh: str = "年度", en: str = "Year", *, code: str = "year") -> Fact:
    """Return the calendar year an application is about."""
    return Fact(code, Kind.YEAR, Text(zh, en), _HELP[Kind.YEAR], Supplier.DECLARED)


REQUESTED = amount(
    "requested_fen",
    "申请金额",
    "Amount requested",
    supplied_by=Supplier.DECLARED,
    optional=True,
    help=Text("可不填；填写后支持金额不超过此数（分）", "May be left out; if given, the award never exceeds it (fen)"),
)
"""What the applicant asks for, on every item whose award is “up to”."""


def faults_of(facts: tuple[Fact, ...], values: Mapping[str, object], prefix: str = "", clause: str | None = None) -> list[Fault]:
    """Check the values of `facts`.

    Args:
        facts: What is expected.
        values: What was given; keys not in `facts` are not looked at.
        prefix: Put before each field's name, such as "applicant.".
        clause: The clause that asks for them.

    Returns:
        Every fault, in the order the facts are declared.
    """
    faults = []
    for fact in facts:
        absent = None if fact.optional else MISSING
        wrong = fact.fault_of(values[fact.code]) if fact.code in values else absent
        if wrong:
            faults.append(Fault(prefix + fact.code, wrong, clause))
    return faults


def unknown_in(known: frozenset[str], values: Mapping[str, object], prefix: str = "") -> list[Fault]:
    """Return a fault for every key of `values` that is not `known`, sorted."""
    return [Fault(prefix + str(name)[:MAX_TEXT], UNKNOWN) for name in sorted(values.keys() - known)]


def object_schema(facts: tuple[Fact, ...]) -> dict[str, Json]:
    """Return the JSON Schema of an object with these facts and nothing else."""
    return {
        "type": "object",
        "properties": {fact.code: fact.schema() for fact in facts},
        "required": [fact.code for fact in facts if not fact.optional],
        "additionalProperties": False,
    }
