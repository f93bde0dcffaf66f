"""表格的版式。Finding the table in a sheet as officers make them: its headings under titles, its rows above totals and signatures.

What is understood is taken whole, and whatever is not is named: a column that nobody knows, a column without a heading, a sheet with
data and no headings. Any row that is neither a total nor a note under the table is data, whatever it lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile, zip_longest
from typing import Final

from api.spreadsheets.cells import FEN_IN, UNIT, Cell, is_empty, looks_like_code, text_of
from api.spreadsheets.workbooks import Sheet, cell_name, column_name
from policy.errors import Fault
from policy.folding import fold
from policy.text import Text

# How far down the headings may stand under titles.
_MOST_TITLES = 30
# Two headings in a row are no accident.
_ENOUGH = 2
_SIGN = "*:"
_UNITS = re.compile(rf"(?P<base>.+?)[(\[【,/_:]*(?:金额)?(?:单位)?:?(?:人民币|rmb)?(?P<unit>{UNIT})[)\]】]*")
_UNIT_SAID = re.compile(rf"单位:?(?:人民币|rmb)?(?P<unit>{UNIT})(?![一-鿿])")
_YEAR_SAID = re.compile(r"(20[0-9]{2})(?=年度?|考核)(?!年[0-9]{1,2}月)", re.ASCII)
_YEAR_FIRST = re.compile(r"(?P<year>20[0-9]{2})(?:年度?)?(?P<base>.+)", re.ASCII)
_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")
_NUMBERED = re.compile(r"[甲乙丙丁戊]|\(?[0-9]{1,2}\)?", re.ASCII)
_TOTAL = re.compile(r"(?:合计|总计|共计|总和|累计)(?:数|金额|\(.*\)|:)?|total:?")
_SUBTOTAL = re.compile(r".{0,20}小计(?:\(.*\)|:)?|subtotal:?")
_LABELS = "注|备注|说明|填[表报]|制表|编制|审核|复核|审批|经办|报送|联系|(?:单位)?负责|日期"
_UNDER = re.compile(rf"\(?(?:{_LABELS}).{{0,4}}:.*|注[0-9(].*|.*\((?:签字|盖章|签章|公章)\).*|20[0-9]{{2}}年[0-9]{{1,2}}月[0-9]{{1,2}}日")
IGNORED: Final = frozenset(
    {"序号", "编号", "no", "no.", "#", "备注", "说明", "注", "remark", "remarks", "note", "notes"}
    | {"联系人", "联系电话", "电话", "手机", "手机号", "联系方式", "行业", "所属行业", "行业类别", "企业规模", "规模", "地址", "注册地址"}
    | {"街道", "属地", "所属街道", "法定代表人", "经办人"}
)
"""Headings, folded, of columns that say nothing of what is taken in."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is looked for.

    Attributes:
        code: The field, as faults name it.
        title: What people call it.
        names: The headings it goes by, folded as `fold` does.
        amount: Whether it holds amounts; its heading may then say their unit and their year.
        required: Whether a table without it is none.
    """

    code: str
    title: Text
    names: frozenset[str]
    amount: bool = False
    required: bool = True


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that was found.

    Attributes:
        column: Which.
        place: Where, counted from 1.
        said: How the sheet heads it.
        unit: The unit of its amounts, if the heading or the title says one.
        year: The year the heading says, if it does.
    """

    column: Column
    place: int
    said: str
    unit: str | None = None
    year: int | None = None


@dataclass(slots=True)
class Table:
    """A table in a sheet.

    Attributes:
        sheet: Where.
        heading_row: The row of its headings, the last where there are two.
        headings: The columns that were found, by their codes.
        years: The years its titles say.
        rows: The numbers of its rows of data.
        totals: The numbers of its rows of totals, each with the rows it sums up.
        headed: The places that have a heading, known or not.
        ignored: The headings of columns that say nothing of what is taken in.
    """

    sheet: Sheet
    heading_row: int
    years: frozenset[int]
    headings: dict[str, Heading] = field(default_factory=dict)
    headed: set[int] = field(default_factory=set)
    rows: list[int] = field(default_factory=list)
    totals: list[tuple[int, list[int]]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def heading(self, code: str, message: Text) -> Fault:
        """Return a fault of a heading."""
        return self.fault(self.heading_row, code, message)

    def cell(self, row: int, code: str) -> Cell:
        """Return the cell of a column in a row."""
        return self.sheet.at(row, self.headings[code].place)

    def place(self, row: int, code: str) -> Text:
        """Return where a cell is, as somebody who looks at the sheet finds it: by its row and its heading."""
        return _place(self.sheet, row, self.headings[code].place, self.headings[code].said)

    def fault(self, row: int, code: str, message: Text) -> Fault:
        """Return a fault of a cell, naming sheet, row and column."""
        heading = self.headings[code]
        return fault_at(self.sheet, row, heading.place, code, heading.said, message)


_HEADING: Final = "heading"
"""What a fault of a column that is none of ours is about."""


def fault_at(sheet: Sheet, row: int, place: int, code: str, said: str, message: Text) -> Fault:
    """Return a fault of a cell, naming sheet, row and column in both languages.

    Args:
        sheet: The sheet.
        row: Its row.
        place: Its column, counted from 1.
        code: The field it is about.
        said: How the sheet heads the column, if it does.
        message: What is wrong.
    """
    where = _place(sheet, row, place, said)
    text = Text(f"{where.zh}：{message.zh}", f"{where.en}: {message.en}")
    return Fault(code, text, sheet=sheet.name, cell=cell_name(row, place))


def _place(sheet: Sheet, row: int, place: int, said: str) -> Text:
    column = Text(f"“{said}”列", f"column “{said}”") if said else Text(f"{column_name(place)}列", f"column {column_name(place)}")
    return Text(f"工作表“{sheet.name}”第{row}行{column.zh}", f"Sheet “{sheet.name}”, row {row}, {column.en}")


def find_tables(sheets: Sequence[Sheet], columns: Sequence[Column]) -> tuple[list[Table], list[Fault]]:
    """Find every table of a workbook.

    Args:
        sheets: Its sheets.
        columns: What is looked for; the first is the key, which every row of data has.

    Returns:
        The tables, and whatever is wrong with their layout. A sheet without a table, such as one of instructions, is passed over, unless
        it holds what looks like data.
    """
    tables: list[Table] = []
    faults: list[Fault] = []
    for sheet in sheets:
        table, wrong = _table(sheet, columns)
        faults += wrong
        if table is not None:
            faults += _divide(table, columns[0])
            tables.append(table)
    if not tables and not faults:
        titles = [column.title for column in columns if column.required]
        zh, en = "、".join(title.zh for title in titles), ", ".join(title.en for title in titles)
        faults.append(Fault("file", Text(f"没有找到表头（{zh}）", f"no headings were found ({en})")))
    return tables, faults


def _table(sheet: Sheet, columns: Sequence[Column]) -> tuple[Table | None, list[Fault]]:
    best: tuple[int, Table, list[Fault]] | None = None
    for number, cells in _heading_rows(sheet):
        table, faults = _headed(sheet, number, cells, columns)
        known = len(table.headings)
        if known >= _ENOUGH and (best is None or (known, -len(faults)) > (best[0], -len(best[2]))):
            best = known, table, faults
    if best is not None:
        return best[1], best[2]
    for row, cells in sheet.rows.items():
        if (place := _code_place(cells)) is not None:
            unheaded = Text("此表没有可识别的表头", "its sheet has no headings that are known")
            return None, [fault_at(sheet, row, place, columns[0].code, "", unheaded)]
    return None, []


def _heading_rows(sheet: Sheet) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the rows that may be headings: each one, and each with the one above it, as where cells were merged."""
    above: list[Cell] = []
    for number, cells in sheet.rows.items():
        if number > _MOST_TITLES:
            return
        yield number, cells
        if above:
            yield number, [upper if is_empty(lower) else lower for upper, lower in zip_longest(above, cells)]
        above = cells


def _headed(sheet: Sheet, number: int, cells: Sequence[Cell], columns: Sequence[Column]) -> tuple[Table, list[Fault]]:
    titles = [
        fold(text_of(cell))
        for _, line in takewhile(lambda item: item[0] < number, sheet.rows.items())
        for cell in line
        if isinstance(cell, str)
    ]
    units = {said["unit"] for title in titles if (said := _UNIT_SAID.search(title))}
    table = Table(sheet, number, frozenset(int(year) for title in titles for year in _YEAR_SAID.findall(title)))
    faults: list[Fault] = []
    for place, cell in enumerate(cells, 1):
        heading = fold(text_of(cell)).strip(_SIGN)
        if not heading:
            # Remarks often take several columns.
            if fold(text_of(sheet.behind(number, place))).strip(_SIGN) in IGNORED:
                table.headed.add(place)
            continue
        table.headed.add(place)
        found = next((read for column in columns if (read := _read(column, place, heading))), None)
        if found is None:
            if heading in IGNORED:
                table.ignored.append(text_of(cell))
            else:
                unknown = Text("不认识这一列，请删去或按模板改名", "is not a known column: delete it, or name it as the template does")
                faults.append(fault_at(sheet, number, place, _HEADING, _short(cell), unknown))
        elif found.column.code in table.headings:
            twice = Text("有两列含义相同", "two columns say the same")
            faults.append(fault_at(sheet, number, place, found.column.code, _short(cell), twice))
        else:
            table.headings[found.column.code] = _with_unit(replace(found, said=_short(cell)), units)
            if found.unit and units and FEN_IN[found.unit] not in {FEN_IN[unit] for unit in units}:
                other = Text("单位与表题所写的不一致", "is in another unit than the title says")
                faults.append(fault_at(sheet, number, place, found.column.code, _short(cell), other))
    for column in columns:
        if column.required and column.code not in table.headings:
            text = Text(
                f"工作表“{sheet.name}”第{number}行表头缺少“{column.title.zh}”",
                f"Sheet “{sheet.name}”, row {number}: no column says {column.title.en}",
            )
            faults.append(Fault(column.code, text, sheet=sheet.name, cell=cell_name(number, 1)))
    return table, faults


def _read(column: Column, place: int, heading: str) -> Heading | None:
    """Return a heading as a column, if it is one of its names."""
    if not column.amount:
        return Heading(column, place, heading) if heading in column.names or _BRACKETS.sub("", heading) in column.names else None
    if heading in column.names:
        return Heading(column, place, heading)
    year, unit = None, None
    if dated := _YEAR_FIRST.fullmatch(heading):
        year, heading = int(dated["year"]), dated["base"]
    if measured := _UNITS.fullmatch(heading):
        unit, heading = measured["unit"], measured["base"].strip(_SIGN)
    return Heading(column, place, heading, unit, year) if heading in column.names else None


def _with_unit(found: Heading, units: set[str]) -> Heading:
    """Return a heading with the unit that the title says, where it says none itself."""
    if not found.column.amount or found.unit or len(units) != 1:
        return found
    return replace(found, unit=next(iter(units)))


def _divide(table: Table, key: Column) -> list[Fault]:
    """Tell rows of data, totals and what stands under the table apart; name data above the headings, and in a column without one."""
    since_subtotal: list[int] = []
    above: list[Fault] = []
    beside: dict[int, Fault] = {}
    summed = 0
    headings = _folded(table.sheet.rows[table.heading_row])
    first = next((row for row in table.sheet.rows if row > table.heading_row), None)
    for row, cells in table.sheet.rows.items():
        if row <= table.heading_row:
            if (place := _code_place(cells)) is not None:
                above.append(_misplaced(table, row, place, "在表头之上", "stands above the headings"))
            continue
        texts = _folded(cells)
        if not any(texts) or texts == headings or (row == first and all(_NUMBERED.fullmatch(text) for text in texts if text)):
            continue
        match _label(texts, table.headings[key.code].place if key.code in table.headings else 1):
            case "total":
                table.totals.append((row, list(table.rows)))
                summed = len(table.rows)
                continue
            case "subtotal":
                table.totals.append((row, since_subtotal))
                since_subtotal = []
                continue
            case "note":
                continue
        table.rows.append(row)
        since_subtotal.append(row)
        for place, cell in enumerate(cells, 1):
            if place not in table.headed and place not in beside and not is_empty(cell):
                beside[place] = _misplaced(table, row, place, "所在列没有表头", "stands in a column without a heading")
    # A total over none of the rows says so itself.
    left_out = table.rows[summed:] if summed else []
    place = table.headings[key.code].place if key.code in table.headings else 1
    below = [
        _misplaced(table, row, place, "在合计行之下，合计未包括这一行", "stands below the total, which leaves it out") for row in left_out
    ]
    return [*above, *beside.values(), *below]


def _label(texts: Sequence[str], key: int) -> str | None:
    """Return what a row is that is no data, or None. A row that says anything in the key's column, other than such a word, is data."""
    keyed = texts[key - 1] if key <= len(texts) else ""
    first = next(text for text in texts if text)
    words = [keyed] if keyed else [first, *texts[: key + 1]]
    if any(_TOTAL.fullmatch(word) for word in words):
        return "total"
    if any(_SUBTOTAL.fullmatch(word) for word in words):
        return "subtotal"
    return "note" if keyed in {"", first} and _UNDER.fullmatch(first) else None


def _code_place(cells: Sequence[Cell]) -> int | None:
    return next((place for place, cell in enumerate(cells, 1) if looks_like_code(cell)), None)


def _misplaced(table: Table, row: int, place: int, zh: str, en: str) -> Fault:
    return fault_at(table.sheet, row, place, _HEADING, "", Text(zh, en))


def _folded(cells: Sequence[Cell]) -> list[str]:
    return [fold(text_of(cell)) for cell in cells]


def _short(cell: Cell) -> str:
    return " ".join(text_of(cell).split())[:30]
