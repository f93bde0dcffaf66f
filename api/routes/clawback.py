"""追回。Clawbacks: proposed, listed, followed, and asked to be paid in instalments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from activities.signatures.case import Message
from activities.signatures.case_start import CaseStart
from api.requests import ask
from api.schemas.base import List
from api.schemas.case import ReceiptShown
from api.schemas.clawback import ClawbackGiven, ClawbackInFull, ClawbackShown, PlanGiven, RepaymentInstalmentShown, RepaymentShown
from api.views import case as case_views
from api.views.clawback import comes_next, owed_today
from api.views.receipt import part_fields
from api.web.filters import OfCase, OneOf
from api.web.idempotency import Answer, RunOnce
from api.web.pagination import ByAge, Cursor, Limit, cut, page_of, placed
from api.web.permissions import Signed, may, readable, visible
from api.web.reads import ReadRoute
from api.web.services import Served, Services
from models.commands import clawback as drafts
from models.queries import application as applications
from models.queries import case, returned
from models.queries import clawback as clawbacks
from models.queries import enterprise as enterprises
from models.queries import receipt as receipts
from models.queries import task as tasks
from models.queries.page import Sort
from models.session import Session
from models.tables import Clawback, ClawbackInstalment, Repayment
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.processes.clawback.lifecycle import CLAWBACK, Event, Stage
from policy.processes.clawback.owing import Owed
from policy.processes.clawback.states import PartState
from policy.processes.kernel.permissions import may_in
from policy.text import Text
from policy.working_days import BEIJING

router = APIRouter(tags=["clawbacks"], route_class=ReadRoute)


@router.post(
    "/clawbacks",
    status_code=201,
    operation_id="propose_clawback",
    summary="提出追回 Propose a clawback",
    response_model=ClawbackInFull,
    **may("clawback:propose"),
)
async def propose_clawback(given: ClawbackGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Demand money of a paid award back that was paid in error or got by fraud: an amount with its reason.

    Somebody else has to approve it: an approver who neither asked nor decided the award. A breach of the commitment to stay is found,
    and what it costs is asked for, by the enterprise's commitment alone.
    """

    async def run() -> Answer:
        async with served.database.writing() as session:
            row = await clawbacks.by_request(session, once.request_key) or await _draft(session, actor, given, once.request_key)
            name = await enterprises.name(session, row.enterprise_uscc)
            title = f"追回{item_called(row.item_code).title.zh}"
            draft = CaseStart.of(row, Stage.PROPOSED, enterprise=name, title=title)
        if row.stage == Stage.DRAFT:
            await served.cases.submit(draft, Message(Event.PROPOSED, actor, once.request_key))
        async with served.database.reading() as session:
            shown = await _in_full(session, served, visible(await clawbacks.find(session, row.number), actor), actor)
        return Answer(201, shown, {"Location": f"/clawbacks/{row.number}"})

    return await once.across(run)


@router.get("/clawbacks", operation_id="list_clawbacks", summary="追回列表 List clawbacks", **may("clawback:read"))
async def list_clawbacks(  # noqa: PLR0913, PLR0917 - the filters of a list
    served: Served,
    actor: Signed,
    wanted: OfCase,
    stage: Annotated[str | None, OneOf(CLAWBACK.stages)] = None,
    cause: Annotated[Literal["breach", "upstream_recovery", "error", "fraud", "correction"] | None, Query()] = None,
    sort: ByAge = Sort.NEWEST,
    limit: Limit = 20,
    cursor: Cursor = None,
) -> List[ClawbackShown]:
    """List what the signed-in person may see, newest first: an enterprise its own, once they were served."""
    where = {"stage": stage, "cause": cause}
    async with served.database.reading() as session:
        page = page_of(served.cursor_key, limit, cursor, sort)
        rows = await case.page(session, Clawback, clawbacks.visible_to(actor), where, page, wanted)
        numbers = await clawbacks.award_numbers(session, rows)
        owed = await owed_today(session, served, rows)
    kept, following = cut(served.cursor_key, rows, limit, lambda row: placed(sort, Sort.NEWEST, row.id))
    return List(
        items=[ClawbackShown.model_validate(_brief(row, numbers[row.application_id], owed[row.id])) for row in kept], next_cursor=following
    )


@router.get("/clawbacks/{reference}", operation_id="get_clawback", summary="一项追回 One clawback", **may("clawback:read"))
async def get_clawback(reference: str, served: Served, actor: Signed) -> ClawbackInFull:
    """Say where a clawback stands: what is owed, when, what came in, and how the amount was calculated."""
    async with served.database.snapshot() as session:
        return await _in_full(session, served, await readable(session, await clawbacks.find(session, reference), actor), actor)


@router.post(
    "/clawbacks/{reference}/instalments",
    operation_id="ask_for_instalments",
    summary="申请分期 Ask for instalments",
    response_model=ReceiptShown,
    **may("clawback:instalments"),
)
async def ask_for_instalments(reference: str, given: PlanGiven, served: Served, actor: Signed, once: RunOnce) -> JSONResponse:
    """Ask once to pay in instalments, such as after an objection was dismissed. Until it is decided the due day stays."""
    async with served.database.reading() as session:
        row = visible(await clawbacks.find(session, reference), actor)
    if not actor.acts_for(row.enterprise_uscc):
        raise Refusal(Code.FORBIDDEN, Text("不是对本单位的追回。", "It is demanded of another enterprise."))
    return await ask(once, actor, row, "request", Event.INSTALMENTS_ASKED, given.model_dump(mode="json", exclude_none=True))


def _numbered(parts: Sequence[ClawbackInstalment]) -> list[RepaymentInstalmentShown]:
    """Return the parts of a demand numbered as they are paid: what was due at once, and gave way to a plan, leaves no gap."""
    fields = ("due_on", "amount_fen", "repaid_fen")
    return [
        RepaymentInstalmentShown.model_validate({"ordinal": number} | {name: getattr(part, name) for name in fields})
        for number, part in enumerate(parts, 1)
    ]


async def _draft(session: Session, actor: Actor, given: ClawbackGiven, request_key: str) -> Clawback:
    application = visible(await applications.find(session, given.application), actor)
    if not may_in(actor, "clawback:propose", application.department):
        raise Refusal(Code.FORBIDDEN, Text("不是本部门办理的申请。", "Another department handled the award."))
    twin = await clawbacks.proposed_alike(session, application.id, given.cause, given.amount_fen)
    if twin is not None:
        raise Refusal(
            Code.DUPLICATE,
            Text(
                f"已就该项支持以同一事由提出同样金额的追回（{twin}），尚待审批；确属另一笔的，请待其审批后提出。",
                f"The same amount of the award is proposed to be demanded back for the same cause ({twin}) and waits for its approver; if "
                "this is another matter, propose it once that is decided.",
            ),
        )
    on = datetime.now(BEIJING).date()
    reckoning = {"paid_fen": application.paid_fen, "reason": given.reason}
    return await drafts.draft(
        session, actor, application, cause=given.cause, amount_fen=given.amount_fen, reckoning=reckoning, on=on, request_key=request_key
    )


def _repayment(found: Repayment, clawback: Clawback) -> RepaymentShown:
    """Return a repayment as it stands at its debt: what was decided for another debtor is not shown here."""
    own = ("id", "amount_fen", "reference", "received_on", "state", "booked_at", "reason")
    decided = [answer["reason"] for answer in found.payer_decisions if answer["debtor"] == clawback.enterprise_uscc]
    return RepaymentShown.model_validate({name: getattr(found, name) for name in own} | {"payer_reason": decided[-1] if decided else None})


def _brief(row: Clawback, application_number: str, owed: Owed) -> dict[str, Any]:
    own = ("enterprise_uscc", "cause", "amount_fen", "surcharge_fen", "repaid_fen", "interest_repaid_fen", "served_at")
    # Of what has ended nothing is owed, and what was given up was reckoned until then.
    interest_fen = row.interest_fen if row.closed_at else row.interest_repaid_fen + owed.interest_fen
    is_given_up = row.stage in {Stage.WAIVED, Stage.CLOSED}
    shown = {name: getattr(row, name) for name in own} | {"interest_fen": interest_fen, "application_number": application_number}
    shown |= {"given_up_fen": row.amount_fen - row.repaid_fen if is_given_up else 0}
    shown |= {"interest_given_up_fen": row.interest_owed_fen if is_given_up else 0}
    return case_views.case_fields(row) | shown | owed.as_dict() | {"returned_fen": owed.returned_fen}


async def _in_full(session: Session, served: Services, row: Clawback, actor: Actor) -> ClawbackInFull:
    numbers = await clawbacks.award_numbers(session, [row])
    parts = await receipts.parts_for(session, row.id)
    owed = (await owed_today(session, served, [row]))[row.id]
    others = await returned.others(session, row, clawbacks.visible_to(actor))
    return ClawbackInFull.model_validate(
        _brief(row, numbers[row.application_id], owed)
        | case_views.standing(row, list(await tasks.open_of(session, row.id)))
        | comes_next(row, owed)
        | {
            "others": [asdict(one) | {"stage": case_views.stage(row.process, one.stage)} for one in others],
            "reckoning": row.reckoning,
            "late_rate": row.late_rate,
            "instalments": _numbered(await clawbacks.instalments(session, row.id)),
            "repayments": [_repayment(found, row) for found in await clawbacks.repayments(session, row.id)],
            "owed_back_fen": sum(part.amount_fen for part, _ in parts if part.state in {PartState.OWED_BACK, PartState.REFUNDING}),
            "parts": [
                part_fields(part) | {"clawback_number": row.number, "reference": receipt.reference, "received_on": receipt.received_on}
                for part, receipt in parts
            ],
        }
    )
