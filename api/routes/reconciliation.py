"""对账。Reconciling with the treasury by hand, and reading and resolving what differs."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.pending import looked_at
from api.schemas.base import Day, List
from api.schemas.case import ReasonGiven
from api.schemas.reconciliation import DayGiven, DifferenceShown, ReconciliationInFull, ReconciliationShown
from api.views.reconciliation import reconciliation_shown
from api.web.filters import Since, Until
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, number_after, page_of, placed
from api.web.permissions import Signed, may, not_found
from api.web.reads import ReadRoute
from api.web.services import Served
from models.queries import receipt as receipts
from models.queries import reconciliation
from models.queries.page import Sort
from models.session import Session
from policy.errors import Code, Fault, Refusal
from policy.processes.treasury.reconciliation import Kind
from policy.processes.treasury.states import DifferenceState
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["reconciliation"], route_class=ReadRoute)
Reference = Annotated[
    str | None,
    Query(
        min_length=2,
        max_length=100,
        description="查找：拨款或者国库收款编号（或其开头至少4个字符） "
        "What is looked for: the number of a payment or the treasury's reference, or four signs or more of its beginning",
    ),
]


@router.post(
    "/reconciliations",
    operation_id="reconcile_day",
    summary="对账 Reconcile a day",
    response_model=ReconciliationInFull,
    **may("reconciliation:run"),
)
async def reconcile_day(given: DayGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:  # noqa: ARG001 - the permit needs somebody
    """Reconcile a day by hand, or wait for a reconciliation that runs: once a day is over, unless it is asked for `again`."""
    if given.day > datetime.now(BEIJING).date():
        fault = Fault("day", Text("尚未到来", "has not come yet"))
        detail = Text(f"对账日期{fault.message.zh}。", f"The day to reconcile {fault.message.en}.")
        raise Refusal(Code.INVALID_INPUT, detail, [fault])

    async def run() -> Answer:
        await served.cases.reconcile(given.day, again=given.again)
        async with served.database.reading() as session:
            return Answer(200, await _in_full(session, given.day), {})

    return await once.across(run)


@router.get("/reconciliations", operation_id="list_reconciliations", summary="对账列表 Reconciliations", **may("reconciliation:read"))
async def list_reconciliations(
    served: Served,
    actor: Signed,  # noqa: ARG001 - the permit needs somebody
    day_from: Since = None,
    day_to: Until = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[ReconciliationShown]:
    """List the days that were reconciled, the latest first."""
    after = number_after(served.cursor_key, cursor, sort)
    async with served.database.reading() as session:
        rows = await reconciliation.page(session, (day_from, day_to), limit, date.fromordinal(after) if after else None, sort)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.day.toordinal()))
    return List(items=[reconciliation_shown(row) for row in kept], next_cursor=following)


@router.get("/reconciliations/differences", operation_id="list_differences", summary="差异列表 Differences", **may("reconciliation:read"))
async def list_differences(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,  # noqa: ARG001 - the permit needs somebody
    resolved: Annotated[bool, Query(description="已解决的 Those that are resolved")] = False,  # noqa: FBT002 - a query parameter
    q: Reference = None,
    day_from: Since = None,
    day_to: Until = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[DifferenceShown]:
    """List what does not agree, of all days, the latest found first."""
    async with served.database.reading() as session:
        state = DifferenceState.RESOLVED if resolved else DifferenceState.OPEN
        page = page_of(served.cursor_key, limit, cursor, sort)
        rows = await reconciliation.differences(session, state, (day_from, day_to), q, page)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(items=[DifferenceShown.model_validate(row) for row in kept], next_cursor=following)


@router.get("/reconciliations/{day}", operation_id="get_reconciliation", summary="一日对账 One day", **may("reconciliation:read"))
async def get_reconciliation(
    day: Day,
    served: Served,
    actor: Signed,  # noqa: ARG001 - the permit needs somebody
) -> ReconciliationInFull:
    """Show a day that was reconciled, with everything that was found on it."""
    async with served.database.reading() as session:
        return await _in_full(session, day)


@router.post(
    "/reconciliations/differences/{difference_id}/resolve",
    operation_id="resolve_difference",
    summary="说明差异 Resolve a difference",
    response_model=DifferenceShown,
    **may("reconciliation:run"),
)
async def resolve_difference(difference_id: uuid.UUID, given: ReasonGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Say why something does not agree and what was done about it. It pays nothing and books nothing.

    Two payments that may be one paid twice are explained by nobody who released or confirmed either.
    """

    async def run(session: Session) -> Answer:
        row = await reconciliation.lock_difference(session, difference_id)
        if row is None:
            raise not_found()
        if not row.is_open:
            raise Refusal(Code.WRONG_STAGE, Text("该差异已解决。", "It is resolved already."))
        if row.kind == Kind.SUSPECTED_DOUBLE_PAYMENT and await reconciliation.has_paid(session, actor.subject, row.reference.split()):
            raise Refusal(
                Code.FOUR_EYES,
                Text(
                    "疑似重复拨付由未经手其中任何一笔的人员说明。",
                    "Whoever released or confirmed either of the payments does not explain them.",
                ),
            )
        row.resolve(actor.subject, datetime.now(UTC), given.reason)
        await session.flush()
        return Answer(200, DifferenceShown.model_validate(row), {})

    return await looked_at(once, run)


async def _in_full(session: Session, day: date) -> ReconciliationInFull:
    row = await reconciliation.of_day(session, day)
    if row is None:
        raise not_found()
    of_day = await reconciliation.differences_of(session, day)
    found, resolved = ([DifferenceShown.model_validate(one) for one in of_day if one.is_open is still_open] for still_open in (True, False))
    elsewhere = [DifferenceShown.model_validate(one) for one in await reconciliation.open_differences(session) if one.day != day]
    divided_fen, back_fen, refunded_fen, undivided_fen = await receipts.standing_of_day(session, day)
    return ReconciliationInFull.model_validate(
        reconciliation_shown(row).model_dump()
        | {
            "found": found,
            "resolved": resolved,
            "elsewhere": elsewhere,
            "divided_fen": divided_fen,
            "owed_back_fen": back_fen,
            "refunded_fen": refunded_fen,
            "undivided_fen": undivided_fen,
        }
    )
