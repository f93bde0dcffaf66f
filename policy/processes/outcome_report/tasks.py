"""绩效自评的人工环节。The human step of an outcome report: its recipient says what was promised and reached, with figures by year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from policy.actors import Role
from policy.money import MAX_FEN
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.task_kind import TaskKind, line
from policy.processes.outcome_report.lifecycle import Event
from policy.text import Text

REPORT: Final = "outcome_report"
LATE_REPORT: Final = "late_outcome_report"

FIGURES: Final[Mapping[str, Text]] = {
    "revenue_fen": Text("营业收入（分）", "Revenue (fen)"),
    "tax_fen": Text("纳税额（分）", "Taxes paid (fen)"),
    "rd_expense_fen": Text("研发费用（分）", "Expenditure on research and development (fen)"),
    "employees": Text("从业人员（人）", "Employees"),
    "patents": Text("新增授权发明专利（件）", "Invention patents granted in the year"),
}
"""What is reported of each year."""
_MOST_YEARS: Final = 5
# No enterprise has more people, or patents of a year.
_MOST_COUNTED: Final = 10_000_000


def _number(name: str, title: Text) -> dict[str, Any]:
    most = MAX_FEN if name.endswith("_fen") else _MOST_COUNTED
    return {"type": "integer", "title": title.zh, "description": title.en, "minimum": 0, "maximum": most}


_YEAR: Final = {"type": "integer", "title": "年度", "description": "The year", "minimum": 2015, "maximum": 2100}
_FORM: Final = {
    "promised": line("申报时的预期目标", "What was promised when it was applied for"),
    "reached": line("实际完成情况", "What was reached"),
    "figures": {
        "type": "array",
        "title": "分年度数据",
        "description": "Figures by year",
        "minItems": 1,
        "maxItems": _MOST_YEARS,
        "items": {
            "type": "object",
            "properties": {"year": _YEAR, **{name: _number(name, title) for name, title in FIGURES.items()}},
            "required": ["year", *FIGURES],
            "additionalProperties": False,
        },
    },
}


def _kind(code: str, title: Text, given: Event, days: int, overdue: Event | None) -> TaskKind:
    return TaskKind(
        code,
        title,
        Role.APPLICANT,
        duty=Duty.APPLY,
        working_days=days,
        decisions={given: Text("填报", "Give it")},
        fields=_FORM,
        required=tuple(_FORM),
        overdue=overdue,
    )


KINDS: tuple[TaskKind, ...] = (
    _kind(REPORT, Text("填报绩效自评", "Report what the support has brought"), Event.REPORTED, 20, Event.REPORT_MISSED),
    _kind(LATE_REPORT, Text("补报绩效自评", "Give the report that is missing"), Event.REPORTED_LATE, 20, None),
)
