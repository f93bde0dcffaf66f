"""尽职调查。Due diligence before experts and a meeting look at an investment: the department's own, and that of an outside firm.

Each has its report as a document, figures and an opinion. An officer enters both; the firm is known by its credit code, and is none of the
enterprise's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from policy.actors import Role
from policy.money import MAX_FEN
from policy.processes.kernel.duties import Duty
from policy.processes.kernel.lifecycle import Step
from policy.processes.kernel.task_kind import AMOUNT, OPINION, TaskKind, document, line
from policy.text import Text


class DiligenceEvent(StrEnum):
    """What happened in a due diligence, in the past tense."""

    DILIGENCE_STATED = "diligence_stated"
    FIRM_DILIGENCE_STATED = "firm_diligence_stated"
    DILIGENCE_COMPLETED = "diligence_completed"


REPORTS: Final[Mapping[str, str]] = {
    "due_diligence": "due_diligence_report",
    "firm_due_diligence": "firm_due_diligence_report",
}
"""The human steps of a due diligence, each with the evidence that its report is."""


def _signed(zh: str, en: str) -> dict[str, Any]:
    return AMOUNT | {"minimum": -MAX_FEN, "title": zh, "description": en}


FIGURES: Final[Mapping[str, Mapping[str, Any]]] = {
    "net_assets_fen": _signed("净资产（分）", "Net assets, in fen"),
    "revenue_fen": AMOUNT | {"minimum": 0, "title": "上年营业收入（分）", "description": "Revenue of the year before, in fen"},
    "net_profit_fen": _signed("上年净利润（分），亏损为负", "Net profit of the year before, in fen; a loss is negative"),
    "valuation_fen": AMOUNT | {"title": "建议投后估值（分）", "description": "Value after the investment that it proposes, in fen"},
}
"""What each of them finds, as properties of a form."""
SHOWN: Final = ("firm", "firm_uscc", "opinion", "document", *FIGURES)
"""What of it a meeting reads."""

FIRM_CODE: Final = "firm_uscc"

DILIGENCE: Final = TaskKind(
    "due_diligence",
    Text("登记尽职调查", "Enter the due diligence"),
    Role.OFFICER,
    duty=Duty.PREPARE,
    working_days=20,
    decisions={DiligenceEvent.DILIGENCE_STATED: Text("登记", "Enter it")},
    fields={"document": document("尽职调查报告（材料编号）", "The report: the id of the document"), **FIGURES, "opinion": OPINION},
    required=("document", *FIGURES, "opinion"),
)
FIRM_DILIGENCE: Final = TaskKind(
    "firm_due_diligence",
    Text("登记第三方机构尽职调查", "Enter the due diligence of an outside firm"),
    Role.OFFICER,
    duty=Duty.PREPARE,
    working_days=20,
    decisions={DiligenceEvent.FIRM_DILIGENCE_STATED: Text("登记", "Enter it")},
    fields={
        FIRM_CODE: line("机构统一社会信用代码", "Credit code of the firm; the register names it", 40) | {"x-folded": True},
        **DILIGENCE.fields,
    },
    required=(FIRM_CODE, *DILIGENCE.required),
)
DILIGENT: Final[tuple[TaskKind, ...]] = (DILIGENCE, FIRM_DILIGENCE)


def diligence_steps(review: str) -> dict[str, Step]:
    """Return the rows of a due diligence in the stage `review`, before whoever reviews is asked."""
    return {
        DiligenceEvent.DILIGENCE_STATED: Step(Text("登记尽职调查", "Due diligence entered"), stays=(review,), internal=True),
        DiligenceEvent.FIRM_DILIGENCE_STATED: Step(
            Text("登记第三方机构尽职调查", "Due diligence of an outside firm entered"), stays=(review,), internal=True
        ),
        DiligenceEvent.DILIGENCE_COMPLETED: Step(
            Text("尽职调查完成", "Due diligence completed"), stays=(review,), opens=("review",), internal=True
        ),
    }
