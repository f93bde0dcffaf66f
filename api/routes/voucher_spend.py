"""服务券的使用。Contracts against vouchers: registered by a platform, confirmed by the enterprise with a one-time code, given back."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from api.requests import ask
from api.schemas.base import List
from api.schemas.case import ReceiptShown
from api.schemas.voucher import CodeGiven, CodeShown, ContractGiven, ProofShown, SpendShown, VoidGiven
from api.views import voucher as views
from api.web.filters import OfCase, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, found, may, not_found
from api.web.reads import ReadRoute
from api.web.services import Served
from models.commands import voucher as commands
from models.queries import recognition as recognitions
from models.queries import task as tasks
from models.queries import voucher as vouchers
from models.queries.page import Sort
from models.session import Session
from models.tables import Voucher, VoucherSpend
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.folding import fold_number
from policy.judging.recognised import failures_of
from policy.processes.voucher.code import TRIES
from policy.processes.voucher.lifecycle import ISSUED, Event
from policy.processes.voucher.requested import voucher_item
from policy.processes.voucher.spends import SpendState
from policy.processes.voucher.tasks import DELIVERY
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["vouchers"], route_class=ReadRoute)


@router.post(
    "/vouchers/{reference}/contracts",
    status_code=201,
    operation_id="register_contract",
    summary="登记服务合同 Register a contract",
    response_model=SpendShown,
    **may("voucher:ask"),
)
async def register_contract(reference: str, given: ContractGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Register a service contract against a voucher, as a platform that stands in the register: its part of the price is reserved.

    Whoever registers names the voucher and who holds it, as the contract does: of a voucher that does not fit nothing is said.
    """

    async def run() -> Answer:
        async with served.database.reading() as session:
            row = await _held(session, actor, reference, given.enterprise_uscc)
        detail = given.model_dump() | {"platform_uscc": actor.enterprise}
        asked = Message(Event.CONTRACT_REGISTERED, actor, once.request_key, None, detail)
        await served.cases.ask(row, "request", asked)
        async with served.database.reading() as session:
            rows = await vouchers.spends_of(session, row.id)
            made = next(
                spend
                for spend in reversed(rows)
                if (spend.platform_uscc, spend.contract_folded) == (actor.enterprise, fold_number(given.contract_no))
            )
            [shown] = await views.spends(session, [(made, row.number)])
        return Answer(201, shown, {"Location": f"/voucher-spends/{made.id}"})

    return await once.across(run)


async def _held(session: Session, actor: Actor, reference: str, holder: str) -> Voucher:
    """Return the voucher that a platform speaks of.

    Raises:
        Refusal: `forbidden`, for whoever is no platform in the register; `not_found`, where voucher and holder do not fit.
    """
    item, today = voucher_item(), datetime.now(BEIJING).date()
    recognised = await recognitions.facts_recognised(session, item, actor.enterprise or "", {}, today)
    if failures_of(item, recognised):
        raise Refusal(
            Code.FORBIDDEN,
            Text("贵单位不是经认定的公共技术服务平台或者中试基地。", "Your enterprise is no recognised platform."),
            clause=item.citation,
        )
    row = found(await vouchers.find(session, reference))
    if row.stage not in ISSUED or row.enterprise_uscc != holder:
        raise not_found()
    return row


@router.get("/voucher-spends", operation_id="list_voucher_spends", summary="服务合同列表 List contracts", **may("voucher:read"))
async def list_voucher_spends(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    wanted: OfCase,
    state: Annotated[str | None, OneOf(list(SpendState))] = None,
    voucher: Annotated[str | None, Query(max_length=60, description="服务券编号 The number of a voucher")] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[SpendShown]:
    """List contracts against vouchers, newest first: a platform's own, those of an enterprise's vouchers, those a department handles."""
    async with served.database.reading() as session:
        rows = await vouchers.spends(session, actor, page_of(served.cursor_key, limit, cursor, sort), wanted, state=state, voucher=voucher)
        kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row[0].id))
        return List(items=await views.spends(session, kept), next_cursor=following)


@router.put("/voucher-spends/{spend_id}/code", operation_id="draw_code", summary="生成验收码 Draw a one-time code", **may("voucher:ask"))
async def draw_code(spend_id: uuid.UUID, served: Served, actor: Signed, response: Response) -> CodeShown:
    """Draw the one-time code of a contract, as its platform, to be given away with what is delivered; a new one ends the last.

    It is told this once: what is kept is what it comes to.
    """
    response.headers["Cache-Control"] = "no-store"
    async with served.database.writing() as session:
        spend, _ = await _of_platform(session, spend_id, actor)
        code, expires_at = await commands.draw_code(session, actor, spend)
    return CodeShown(code=code, expires_at=expires_at, tries=TRIES)


@router.put("/voucher-spends/{spend_id}/proof", operation_id="prove_code", summary="核验验收码 Prove the code", **may("voucher:ask"))
async def prove_code(spend_id: uuid.UUID, given: CodeGiven, served: Served, actor: Signed) -> ProofShown:
    """Prove the one-time code that came with a delivery, as the enterprise; then the task of confirming it can be completed.

    The code goes no further than this: neither the request nor the task carries it.
    """
    async with served.database.writing() as session:
        spend = found(await vouchers.spend(session, spend_id))
        row = await vouchers.of(session, spend.voucher_id)
        if not actor.acts_for(row.enterprise_uscc):
            raise not_found()
        waiting = [task for task in await tasks.open_of(session, row.id) if task.kind == DELIVERY and task.about["spend"] == str(spend.id)]
        refusal = await commands.prove_code(session, actor, spend, given.code)
        code = await vouchers.code_of(session, spend.id)
    # Raised only now: the try counts.
    if refusal is not None:
        raise refusal
    if not waiting or code is None:
        raise not_found()
    return ProofShown(task_id=waiting[0].id, expires_at=code.expires_at)


@router.post(
    "/voucher-spends/{spend_id}/cancellation",
    operation_id="cancel_contract",
    summary="撤销合同登记 Cancel a registration",
    response_model=ReceiptShown,
    **may("voucher:ask"),
)
async def cancel_contract(spend_id: uuid.UUID, given: VoidGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Take back the registration of a contract that is not delivered, as its platform: what was reserved can be spent again."""
    async with served.database.reading() as session:
        _, row = await _of_platform(session, spend_id, actor)
    return await ask(once, actor, row, "request", Event.CONTRACT_CANCELLED, given.model_dump() | {"spend": str(spend_id)})


@router.post(
    "/voucher-spends/{spend_id}/refund",
    operation_id="refund_spend",
    summary="退回已使用额度 Give a spend back",
    response_model=ReceiptShown,
    **may("voucher:ask"),
)
async def refund_spend(spend_id: uuid.UUID, given: VoidGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Give back, as the platform, what was spent and is in no settlement: to the voucher while it is valid, else to the budget."""
    async with served.database.reading() as session:
        _, row = await _of_platform(session, spend_id, actor)
    return await ask(once, actor, row, "request", Event.SPEND_REFUNDED, given.model_dump() | {"spend": str(spend_id)})


async def _of_platform(session: Session, spend_id: uuid.UUID, actor: Actor) -> tuple[VoucherSpend, Voucher]:
    """Return a contract of the actor's own platform, with its voucher.

    Raises:
        Refusal: `not_found`, for another's.
    """
    spend = found(await vouchers.spend(session, spend_id))
    if not actor.acts_for(spend.platform_uscc):
        raise not_found()
    return spend, await vouchers.of(session, spend.voucher_id)
