"""退缴的款项。What a platform pays back: recorded by one, confirmed by another, borne out by the treasury, and booked."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Final

from temporalio import activity

from activities.case.automatic_steps import take
from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.case.transitions import apply
from activities.settlement.reclaiming import forget_receipt
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.settlement import CHECK_REPAID, LOOK_AT_RECLAIM
from gateways.treasury import Receipt as TreasuryReceipt
from gateways.treasury import Treasury
from models.commands import ledger
from models.commands import receipt as kept_receipts
from models.commands.receipt import Received
from models.queries import clawback as clawbacks
from models.queries import enterprise as enterprises
from models.queries import investment as investments
from models.queries import receipt as receipts
from models.queries import settlement as settlements
from models.queries import succession
from models.tables import Receipt, ReceiptPart, Settlement
from policy.errors import Code, Fault, Refusal
from policy.folding import fold_number, spellings
from policy.money import in_yuan
from policy.processes.clawback.states import PartState
from policy.processes.kernel.payer import owed_back_besides
from policy.processes.registry import KINDS
from policy.processes.settlement.lifecycle import PAYER_QUESTION, Event, Stage
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Settlement]()
_ENTERING: Final = ("reclaim_receipt", "reclaim_confirmation", "reclaim_write_off", PAYER_QUESTION)
_OWING: Final = frozenset({Stage.NETTING, Stage.DEMANDED})


@EFFECTS.opens("reclaim_receipt")
async def open_receipt(context: TransitionContext[Settlement]) -> None:
    """Ask finance what came in, what is owed, and why what was recorded before was not taken, unless nothing is owed any more."""
    if not context.case.owed_fen:
        return
    not_taken = {Event.RECEIPT_SENT_BACK, Event.RECEIPT_REFUTED, Event.PAYER_REFUSED, Event.WRITE_OFF_REFUSED}
    refused = {"refused": dict(context.detail)} if context.event in not_taken else {}
    await open_task(context, KINDS["reclaim_receipt"], about={"owed_fen": context.case.owed_fen} | refused)


@EFFECTS.of(Event.RECEIPT_RECORDED)
async def record(context: TransitionContext[Settlement]) -> None:
    """Keep what finance says came in, the whole of a receipt, once.

    Raises:
        Refusal: `invalid_input`, for a day to come; `duplicate`, for a receipt that was recorded before.
    """
    row, session, given = context.case, context.session, context.detail
    received_on = date.fromisoformat(str(given["received_on"]))
    if received_on > context.now.astimezone(BEIJING).date():
        when = Text("不得晚于今日", "must not be to come")
        raise Refusal(Code.INVALID_INPUT, Text("登记的退缴有误。", "What was recorded is not valid."), [Fault("received_on", when)])
    reference = str(given["reference"]).strip()
    known = await receipts.called(session, reference)
    used = known is not None and await receipts.is_used(session, known.id)
    elsewhere = await clawbacks.reference_is_used(session, reference) or await investments.is_being_recorded(session, reference)
    if not fold_number(reference) or used or elsewhere or await settlements.is_being_recorded(session, reference):
        raise Refusal(Code.DUPLICATE, Text("该国库收款编号已登记过。", "This receipt of the treasury's has been recorded already."))
    row.received_fen, row.received_on = int(given["amount_fen"]), received_on
    row.reference, row.reference_folded = reference, fold_number(reference)


@EFFECTS.opens("reclaim_confirmation")
@EFFECTS.opens(PAYER_QUESTION)
async def open_confirmation(context: TransitionContext[Settlement]) -> None:
    """Have somebody else of finance look at what was recorded, and who paid by the treasury."""
    row = context.case
    (kind,) = context.lifecycle.steps[context.event].opens
    kept = await receipts.called(context.session, row.reference or "")
    payer = {"payer": {"uscc": kept.payer_uscc, "name": kept.payer_name}} if kept else {}
    recorded = {"amount_fen": row.received_fen, "reference": row.reference, "received_on": str(row.received_on)}
    owed = {"owed_fen": row.owed_fen, "payable_by": await enterprises.name_today(context.session, row.enterprise_uscc)}
    await open_task(context, KINDS[kind], about=owed | recorded | payer)


@EFFECTS.opens("reclaim_write_off")
async def open_write_off(context: TransitionContext[Settlement]) -> None:
    """Have an approver decide whether what was not paid back is given up."""
    about = context.case.brief | {"owed_fen": context.case.owed_fen, "reason": context.detail["reason"]}
    await open_task(context, KINDS["reclaim_write_off"], about=about)


@EFFECTS.of(Event.RECEIPT_SENT_BACK, Event.RECEIPT_REFUTED, Event.PAYER_REFUSED)
async def forget(context: TransitionContext[Settlement]) -> None:
    """Forget what was recorded: it may be recorded anew."""
    forget_receipt(context.case)


@EFFECTS.of(Event.PART_REPAID, Event.REPAID)
async def book(context: TransitionContext[Settlement]) -> None:
    """Book what came in, as far as it is owed; the rest of the receipt is owed back."""
    row, session = context.case, context.session
    receipt = await receipts.called(session, row.reference or "")
    assert receipt is not None  # noqa: S101 - it was kept just before
    await receipts.set_free(session, receipt.id)
    fen = min(receipt.amount_fen, row.owed_fen)
    part = ReceiptPart(receipt_id=receipt.id, settlement_id=row.id, amount_fen=fen, state=PartState.BOOKED)
    part.principal_fen, part.booked_at = fen, context.now
    session.add(part)
    if back_fen := receipt.amount_fen - fen:
        session.add(ReceiptPart(receipt_id=receipt.id, settlement_id=row.id, amount_fen=back_fen, state=PartState.OWED_BACK))
    await ledger.move_part(session, booking(context), "recovery", fen)
    row.recovered_fen += fen
    forget_receipt(row)
    context.words |= {"amount": in_yuan(row.owed_fen), "back": owed_back_besides(back_fen)}
    context.detail = context.detail | {"repaid_fen": fen, "owed_fen": row.owed_fen}
    if not row.owed_fen:
        row.wakes_at = context.now


def is_confirmed(context: TransitionContext[Settlement]) -> bool:
    """Tell whether what was recorded is confirmed, so that the treasury is asked about it."""
    return context.case.reference is not None and not any(task.kind in _ENTERING for task in context.open_tasks)


@dataclass(frozen=True, slots=True)
class ReclaimActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        treasury: Who receives the money.
    """

    deployment: Deployment
    treasury: Treasury

    @activity.defn(name=LOOK_AT_RECLAIM)
    async def look_at_reclaim(self, step: AutomaticStep) -> CaseState:
        """End what later settlements have netted, and demand what they have not in time."""

        async def write(context: TransitionContext[Settlement]) -> None:
            row = context.case
            if not row.owed_fen:
                context.event = Event.NETTED_WHOLE
            elif row.stage == Stage.NETTING and (row.wakes_at is None or row.wakes_at <= context.now):
                context.event = Event.RECLAIM_DEMANDED
            else:
                row.wakes_at = row.wakes_at if row.stage == Stage.NETTING else None
                return
            context.detail = {}
            await apply(context)

        return await take(self.deployment, step, _OWING, write)

    @activity.defn(name=CHECK_REPAID)
    async def check_repaid(self, step: AutomaticStep) -> CaseState:
        """Ask the treasury about what was recorded and confirmed; retried until it answers, as an outage books and refutes nothing."""
        async with self.deployment.database.reading() as session:
            asked = (await settlements.of(session, uuid.UUID(step.case_id))).reference
        found = await self._received(asked) if asked else None

        async def write(context: TransitionContext[Settlement]) -> None:
            row = context.case
            if not is_confirmed(context) or row.reference != asked:
                return
            if found is None or (found.amount_fen, found.received_on) != (row.received_fen, row.received_on):
                why = "国库没有这笔收款的记录" if found is None else "国库记载的金额或者到账日期与登记的不一致"
                context.event, context.detail = Event.RECEIPT_REFUTED, {"reason": why}
            else:
                await _answer(context, found)
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.DEMANDED}), write)

    async def _received(self, reference: str) -> TreasuryReceipt | None:
        for spelling in spellings(reference):
            if receipt := await self.treasury.receipt(spelling):
                return receipt
        return None


async def _answer(context: TransitionContext[Settlement], said: TreasuryReceipt) -> None:
    """Find what follows of a receipt that the treasury bears out: its payer is asked about, or it is booked, unless it is another's."""
    row, session = context.case, context.session
    received = Received(said.reference, said.amount_fen, said.payer_uscc, said.payer_name, said.received_on)
    receipt = await kept_receipts.keep(session, received, context.now)
    payer = {"payer": {"uscc": receipt.payer_uscc, "name": receipt.payer_name}}
    if not row.owed_fen:
        context.event, context.detail = Event.RECEIPT_REFUTED, {"reason": "应退缴的款项已经结清"}
    elif await receipts.is_used(session, receipt.id):
        context.event, context.detail = Event.RECEIPT_REFUTED, {"reason": "该笔收款已用于其他事项"}
    elif not await _may_pay(context, receipt):
        context.event, context.detail = Event.PAYER_QUESTIONED, payer
    else:
        context.event, context.detail = Event.REPAID if receipt.amount_fen >= row.owed_fen else Event.PART_REPAID, payer


async def _may_pay(context: TransitionContext[Settlement], receipt: Receipt) -> bool:
    """Tell whether it is the platform that paid, or somebody of finance has accepted who did."""
    if await succession.are_one(context.session, context.case.enterprise_uscc, receipt.payer_uscc):
        return True
    asked = (context.case.reference, receipt.payer_uscc)
    answers = [
        task
        for task in context.completed_tasks([PAYER_QUESTION])
        if (str(task.about["reference"]), str(task.about["payer"]["uscc"])) == asked
    ]
    return bool(answers) and answers[-1].outcome == Event.PAYER_ACCEPTED
