"""安全事件。What was refused to those who came, and what was given to them, for whoever audits or operates."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.schemas.base import List, Moment, Named
from api.schemas.security_event import SecurityEventShown
from api.web.filters import OneOf
from api.web.pagination import ByAge, Cursor, Limit, cut, number_after, placed
from api.web.permissions import may
from api.web.reads import ReadRoute
from api.web.services import Served
from models.queries import security_event as events
from models.queries.page import Sort
from models.queries.security_event import Sought
from models.tables import SecurityEvent
from policy.security_events import TITLES, Kind, title_of

router = APIRouter(tags=["operations"], route_class=ReadRoute)
Sign = Annotated[str | None, Query(min_length=1, max_length=200)]


@router.get("/security-events", operation_id="list_security_events", summary="安全事件列表 List security events", **may("security:read"))
async def list_security_events(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    kind: Annotated[str | None, OneOf(Kind)] = None,
    outcome: Annotated[Literal["refused", "given"] | None, Query(description="只列拒绝的或者提供的 Only refused, or given")] = None,
    subject: Annotated[Sign, Query(description="何人 Who")] = None,
    about: Annotated[Sign, Query(description="所涉案件、任务或者文件的编号 What it was about")] = None,
    since: Annotated[Moment | None, Query(description="自此时起 From this moment on")] = None,
    before: Annotated[Moment | None, Query(description="在此之前 Before this moment")] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[SecurityEventShown]:
    """List what was refused to those who came, and what was given to them; the last first unless asked otherwise.

    Refused are sign-ins and acts; given are evidence, letters, personal data, data of processes, and lists whole. Whatever happened alike
    within a minute is one row that says how often; of a flood it is kept that there was one. Neither tokens nor what was given are in it.
    A row is kept for 200 days.
    """
    await served.watch.keep(served.database)
    kinds = [one for one in Kind if (kind is None or one == kind) and (outcome is None or one.outcome == outcome)]
    sought = Sought(kinds if kind or outcome else None, subject, about, since, before)
    async with served.database.reading() as session:
        after = number_after(served.cursor_key, cursor, sort)
        rows = await events.page(session, sought, after, limit, sort)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[_shown(row) for row in kept], next_cursor=following)


def _shown(row: SecurityEvent) -> SecurityEventShown:
    kind = Kind(row.kind)
    said = {name: getattr(row, name) for name in ("id", "minute", "subject", "network", "operation", "about", "times", "rows")}
    return SecurityEventShown(
        **said,
        kind=Named(code=kind, **TITLES[kind].as_dict()),
        outcome=kind.outcome,
        reason=Named(code=row.reason, **title_of(row.reason).as_dict()) if row.reason else None,
    )
