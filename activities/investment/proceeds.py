"""股权价款。What comes in for a share: recorded by one, confirmed by another, borne out by the treasury, booked with its gain or loss."""

from __future__ import annotations

from datetime import date
from typing import Final

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.investment.effects import award_booking, today
from gateways.treasury import Receipt
from models.commands import ledger
from models.commands import receipt as kept_receipts
from models.commands.receipt import Received
from models.queries import clawback as clawbacks
from models.queries import investment as investments
from models.queries import receipt as receipts
from models.tables import Investment, ReceiptPart
from policy.errors import Code, Fault, Refusal
from policy.folding import fold_number
from policy.money import in_yuan
from policy.processes.clawback.states import PartState
from policy.processes.investment.lifecycle import Event, Way
from policy.processes.registry import KINDS
from policy.text import Text

EFFECTS = Effects[Investment]()
_ENTERING: Final = ("proceeds_receipt", "proceeds_confirmation")


@EFFECTS.opens("proceeds_receipt")
async def open_receipt(context: TransitionContext[Investment]) -> None:
    """Ask finance what came in, with what was agreed."""
    row = context.case
    await open_task(context, KINDS["proceeds_receipt"], about={"way": row.way, "price_fen": row.price_fen, "buyer": row.buyer})


@EFFECTS.of(Event.PROCEEDS_RECORDED)
async def record(context: TransitionContext[Investment]) -> None:
    """Keep what finance says came in: what was agreed, or what a liquidation brought; once, and not before the payment.

    Raises:
        Refusal: `invalid_input` for another amount or a day that cannot be; `duplicate` for a receipt that was recorded before.
    """
    row, given = context.case, context.detail
    faults = []
    if row.way != Way.LIQUIDATION and int(given["amount_fen"]) != row.price_fen:
        price = in_yuan(row.price_fen or 0)
        faults.append(Fault("amount_fen", Text(f"应为约定的价款{price.zh}", f"must be the price of {price.en} that was agreed")))
    received_on = date.fromisoformat(str(given["received_on"]))
    if not row.paid_on <= received_on <= today(context):
        faults.append(Fault("received_on", Text("应在投资付款之日至今日之间", "must be from the day of the investment to today")))
    if faults:
        raise Refusal(Code.INVALID_INPUT, Text("登记的价款有误。", "What was recorded is not valid."), faults)
    reference = str(given["reference"]).strip()
    folded = fold_number(reference)
    known = await receipts.called(context.session, reference)
    divided = known is not None and await receipts.divided_fen(context.session, known.id) > 0
    if not folded or divided or await investments.has_reference(context.session, folded, row.id):
        raise _used()
    if await clawbacks.reference_is_used(context.session, reference):
        raise _used()
    row.received_fen, row.reference, row.reference_folded = int(given["amount_fen"]), reference, folded
    row.received_on = received_on


def _used() -> Refusal:
    return Refusal(Code.DUPLICATE, Text("该国库收款编号已登记过。", "This receipt of the treasury's has been recorded already."))


@EFFECTS.opens("proceeds_confirmation")
async def open_confirmation(context: TransitionContext[Investment]) -> None:
    """Have somebody else of finance confirm it, who reads what was agreed and what was recorded."""
    row = context.case
    recorded = {"amount_fen": row.received_fen, "reference": row.reference, "received_on": str(row.received_on)}
    await open_task(context, KINDS["proceeds_confirmation"], about={"way": row.way, "price_fen": row.price_fen} | recorded)


@EFFECTS.of(Event.PROCEEDS_SENT_BACK, Event.PROCEEDS_REFUTED)
async def forget(context: TransitionContext[Investment]) -> None:
    """Forget what was recorded; it may be recorded anew."""
    row = context.case
    row.received_fen = row.reference = row.reference_folded = row.received_on = None


@EFFECTS.of(Event.PROCEEDS_BOOKED)
async def book(context: TransitionContext[Investment]) -> None:
    """Book what came in: the cost as recovered, what is beyond it as a gain, what is missing as a loss."""
    row, its_booking = context.case, award_booking(context)
    received_fen = row.received_fen or 0
    context.detail = context.detail | {"said": {"received_fen": received_fen, "received_on": str(row.received_on)}}
    back_fen = min(received_fen, row.cost_fen)
    await ledger.move_part(context.session, its_booking, "disposal", back_fen)
    await ledger.move_part(context.session, its_booking, "gain", received_fen - back_fen)
    await ledger.move_part(context.session, its_booking, "loss", row.cost_fen - back_fen)


def is_confirmed(context: TransitionContext[Investment]) -> bool:
    """Tell whether what was recorded is confirmed, so that the treasury is asked about it."""
    return context.case.reference is not None and not any(task.kind in _ENTERING for task in context.open_tasks)


async def keep_receipt(context: TransitionContext[Investment], receipt: Receipt) -> None:
    """Keep the receipt in the treasury's words, the whole of it this investment's."""
    received = Received(receipt.reference, receipt.amount_fen, receipt.payer_uscc, receipt.payer_name, receipt.received_on)
    kept = await kept_receipts.keep(context.session, received, context.now)
    if await receipts.divided_fen(context.session, kept.id):
        raise _used()
    part = {"state": PartState.BOOKED, "principal_fen": receipt.amount_fen, "booked_at": context.now}
    context.session.add(ReceiptPart(receipt_id=kept.id, investment_id=context.case.id, amount_fen=receipt.amount_fen, **part))
