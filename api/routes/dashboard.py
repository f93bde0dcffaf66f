"""指标看板。The figures that whoever leads the area, or a department, looks at every day."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.schemas.base import Words
from api.schemas.dashboard import DashboardShown, MoneyShown, MonthShown, StepsWaitingShown
from api.web.media_types import JSON
from api.web.permissions import Signed, may
from api.web.reads import IfNoneMatch, or_unchanged
from api.web.services import Served
from models.queries import dashboard
from policy.actors import ROLE_NAMES, Role
from policy.language.items import DEPARTMENT_NAMES
from policy.processes.registry import LIFECYCLES
from policy.processes.treasury.accounts import ACCOUNTS
from policy.working_days import BEIJING

router = APIRouter(tags=["figures"])


@dataclass
class MonthCounted:
    """What came in, by process, and went out of a clause in a month."""

    handed_in_by: Counter[str] = field(default_factory=Counter)
    paid: int = 0
    paid_fen: int = 0


@router.get(
    "/figures",
    operation_id="get_figures",
    summary="指标看板 The figures of the day",
    response_model=DashboardShown,
    responses={304: {"description": "没有变化 Nothing has changed"}},
    **may("figures:read"),
)
async def get_figures(
    served: Served,
    actor: Signed,
    request: Request,
    year: Annotated[int | None, Query(ge=2022, le=2100, description="年度，默认本年 The year; this one unless said")] = None,
    _if_none_match: IfNoneMatch = None,
) -> Response:
    """Say what is open and overdue now, where a year's money is, and what came in and went out by clause and month.

    Whoever works for all departments sees them all, others those of their own. It is cheap enough to be asked every minute, and is not
    sent again while nothing has changed.
    """
    now = datetime.now(UTC)
    wanted = year or now.astimezone(BEIJING).year
    months = defaultdict[tuple[int | None, int], MonthCounted](MonthCounted)
    async with served.database.reading() as session:
        waiting = await dashboard.waiting(session, actor, now)
        money = await dashboard.money(session, actor, wanted)
        for row in await dashboard.handed_in(session, actor, wanted):
            months[row.clause, int(row.month)].handed_in_by[row.process] += row.handed_in
        for row in await dashboard.paid(session, actor, wanted):
            counted = months[row.clause, int(row.month)]
            counted.paid, counted.paid_fen = row.paid, int(row.paid_fen)
    shown = DashboardShown(
        year=wanted,
        at=now,
        waiting=[
            StepsWaitingShown.model_validate(row._asdict() | {"title": _title(row.process, row.department, row.role)}) for row in waiting
        ],
        money=[
            MoneyShown(department=row.department, state=row.kind, title=Words.of(ACCOUNTS[row.kind]), amount_fen=int(row.amount_fen))
            for row in money
        ],
        months=[
            MonthShown(
                clause=clause,
                month=month,
                handed_in=sum(one.handed_in_by.values()),
                handed_in_by=dict(one.handed_in_by),
                paid=one.paid,
                paid_fen=one.paid_fen,
            )
            for (clause, month), one in sorted(months.items(), key=lambda one: (one[0][0] or 0, one[0][1]))
        ],
    )
    # When they were reckoned makes them no others.
    said = hashlib.sha256(shown.model_dump_json(exclude={"at"}).encode()).hexdigest()[:32]
    return or_unchanged(request, Response(shown.model_dump_json(), media_type=JSON), f'"{said}"')


def _title(process: str, department: str, role: str) -> Words:
    where, its = DEPARTMENT_NAMES[department], LIFECYCLES[process].title
    return Words(zh=f"{where.zh}{ROLE_NAMES[Role(role)]}待办：{its.zh}", en=f"{its.en}, steps of the {role}s of {where.en}")
