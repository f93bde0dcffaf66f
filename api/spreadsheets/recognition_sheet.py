"""认定名单。A workbook of who is recognised, as departments keep it: every fault is named with its place."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from api.spreadsheets.cells import Cell, is_empty, read_code, read_text, text_of
from api.spreadsheets.lists import EMPTY, USCC_NAMES, has_all, of_size, refuse, repeats
from api.spreadsheets.tables import Column, Table, find_tables
from api.spreadsheets.workbooks import Sheet
from api.web.services import BusinessRegister
from policy.days import NO_DAY, NOT_OUR_YEARS, is_of_our_years
from policy.errors import Fault, Refusal
from policy.folding import fold, fold_number
from policy.identity_document import CALLED, DocumentKind, read_number
from policy.judging.recognised import TALENT, RegisterKind
from policy.language.facts import MAX_TEXT, parse_day
from policy.text import Text

HEADINGS: Final = ("统一社会信用代码", "单位名称", "认定对象", "认定编号", "认定日期", "有效期至")
MOST_ROWS: Final = 500
_USCC: Final = Column("uscc", Text("统一社会信用代码", "credit code"), USCC_NAMES)
_NAME: Final = Column(
    "name",
    Text("单位名称", "name of the holder"),
    frozenset({"单位名称", "企业名称", "公司名称", "企业全称", "单位全称", "持有单位", "name"}),
)
_TITLE: Final = Column(
    "title",
    Text("认定对象", "what is recognised"),
    frozenset({"认定对象", "对象", "项目名称", "产品名称", "平台名称", "title"}),
    required=False,
)
_NUMBER: Final = Column(
    "number", Text("认定编号", "number"), frozenset({"认定编号", "证书编号", "编号", "认定文号", "number"}), required=False
)
_FROM: Final = Column(
    "valid_from", Text("认定日期", "first day"), frozenset({"认定日期", "认定时间", "有效期起", "有效期自", "发证日期", "valid_from"})
)
_UNTIL: Final = Column(
    "valid_until",
    Text("有效期至", "last day"),
    frozenset({"有效期至", "有效期止", "截止日期", "有效期截止日", "valid_until"}),
    required=False,
)
_PERSON: Final = Column("person", Text("姓名", "name of the person"), frozenset({"姓名", "人才姓名", "本人姓名", "person"}), required=False)
_DOCUMENT: Final = Column("document", Text("证件类别", "document"), frozenset({"证件类别", "证件类型", "document"}), required=False)
_DOCUMENT_NO: Final = Column(
    "document_no",
    Text("证件号码", "number of the document"),
    frozenset({"证件号码", "证件号", "身份证号", "身份证号码", "document_no"}),
    required=False,
)
_COLUMNS: Final = (_USCC, _NAME, _TITLE, _NUMBER, _FROM, _UNTIL)
# Who is recognised as talent is a person, whom a list may name by their name and document beside who employs them.
_OF_PERSONS: Final = (*_COLUMNS, _PERSON, _DOCUMENT, _DOCUMENT_NO)

_OF_ANOTHER: Final = Text("该证件登记的是另一姓名", "is the document of somebody of another name")
_UNNAMED: Final = Text("有证件号码的，须填写姓名，与证件一致", "needs the name of the person, as the document has it")


@dataclass(frozen=True, slots=True)
class RecognisedRow:
    """One row of a list.

    Attributes:
        uscc: The holder; of a person whose document the list has, who employs them.
        title: What is recognised; the kind's own title where the list says nothing.
        number: Its number, if it has one.
        valid_from: Its first day.
        valid_until: Its last day; None where it has none.
        document: The document of the person who is recognised, where the list has it: which, and its number.
        person: Their name, as the document has it.
        misnamed: What is wrong with the row where that document is known to be of somebody of another name.
    """

    uscc: str
    title: str
    number: str | None
    valid_from: date
    valid_until: date | None
    document: tuple[DocumentKind, str] | None = None
    person: str | None = None
    misnamed: Fault | None = None


async def read_rows(sheets: Sequence[Sheet], kind: RegisterKind, today: date, register: BusinessRegister) -> list[RecognisedRow]:
    """Read a list, and compare its holders with the business register.

    Args:
        sheets: The workbook's sheets.
        kind: What kind of entry every row is.
        today: The day it is read: nothing is recognised from a day to come.
        register: The business register.

    Raises:
        Refusal: `invalid_input`, with whatever is wrong by sheet and cell; `busy`, when the register does not answer.
    """
    rows, said, faults = await asyncio.to_thread(_read, sheets, kind, today)
    names: Mapping[str, str] = await register.names(sorted({row.uscc for row in rows})) if rows else {}
    faults += [fault for row, (table, number) in zip(rows, said, strict=True) for fault in _unlike(row, table, number, names)]
    refuse(faults, Text("名单有误，未录入任何一行。", "The list is not valid; nothing was taken."), sheets)
    return rows


def _read(sheets: Sequence[Sheet], kind: RegisterKind, today: date) -> tuple[list[RecognisedRow], list[tuple[Table, int]], list[Fault]]:
    columns = _OF_PERSONS if kind.code == TALENT else _COLUMNS
    tables, faults = find_tables(sheets, columns)
    rows: list[RecognisedRow] = []
    said: list[tuple[Table, int]] = []
    first: dict[str, Text] = {}
    for table in tables:
        if not has_all(table, columns):
            continue
        for number in table.rows:
            row, wrong = _row(table, number, kind, today)
            faults += wrong
            if row is None:
                continue
            same, why = _identity(row)
            if same in first:
                faults.append(repeats(table, number, "uscc", first[same], why))
            first.setdefault(same, table.place(number, "uscc"))
            rows.append(row)
            said.append((table, number))
    return rows, said, faults + of_size(len(rows), MOST_ROWS, faults)


def _identity(row: RecognisedRow) -> tuple[str, Text]:
    """Return by what a row is told from the others, and how that is said: its number, or else its holder."""
    if row.number:
        return fold_number(row.number), Text(f"认定编号同为{row.number}", f"both have the number {row.number}")
    return row.uscc, Text(f"同一单位（{row.uscc}），且均未填认定编号", f"both name {row.uscc}, and no number")


def _row(table: Table, number: int, kind: RegisterKind, today: date) -> tuple[RecognisedRow | None, list[Fault]]:
    found: dict[str, str | date | None] = {}
    document, person = _document(table, number, today), _text(table, number, "person")
    faults: list[Fault] = []
    for code, read in _cells(table, number, kind, today):
        if isinstance(read, Text):
            faults.append(table.fault(number, code, read))
        else:
            found[code] = read
    begins, ends = found.get("valid_from"), found.get("valid_until")
    if isinstance(begins, date) and isinstance(ends, date) and ends < begins:
        faults.append(table.fault(number, "valid_until", Text("早于认定日期", "is before the first day")))
    if isinstance(document, Fault):
        faults.append(document)
    if isinstance(person, Text):
        faults.append(table.fault(number, "person", person))
    elif isinstance(document, tuple) and not person:
        faults.append(table.fault(number, "person" if "person" in table.headings else "document_no", _UNNAMED))
    if faults or not isinstance(begins, date) or isinstance(document, Fault):
        return None, faults
    row = RecognisedRow(
        str(found["uscc"]),
        str(found["title"]),
        str(found["number"]) if found["number"] else None,
        begins,
        ends if isinstance(ends, date) else None,
        document,
        str(person) if document else None,
        table.fault(number, "document_no", _OF_ANOTHER) if document else None,
    )
    return row, faults


def _cells(table: Table, number: int, kind: RegisterKind, today: date) -> Iterator[tuple[str, str | date | Text | None]]:
    """Yield what each cell of a row says, or why it says nothing."""
    yield "uscc", read_code(table.cell(number, "uscc"))
    if is_empty(table.cell(number, "name")):
        yield "name", EMPTY
    yield "title", _text(table, number, "title") or kind.title.zh
    written = _text(table, number, "number")
    needs_number = (kind.number is not None or kind.numbered_elsewhere) and not written
    yield (
        "number" if "number" in table.headings or not needs_number else "uscc",
        (Text("没有认定编号", "has no number") if needs_number else written),
    )
    begins = _day(table.cell(number, "valid_from"))
    yield "valid_from", EMPTY if begins is None else _not_ahead(begins, today)
    yield "valid_until", _day(table.cell(number, "valid_until")) if "valid_until" in table.headings else None


def _document(table: Table, number: int, today: date) -> tuple[DocumentKind, str] | Fault | None:
    """Return the document a row names, or what is wrong of it and not what was written; a number alone is a resident card's."""
    if "document_no" not in table.headings or is_empty(table.cell(number, "document_no")):
        return None
    called = _text(table, number, "document") or "身份证"
    kind = CALLED.get(called) if isinstance(called, str) else None
    if kind is None:
        return table.fault(number, "document", Text("不是可以登记的证件", "is no document that a person is known by"))
    written = _text(table, number, "document_no")
    if isinstance(written, Text):
        return table.fault(number, "document_no", written)
    try:
        return kind, read_number(kind, written or "", today)
    except Refusal as refusal:
        return table.fault(number, "document_no", refusal.faults[0].message)


def _text(table: Table, number: int, code: str) -> str | Text | None:
    return read_text(table.cell(number, code), MAX_TEXT) if code in table.headings else None


def _not_ahead(day: date | Text, today: date) -> date | Text:
    if isinstance(day, date) and day > today:
        return Text("晚于今日", "is a day to come")
    return day


def _day(cell: Cell) -> date | Text | None:
    """Return the day a cell says: a date, or text such as 2026-03-01, 2026/3/1 or 2026年3月1日; None where it is empty."""
    if is_empty(cell):
        return None
    if isinstance(cell, date):
        return _of_our_years(cell)
    parts = fold(text_of(cell)).replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-").split("-")
    day = parse_day("-".join(part.zfill(2) for part in parts))
    return NO_DAY if day is None else _of_our_years(day)


def _of_our_years(day: date) -> date | Text:
    return day if is_of_our_years(day) else NOT_OUR_YEARS


def _unlike(row: RecognisedRow, table: Table, number: int, names: Mapping[str, str]) -> Iterator[Fault]:
    """Yield that the business register does not know a holder, or by another name."""
    registered = names.get(row.uscc)
    if registered is None:
        yield table.fault(number, "uscc", Text("市场主体登记中没有这个代码", "the business register does not know the code"))
    elif fold(text_of(table.cell(number, "name"))) != fold(registered):
        other = Text(
            f"与登记名称不一致，该代码（{row.uscc}）登记为“{registered}”", f"is not the registered name: {row.uscc} is “{registered}”"
        )
        yield table.fault(number, "name", other)
