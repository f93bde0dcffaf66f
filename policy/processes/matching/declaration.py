"""配套项目的填报。What an enterprise declares of a project of state or city that it wants to have matched."""

from __future__ import annotations

from datetime import date
from typing import Final

from policy.errors import Code, Fault, Refusal
from policy.language.facts import EARLIEST_YEAR, LATEST_YEAR
from policy.processes.acceptance.submission import Form
from policy.processes.change import terms as change
from policy.text import Text

DECLARATION: Final = Form(
    facts={
        "project_no": Text("上级项目编号", "Number of the upstream project"),
        "upstream_level": Text("上级级别", "Level of the upstream"),
        "title": Text("项目名称", "Title of the project"),
        "fits_direction": Text("符合经开区发展方向", "It fits the area's direction"),
        "begins_on": Text("开始日期", "Begins on"),
        "ends_on": Text("结束日期", "Ends on"),
    },
    evidence=change.EVIDENCE,
    known=change.SAID,
)
"""Its fields, with what a notice of correction calls them; its only documents are those that a change of it rests on."""

FIRST_DAY: Final = date(EARLIEST_YEAR, 1, 1)
LAST_DAY: Final = date(LATEST_YEAR, 12, 31)
"""Between them lies whatever may still be matched: another day is a slip of the pen."""


def require_days(begins_on: date, ends_on: date) -> None:
    """Refuse a project that ends before it begins, or that nobody could be carrying out now.

    Raises:
        Refusal: `invalid_input`, naming each day that is wrong.
    """
    within = Text(f"应在{FIRST_DAY}至{LAST_DAY}之间", f"must be from {FIRST_DAY} to {LAST_DAY}")
    days = {"begins_on": begins_on, "ends_on": ends_on}
    faults = [Fault(field, within) for field, day in days.items() if not FIRST_DAY <= day <= LAST_DAY]
    if not faults and ends_on < begins_on:
        faults.append(Fault("ends_on", Text("不得早于开始日期", "must not be before it begins")))
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text("起止日期有误。", "The dates are not valid."), faults)
