"""开放数据表格。The awards as CSV, under the standard's own column titles, with no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from policy.judging.catalogue import item as item_called
from policy.language.items import DEPARTMENT_NAMES
from policy.open_data.award import PublishedAward
from policy.open_data.exact import Yuan
from policy.open_data.giving import CURRENCY, LONGEST_TITLE, PROGRAMME, identifier_of
from policy.open_data.publisher import Publisher, organisation
from policy.opinions_2022_8 import DOCUMENT_ID

COLUMNS: Final = (
    *("Identifier", "Title", "Description", "Currency", "Amount Awarded", "Amount Disbursed", "Award Date"),
    *("Planned Dates:Start Date", "Planned Dates:End Date", "Actual Dates:Start Date", "Actual Dates:End Date"),
    *("Recipient Org:Identifier", "Recipient Org:Name"),
    *("Funding Org:Identifier", "Funding Org:Name", "Funding Org:Department", "Grant Programme:Code", "Grant Programme:Title"),
    *("Clause", "Item", "Amount Recovered", "Recovered On", "Recovered For", "Last Modified"),
)
MARK: Final = "\ufeff"
"""By which spreadsheets know that it is UTF-8."""

# Also in the full width that spreadsheets in Chinese take for the same.
_RUN: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def header() -> str:
    """Return what the file begins with."""
    return MARK + _lines([COLUMNS])


def rows(awards: Iterable[PublishedAward], publisher: Publisher) -> str:
    """Return a line for each award."""
    return _lines(_row(award, publisher) for award in awards)


def harmless(cell: str) -> str:
    """Return a cell as text: what a spreadsheet would take for a formula begins with an apostrophe."""
    return f"'{cell}" if cell.lstrip(" \u3000").startswith(_RUN) else cell


def _row(award: PublishedAward, publisher: Publisher) -> tuple[str, ...]:
    item = item_called(award.item_code)
    instructed, paid = [one.instructed_on for one in award.paid], [one.paid_on for one in award.paid]
    days = (min(instructed), max(instructed), min(paid), max(paid))
    return (
        *(identifier_of(award, publisher), item.title.zh[:LONGEST_TITLE], f"{item.summary.zh} {item.summary.en}", CURRENCY),
        *(str(Yuan(award.awarded_fen)), str(Yuan(award.paid_fen)), award.awarded_on.isoformat(), *(day.isoformat() for day in days)),
        *(organisation(award.uscc), award.name),
        *(publisher.identifier, publisher.name, DEPARTMENT_NAMES[award.department].zh, DOCUMENT_ID, PROGRAMME),
        *(item.citation, item.code, str(Yuan(award.came_back_fen))),
        "；".join(one.on.isoformat() for one in award.came_back),
        "；".join(" ".join(one.cause.as_dict().values()) for one in award.came_back),
        award.changed_at.isoformat(timespec="seconds"),
    )


def _lines(cells: Iterable[tuple[str, ...]]) -> str:
    sheet = io.StringIO()
    csv.writer(sheet).writerows(tuple(map(harmless, row)) for row in cells)
    return sheet.getvalue()
