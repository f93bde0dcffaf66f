"""指标看板。The figures that whoever leads the area, or a department, looks at every day."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query

from api.schemas.dashboard import DashboardShown, MoneyShown, MonthShown, WaitingShown
from api.web.permissions import Signed, may
from api.web.services import Served
from models.queries import dashboard
from policy.working_days import BEIJING

router = APIRouter(tags=["figures"])


@router.get("/figures", operation_id="get_figures", summary="指标看板 The figures of the day", **may("figures:read"))
async def get_figures(
    served: Served,
    actor: Signed,
    year: Annotated[int | None, Query(ge=2022, le=2100, description="年度，默认本年 The year; this one unless said")] = None,
) -> DashboardShown:
    """Say what is open and overdue now, where a year's money is, and what came in and went out by clause and month.

    Whoever works for all departments sees them all, others their own. It is cheap enough to be asked every minute.
    """
    now = datetime.now(UTC)
    wanted = year or now.astimezone(BEIJING).year
    months = defaultdict[tuple[int | None, int], dict[str, int]](lambda: {"handed_in": 0, "paid": 0, "paid_fen": 0})
    async with served.database.reading() as session:
        waiting = await dashboard.waiting(session, actor, now)
        money = await dashboard.money(session, actor, wanted)
        for row in (*await dashboard.handed_in(session, actor, wanted), *await dashboard.paid(session, actor, wanted)):
            counts = row._asdict()
            months[counts.pop("clause"), int(counts.pop("month"))] |= {name: int(count) for name, count in counts.items()}
    return DashboardShown(
        year=wanted,
        at=now,
        waiting=[WaitingShown.model_validate(row._asdict()) for row in waiting],
        money=[MoneyShown(department=row.department, state=row.kind, amount_fen=int(row.amount_fen)) for row in money],
        months=[
            MonthShown(clause=clause, month=month, **counts)
            for (clause, month), counts in sorted(months.items(), key=lambda one: (one[0][0] or 0, one[0][1]))
        ],
    )
