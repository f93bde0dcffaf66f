"""应征方案。What a solution consists of: its fields and documents, as its form and a notice of correction name them."""

from __future__ import annotations

from typing import Final

from policy.language.items import Item
from policy.processes.acceptance.submission import Form
from policy.processes.change import terms as change
from policy.text import Text

SOLUTION: Final = "solution"
"""The text of the solution itself: it is frozen with what the call's window took in."""
MILESTONE_REPORT: Final = "milestone_report"
"""What shows that a milestone is reached: its report, with what the task book says is delivered."""
_FIELDS: Final = {
    "title": Text("方案名称", "Title of the solution"),
    "approach": Text("技术路线", "The approach"),
    "team": Text("团队", "The team"),
    "planned_cost_fen": Text("计划成本（分）", "Planned cost in fen"),
    "months": Text("实施月数", "Months it takes"),
}
_LATER: Final = {MILESTONE_REPORT: Text("里程碑报告", "Report of a milestone"), **change.EVIDENCE}
_SAID: Final = {"milestone": Text("里程碑", "Milestone"), "report": Text("报告", "Report"), **change.SAID}


def solution_form(item: Item) -> Form:
    """Return what an enterprise hands in with a solution, and while the project is carried out."""
    evidence = {SOLUTION: Text("方案文本", "Text of the solution"), **_LATER}
    evidence |= {one.code: one.title for one in item.evidence}
    return Form(facts=_FIELDS, evidence=evidence, required=frozenset({SOLUTION}), known=_SAID)
