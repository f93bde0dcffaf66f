"""任务书的内容。The terms of a task book that may be changed while the project is carried out, and what holds of them whoever changes them.

The planned cost is none of them: money moves between headings. What has passed stays; what is ahead ends within three years of the signing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from policy.errors import Fault
from policy.processes.change.terms import BUDGET, PARTNERS, Forms, Terms, faults_in_budget, faults_in_partners, refuse_terms
from policy.processes.kernel.task_kind import day, line
from policy.processes.post_grant.task_book import MILESTONES_MOST, faults_in_dates
from policy.text import Text

_MILESTONES: Final[dict[str, Any]] = {
    "type": "array",
    "title": "里程碑（按日期先后）",
    "description": "The milestones in the order of their dates; the last within 36 months of the signing",
    "minItems": 1,
    "maxItems": MILESTONES_MOST,
    "items": {
        "type": "object",
        "properties": {
            "title": line("名称", "What it is", 200),
            "due_on": day("日期", "A date such as 2027-06-30"),
            "deliverable": line("交付物", "What shows that it is reached", 500),
        },
        "required": ["title", "due_on", "deliverable"],
        "additionalProperties": False,
    },
}
TERMS: Final[Forms] = {
    "goals": line("目标与内容", "Goals and content of the project", 5000),
    "budget": BUDGET,
    "milestones": _MILESTONES,
    "partners": PARTNERS,
}
"""What a task book says besides its cost, and what a change may be about."""


def terms_of(task_book: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is agreed of the terms that may be changed."""
    return {code: task_book[code] for code in TERMS if code in task_book}


def require_agreeable(task_book: Mapping[str, Any]) -> None:
    """Refuse a task book whose budget does not sum to its planned cost, or whose partners are none.

    Raises:
        Refusal: `invalid_input`, naming each fault.
    """
    refuse_terms(
        [*faults_in_budget(task_book.get("budget"), task_book["planned_cost_fen"]), *faults_in_partners(task_book.get("partners"))]
    )


def require_changeable(task_book: Mapping[str, Any], after: Terms, *, settled: int, today: date) -> None:
    """Refuse a change that reaches back, past three years, or beyond the planned cost.

    Args:
        task_book: As it is in force.
        after: Every term as it is to be.
        settled: How many milestones have passed, or are reported and being checked: these stay as they are.
        today: The day in Beijing.

    Raises:
        Refusal: `invalid_input`, naming each fault under `changes`.
    """
    before, milestones = task_book["milestones"], after["milestones"]
    stays = Text("已完成或正在检查，不能变更", "has passed or is being checked and cannot be changed")
    faults = [Fault(f"milestones.{place}", stays) for place in range(settled) if milestones[place : place + 1] != before[place : place + 1]]
    if milestones != before and not faults:
        faults += faults_in_dates(milestones, today, date.fromisoformat(task_book["signed_on"]), settled=settled)
    faults += faults_in_budget(after.get("budget"), task_book["planned_cost_fen"])
    faults += faults_in_partners(after.get("partners"))
    refuse_terms(faults, "changes")
