"""指标看板的字段。The figures of the day in JSON: what is open and overdue, where the money is, what came in and went out by month."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from api.schemas.base import Shown, Words
from api.schemas.codes import DepartmentCode, ProcessCode, RoleCode


class StepsWaitingShown(Shown):
    """Human steps of one process that one role of one department has open."""

    process: ProcessCode
    department: DepartmentCode
    role: RoleCode
    title: Words = Field(description="谁的什么环节 Whose steps they are, in words")
    cases: int
    steps: int
    overdue: int = Field(description="已逾期或者已督办 Past their due date, or escalated")


class MoneyShown(Shown):
    """What of a department's budget is in one state."""

    department: DepartmentCode
    state: str = Field(description="预算科目的状态 The account of the books", examples=["available"])
    title: Words
    amount_fen: int


class MonthShown(Shown):
    """What came in and went out of one clause in one month."""

    clause: int | None = Field(
        description="条款；退还无人欠缴的来款和不属于某一事项的案件不属于任何条款 "
        "Which; none of what came in though nobody owed it, and of cases about no item"
    )
    month: int = Field(ge=1, le=12)
    handed_in: int = Field(description="受理件数，各类案件合计 Cases of every process that has money or deadlines, handed in or opened")
    handed_in_by: dict[str, int] = Field(description="其中各类案件的件数 Of them, by process", examples=[{"application": 9, "loan": 1}])
    paid: int = Field(
        description="拨付笔数，含结算、补差、分期和退还 Payments: of awards, settlements, supplements, instalments and refunds"
    )
    paid_fen: int


class DashboardShown(Shown):
    """The figures of the day."""

    year: int
    at: datetime
    waiting: list[StepsWaitingShown]
    money: list[MoneyShown]
    months: list[MonthShown]
