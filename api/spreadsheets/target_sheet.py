"""目标值表。Targets as officers send them, in JSON or in a workbook: every fault is named with its place, and nothing is half-taken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from api.spreadsheets import lists
from api.spreadsheets.cells import NO_UNIT, Broken, is_empty, read_amount, read_code, read_year, text_of, write_amount
from api.spreadsheets.tables import Column, Table, find_tables
from api.spreadsheets.workbooks import MOST_ROWS, Sheet, in_order
from api.web.services import BusinessRegister
from policy.errors import Fault
from policy.folding import fold
from policy.text import Text

HEADINGS = ("统一社会信用代码", "企业名称", "年度", "目标（元）")
_SPENDING = ("研发费用", "研发投入", "研发经费", "研发费")
_TARGETS = ("目标", "目标值", "年度目标", "年度目标值", "目标金额")
_USCC: Final = Column("uscc", Text("统一社会信用代码", "credit code"), lists.USCC_NAMES)
_NAME: Final = Column(
    "name",
    Text("企业名称", "enterprise name"),
    frozenset({"企业名称", "单位名称", "公司名称", "企业全称", "单位全称", "企业", "名称", "name"}),
)
_YEAR: Final = Column("year", Text("年度", "year"), frozenset({"年度", "年份", "目标年度", "考核年度", "所属年度", "year"}), required=False)
_TARGET: Final = Column(
    "target",
    Text("目标", "target"),
    frozenset({"target", *_TARGETS, *(spending + target for spending in _SPENDING for target in _TARGETS)}),
    amount=True,
)
_ONE_ENTERPRISE: Final = Text("同一单位只能有一个目标", "an enterprise has one target")
_COLUMNS: Final = (_USCC, _NAME, _YEAR, _TARGET)


@dataclass(frozen=True, slots=True)
class TargetRow:
    """The target of one enterprise.

    Attributes:
        uscc: The enterprise's credit code.
        target_fen: Its target, in fen.
        at: Where it stands in its sheet, or the how-manieth it is.
        fault: Makes a fault of one of its fields.
        name: What the officer calls the enterprise, where they do.
    """

    uscc: str
    target_fen: int
    at: Text
    fault: Callable[[str, Text], Fault]
    name: str | None = None


@dataclass(frozen=True, slots=True)
class TargetSheets:
    """What a workbook says, and what is wrong with it.

    Attributes:
        tables: Its tables.
        rows: The targets that could be read.
        faults: Whatever is wrong, in the order of the workbook.
    """

    tables: Sequence[Table]
    rows: Sequence[TargetRow]
    faults: Sequence[Fault]


def given_row(place: int, uscc: str, target_fen: int) -> TargetRow:
    """Return a target that comes as JSON."""
    at = Text(f"第{place + 1}项", f"item {place + 1}")
    return TargetRow(uscc, target_fen, at, lambda code, message: Fault(f"targets[{place}].{code}", message))


async def read_sheets(sheets: Sequence[Sheet], year: int, register: BusinessRegister) -> TargetSheets:
    """Read the targets of a year from a workbook, and compare them with the business register.

    Args:
        sheets: The workbook's sheets.
        year: The year every row has to be of.
        register: The business register.

    Returns:
        All it says, with all that is wrong with it.

    Raises:
        Refusal: `busy`, when the register does not answer.
    """
    tables, rows, faults = await asyncio.to_thread(_read, sheets, year)
    return TargetSheets(tables, rows, in_order([*faults, *await faults_of(rows, register)], sheets))


async def faults_of(rows: Sequence[TargetRow], register: BusinessRegister) -> list[Fault]:
    """Return what is wrong with targets: two of one enterprise, one the business register does not know, or knows by another name.

    Raises:
        Refusal: `busy`, when the register does not answer.
    """
    first: dict[str, Text] = {}
    faults: list[Fault] = []
    for row in rows:
        if row.uscc in first:
            faults.append(row.fault("uscc", lists.repeated(first[row.uscc], _ONE_ENTERPRISE)))
        first.setdefault(row.uscc, row.at)
    names: Mapping[str, str] = await register.names(sorted(first)) if first else {}
    for row in rows:
        registered = names.get(row.uscc)
        if registered is None:
            faults.append(row.fault("uscc", Text("市场主体登记中没有这个代码", "the business register does not know the code")))
        elif row.name is not None and fold(row.name) != fold(registered):
            other = Text(
                f"与登记名称不一致，该代码（{row.uscc}）登记为“{registered}”",
                f"is not the registered name: {row.uscc} is “{registered}”",
            )
            faults.append(row.fault("name", other))
    return faults


def refuse(faults: Sequence[Fault], clause: str) -> None:
    """Refuse targets with whatever is wrong with them; do nothing where nothing is.

    Args:
        faults: What is wrong.
        clause: The clause that has targets.

    Raises:
        Refusal: `invalid_input`.
    """
    lists.refuse(faults, Text("目标值有误，未录入任何一行。", "The targets are not valid; none was taken."), clause=clause)


@dataclass(slots=True)
class _Reading:
    """The reading of one table: what was found, and what is wrong."""

    table: Table
    faults: list[Fault] = field(default_factory=list)
    fens: dict[int, int] = field(default_factory=dict)
    without_unit: bool = False

    def amount(self, row: int) -> int | None:
        """Return the amount of a row, or None with a fault; a unit that is missing is a fault of the heading, once."""
        read = read_amount(self.table.cell(row, "target"), self.table.headings["target"].unit)
        if isinstance(read, int):
            return read
        if read != NO_UNIT:
            self.faults.append(self.table.fault(row, "target", read))
        elif not self.without_unit:
            self.without_unit = True
            self.faults.append(self.table.heading("target", read))
        return None


def _read(sheets: Sequence[Sheet], year: int) -> tuple[list[Table], list[TargetRow], list[Fault]]:
    tables, faults = find_tables(sheets, _COLUMNS)
    rows: list[TargetRow] = []
    for table in tables:
        if lists.has_all(table, _COLUMNS):
            found, wrong = _read_table(table, year)
            rows += found
            faults += wrong
    return tables, rows, faults + lists.of_size(len(rows), MOST_ROWS, faults)


def _read_table(table: Table, year: int) -> tuple[list[TargetRow], list[Fault]]:
    reading = _Reading(table, _year_faults(table, year))
    rows: list[TargetRow] = []
    for number in table.rows:
        code = read_code(table.cell(number, "uscc"))
        name = table.cell(number, "name")
        if isinstance(code, Text):
            reading.faults.append(table.fault(number, "uscc", code))
        if isinstance(name, Broken) or is_empty(name):
            reading.faults.append(table.fault(number, "name", name.message if isinstance(name, Broken) else lists.EMPTY))
            name = None
        fen = reading.amount(number)
        if fen is not None:
            reading.fens[number] = fen
        if isinstance(code, str):
            rows.append(_row(table, number, code, fen or 0, None if name is None else text_of(name)))
    # A total that cannot be read is a fault of the reading, too.
    totals = _total_faults(reading)
    return rows, [*reading.faults, *totals]


def _row(table: Table, number: int, code: str, fen: int, name: str | None) -> TargetRow:
    at = table.place(number, "uscc")
    return TargetRow(code, fen, at, lambda field, message: table.fault(number, field, message), name)


def _year_faults(table: Table, year: int) -> list[Fault]:
    """Say where a table is of another year, or of none: the column, the heading of the target or the titles have to name it."""
    faults: list[Fault] = []
    other = Text(f"年度应为{year}", f"the year must be {year}")
    said = table.headings["target"].year
    if said is not None and said != year:
        faults.append(table.heading("target", other))
    if "year" in table.headings:
        for number in table.rows:
            read = read_year(table.sheet.behind(number, table.headings["year"].place))
            if read != year:
                faults.append(table.fault(number, "year", read if isinstance(read, Text) else other))
    elif said is None and table.years != {year}:
        none = Text("表中没有写明年度", "the sheet says no year")
        faults.append(table.heading("target", other if table.years else none))
    return faults


def _total_faults(reading: _Reading) -> list[Fault]:
    """Say which totals are not the sum of their rows; with a row unread there is nothing to compare them with."""
    faults: list[Fault] = []
    for number, rows in reading.table.totals:
        if is_empty(reading.table.cell(number, "target")) or not all(row in reading.fens for row in rows):
            continue
        total, fen = sum(reading.fens[row] for row in rows), reading.amount(number)
        if fen is not None and fen != total:
            said = write_amount(total, reading.table.headings["target"].unit)
            differs = Text(f"合计与各行之和不符，各行之和为{said.zh}", f"is not the sum of its rows, which is {said.en}")
            faults.append(reading.table.fault(number, "target", differs))
    return faults
