"""配套项目的约定内容。The terms of a matching project that may be changed while it is active, and what holds of them."""

from __future__ import annotations

from datetime import date
from typing import Final

from policy.errors import Fault
from policy.processes.change.terms import BUDGET, PARTNERS, Forms, Terms, faults_in_budget, faults_in_partners, refuse_terms
from policy.processes.kernel.task_kind import day, line
from policy.processes.matching.declaration import LAST_DAY
from policy.text import Text

TERMS: Final[Forms] = {
    "title": line("项目名称", "Title of the project", 200),
    "goals": line("目标与内容", "Goals and content of the project", 5000),
    "ends_on": day("结束日期", "Ends on"),
    "budget": BUDGET,
    "partners": PARTNERS,
}
"""What a change may be about. Number and level are the upstream's: another project is filed anew."""
OF_THE_ROW: Final = ("title", "ends_on")
"""The terms a project is declared with; the others are agreed on by a change first."""


def require_changeable(before: Terms, after: Terms, *, begins_on: date, today: date) -> None:
    """Refuse a change that ends the project before today or before it began, or that moves money from outside its budget.

    Args:
        before: The terms in force.
        after: Every term as it is to be.
        begins_on: When the project began.
        today: The day in Beijing.

    Raises:
        Refusal: `invalid_input`, naming each fault under `changes`.
    """
    faults = []
    if after["ends_on"] != before["ends_on"]:
        ends_on = _day(after["ends_on"])
        if ends_on is None or not max(today, begins_on) < ends_on <= LAST_DAY:
            said = Text(
                f"应为日期，且晚于今日和开始日期，不晚于{LAST_DAY}",
                f"must be a date after today and after it began, and not after {LAST_DAY}",
            )
            faults.append(Fault("ends_on", said))
    budget = before.get("budget")
    total_fen = sum(one["fen"] for one in budget) if budget else None
    faults += [*faults_in_budget(after.get("budget"), total_fen), *faults_in_partners(after.get("partners"))]
    refuse_terms(faults, "changes")


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
