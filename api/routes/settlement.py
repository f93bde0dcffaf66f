"""服务券结算。Settlements: a platform has what was spent with it in a month checked and paid."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from activities.signatures.case_start import CaseStart
from api.drafts import throw_away
from api.schemas.base import List
from api.schemas.case import ReceiptShown
from api.schemas.refund import PaymentShown
from api.schemas.settlement import ReclaimGiven, SettlementGiven, SettlementInFull, SettlementShown, SettlementSubmitted
from api.views import case as case_views
from api.views import evidence as evidence_views
from api.views import voucher as voucher_views
from api.web.entity_tags import IfMatch, etag
from api.web.filters import OfCase, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, handled, may, own, readable
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import settlement as drafts
from models.queries import case
from models.queries import disbursement as disbursements
from models.queries import enterprise as enterprises
from models.queries import settlement as settlements
from models.queries import task as tasks
from models.queries.page import Sort
from models.session import Session
from models.tables import Settlement
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.processes.kernel.lifecycle import DRAFT
from policy.processes.kernel.task_kind import ACCOUNT, sealed_answer
from policy.processes.settlement.lifecycle import SETTLEMENT, STAGES, Event, Stage
from policy.processes.settlement.month import written
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["settlements"], route_class=ReadRoute)


@router.post(
    "/settlements",
    status_code=201,
    operation_id="create_settlement",
    summary="申请结算 Ask for a settlement",
    response_model=SettlementInFull,
    **may("settlement:ask"),
)
async def create_settlement(given: SettlementGiven, actor: Signed, once: RunOnce) -> JSONResponse:
    """Draft a settlement of one's own platform for a month: contracts and invoices are uploaded to it, then it is submitted.

    A month to come is refused, and one that is over and of which nothing waits to be settled.
    """

    async def run(session: Session) -> Answer:
        await drafts.require_month(session, actor, given.month, datetime.now(BEIJING).date())
        row = await drafts.draft(session, actor, given.month, once.request_key)
        return Answer(201, await _in_full(session, row, actor), {"Location": f"/settlements/{row.number}", "ETag": etag(row)})

    return await once.in_transaction(run)


@router.delete(
    "/settlements/{reference}",
    status_code=204,
    operation_id="discard_settlement",
    summary="删除草稿 Discard a draft",
    **may("settlement:ask"),
)
async def discard_settlement(reference: str, served: Served, actor: Signed, if_match: IfMatch = None) -> None:
    """Discard a settlement that was not submitted."""

    async def find(session: Session) -> Settlement:
        return own(await settlements.find(session, reference), actor)

    await throw_away(served, actor, if_match, find)


@router.post(
    "/settlements/{reference}/submit",
    operation_id="submit_settlement",
    summary="提交结算 Submit",
    response_model=SettlementInFull,
    **may("settlement:ask"),
)
async def submit_settlement(reference: str, given: SettlementSubmitted, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Have all that was spent with one's own platform in a month that is over settled: checked by an officer, paid by two of finance.

    What is in a settlement is in no other, until it is refused or withdrawn.
    """
    async with served.database.reading() as session:
        own(await settlements.find(session, reference), actor)

    async def run() -> Answer:
        async with served.database.reading() as session:
            row = own(await settlements.find(session, reference), actor)
            start = CaseStart.of(row, Stage.CHECK, enterprise=await enterprises.name(session, row.enterprise_uscc))
        if row.stage == DRAFT:
            detail = {"account": sealed_answer(ACCOUNT, given.account.model_dump(), served.database.seal.veil)}
            await served.cases.submit(start, Message(Event.SUBMITTED, actor, once.request_key, None, detail))
        elif await served.cases.outcome(once.request_key) is None:
            raise Refusal(Code.WRONG_STAGE, Text("只有草稿可以提交。", "Only a draft can be submitted."))
        async with served.database.reading() as session:
            return Answer(200, await _in_full(session, own(await settlements.find(session, reference), actor), actor), {})

    return await once.across(run)


@router.get("/settlements", operation_id="list_settlements", summary="结算列表 List settlements", **may("settlement:read"))
async def list_settlements(
    served: Served,
    actor: Signed,
    wanted: OfCase,
    stage: Annotated[str | None, OneOf(STAGES)] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[SettlementShown]:
    """List the settlements the signed-in person may see, newest first: a platform its own."""
    async with served.database.reading() as session:
        page = page_of(served.cursor_key, limit, cursor, sort)
        rows = await case.page(session, Settlement, settlements.visible_in(actor, stage), {}, page, wanted)
        names = await enterprises.names_today(session, {row.enterprise_uscc for row in rows})
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(
        items=[SettlementShown.model_validate(_brief(row, names[row.enterprise_uscc], actor)) for row in kept], next_cursor=following
    )


@router.get("/settlements/{reference}", operation_id="get_settlement", summary="一笔结算 One settlement", **may("settlement:read"))
async def get_settlement(reference: str, served: Served, actor: Signed, response: Response) -> SettlementInFull:
    """Say where a settlement stands, what it settles, and what became of every attempt to pay it."""
    async with served.database.snapshot() as session:
        row = await readable(session, await settlements.find(session, reference), actor)
        shown = await _in_full(session, row, actor)
    response.headers["ETag"] = etag(row)
    return shown


@router.post(
    "/settlements/{reference}/reclaim",
    operation_id="propose_reclaim",
    summary="提请收回已结算的款项 Propose to take something of it back",
    response_model=ReceiptShown,
    **may("settlement:reclaim"),
)
async def propose_reclaim(reference: str, given: ReclaimGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Propose to take back what was settled wrongly, such as for a service that was refunded, once no bank returns it any more.

    An approver decides. It is netted from the platform's next settlement out of the same line of the budget; what that does not cover, in
    the days that rules give at most, is demanded of the platform.
    """

    async def run() -> Answer:
        async with served.database.reading() as session:
            row = handled(await settlements.find(session, reference), actor, "settlement:reclaim")
            ended = CaseStart.of(row, row.stage, enterprise=await enterprises.name(session, row.enterprise_uscc), resumed=True)
        if not SETTLEMENT.allows(row.stage, Event.RECLAIM_PROPOSED) and await served.cases.outcome(once.request_key) is None:
            raise Refusal(Code.WRONG_STAGE, Text("只有已结算的可以提请收回。", "Only what was settled is taken back."))
        asked = Message(Event.RECLAIM_PROPOSED, actor, once.request_key, None, given.model_dump(mode="json"))
        return Answer(200, case_views.receipt(await served.cases.submit(ended, asked)), {})

    return await once.across(run)


def _brief(row: Settlement, platform: str, reader: Actor) -> dict[str, Any]:
    its = {"enterprise_uscc": row.enterprise_uscc, "enterprise_name": platform, "month": written(row.month)}
    sums = ("paid_fen", "netted_fen", "reclaimed_fen", "recovered_fen", "set_off_fen", "given_up_fen", "owed_fen")
    return case_views.case_fields(row, reader) | its | {"amount_fen": row.award_fen} | {name: getattr(row, name) for name in sums}


async def _in_full(session: Session, row: Settlement, actor: Actor) -> SettlementInFull:
    platform = await enterprises.name_today(session, row.enterprise_uscc)
    more = {
        "evidence": await evidence_views.taken(session, row, actor),
        "spends": await voucher_views.spends(session, await settlements.spends_of(session, row.id)),
        "payments": [PaymentShown.model_validate(payment) for payment in await disbursements.of_case(session, row.id)],
    }
    open_tasks = list(await tasks.open_of(session, row.id))
    return SettlementInFull.model_validate(_brief(row, platform, actor) | case_views.standing(row, open_tasks, actor) | more)
