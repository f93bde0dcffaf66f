"""政策试算的字段。What-ifs in JSON."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import Field

from api.schemas.base import Given, ShortText, Shown, Words
from api.schemas.codes import ItemCode
from policy.what_if.order import Against
from policy.what_if.states import WhatIfState

EXAMPLE_FACTS: Final[dict[str, Any]] = {
    "size": {"large": 1, "small": 3},
    "on_key_list": "0.4",
    "little_giant": "0.1",
    "rd_expense_fen": [{"from": 0, "to": 1_000_000_000, "weight": 1}],
    "target_fen": [{"from": 300_000_000, "to": 500_000_000, "weight": 1}],
}
"""How each fact of a member of clause 6 is drawn."""


class WhatIfGiven(Given):
    """What is to be tried."""

    item: ShortText = Field(description="事项代码 Code of the item", examples=["rd-growth"])
    against: Against = Field(
        strict=False, description="对象：已存案件、年度运行或者虚拟对象 Stored cases, an annual run, or an invented population"
    )
    annual_run: ShortText | None = Field(default=None, description="年度运行的编号 Which run")
    population: dict[str, Any] | None = Field(
        default=None,
        description="虚拟对象：种子、数量、日期和各项事实的分布 Seed, rows, day, and how each fact is drawn",
        examples=[{"seed": 1, "rows": 1000, "on": "2026-06-01", "facts": EXAMPLE_FACTS}],
    )
    change: dict[str, Any] | None = Field(
        default=None,
        description="变化：数值、实施细则草案、取消的条件、增加的条件 Figures, draft rules, conditions left away or added",
        examples=[{"figures": {"rate": "0.25"}, "waived": [], "required": [[{"fact": "size", "in": ["large"]}]]}],
    )
    sweep: dict[str, Any] | None = Field(
        default=None,
        description="一项数值在区间内逐步变化，不超过20步 One figure through a range, in 20 steps at most",
        examples=[{"figure": "rate", "from": "0.10", "to": "0.30", "steps": 5}],
    )
    ceiling_fen: int | None = Field(default=None, ge=0, description="年度总额（分），超出时按比例分配 What everybody may be given a year")
    budgets_fen: dict[str, int] | None = Field(default=None, description="各年预算（分），未填写的取已安排的预算 Budgets by year")

    def asked(self) -> dict[str, Any]:
        """Return it as it is kept and read again."""
        return self.model_dump(mode="json", exclude_none=True)


class WhatIfShown(Shown):
    """A what-if, without its result."""

    id: uuid.UUID
    item_code: ItemCode
    item_title: Words
    asked: dict[str, Any]
    asked_by: str
    asked_at: datetime
    state: WhatIfState
    progress: dict[str, Any] = Field(description="进展 How far it has come")
    reason: Words | None = Field(description="未能完成的原因 Why it failed")
    ended_at: datetime | None


class WhatIfInFull(WhatIfShown):
    """A what-if with what was found."""

    result: dict[str, Any] | None = Field(
        description="结果：前后金额、各类影响、按年度、总额与预算、逐步试算、无法判断的事实、缺少的参数、未经核算的案件、没有影响的变化 "
        "Before and after, effects, by year, ceiling and budget, the sweep, what was never asked, missing parameters, "
        "cases never assessed, and changes that decide no case"
    )


class OutcomeShown(Shown):
    """What a row comes to."""

    outcome: str
    award_fen: int | None


class WhatIfCaseShown(Shown):
    """One row, before and after."""

    number: str | None = Field(description="申请编号；虚拟对象为序号 Number of the application, or of an invented row")
    enterprise_uscc: str | None
    enterprise_name: str | None
    effect: Literal["unchanged", "gains", "loses", "newly_qualifies", "no_longer_qualifies", "not_judged", "needs_parameter"]
    before: OutcomeShown
    after: OutcomeShown
    share_fen: int | None = Field(description="总额分配后的金额 What is left of it after the ceiling")
