"""股权价款。What comes in for a share: recorded by one, confirmed by another, borne out by the treasury, booked with its gain or loss."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.investment.effects import award_booking, hold_the_rest, lose_the_rest, require_not_returnable, say_back, today
from gateways.treasury import Receipt as TreasuryReceipt
from models.commands import ledger
from models.commands import receipt as kept_receipts
from models.commands.receipt import Received
from models.queries import audit_event as audit_events
from models.queries import clawback as clawbacks
from models.queries import enterprise as enterprises
from models.queries import investment as investments
from models.queries import receipt as receipts
from models.queries import settlement as settlements
from models.queries import succession
from models.tables import Investment, Receipt, ReceiptPart, Task
from policy.days import in_chinese
from policy.errors import Code, Fault, Refusal
from policy.folding import fold, fold_number
from policy.money import in_yuan
from policy.processes.clawback.states import PartState
from policy.processes.investment.lifecycle import PAYER_QUESTION, Event, Way
from policy.processes.kernel.task_kind import choice_of
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Investment]()
_ENTERING: Final = ("proceeds_receipt", "proceeds_confirmation", PAYER_QUESTION)
_NOT_TAKEN: Final = frozenset({Event.PROCEEDS_SENT_BACK, Event.PROCEEDS_REFUTED, Event.PAYER_REFUSED, Event.PROCEEDS_AWAITED})


@EFFECTS.opens("proceeds_receipt")
async def open_receipt(context: TransitionContext[Investment]) -> None:
    """Ask finance what came in, with what was agreed, and why what was recorded before was not taken."""
    row = context.case
    refused = {"refused": dict(context.detail)} if context.event in _NOT_TAKEN else {}
    received_fen = sum(part.amount_fen for part in await receipts.parts_for_investment(context.session, row.id))
    before = {"received_fen": received_fen, "left_fen": (row.price_fen or 0) - received_fen} if received_fen else {}
    earlier_fen = await _earlier_fen(context)
    if row.way == Way.LIQUIDATION:
        came_fen = row.proceeds_fen - earlier_fen
        before = {"received_fen": came_fen, "cost_left_fen": row.left_fen} if came_fen else {}
    before |= {"earlier_fen": earlier_fen} if earlier_fen else {}
    part = {"part_fen": row.part_fen} if row.part_fen else {}
    about = {"way": row.way, "price_fen": row.price_fen, "buyer": row.buyer} | part | before | refused
    await open_task(context, KINDS["proceeds_receipt"], about=about)


async def _earlier_fen(context: TransitionContext[Investment]) -> int:
    """Return what came of the parts that were given up before, in fen."""
    ended = await audit_events.all_of(context.session, context.case.id, (Event.PART_DISPOSED,))
    return sum(int(one.detail["said"]["received_fen"]) for one in ended)


@EFFECTS.asks("proceeds_receipt")
async def ask_by_its_way(context: TransitionContext[Investment], department: str) -> dict[str, Any]:  # noqa: ARG001 - finance's
    """Offer what may come of its way: a liquidation is over at some time, and not missed any more once something of it came."""
    never = {Event.LIQUIDATION_REPORTED_OVER}
    if context.case.way == Way.LIQUIDATION:
        came = await audit_events.last_of(context.session, context.case.id, (Event.LIQUIDATION_RECEIVED,))
        never = {Event.PROCEEDS_REPORTED_MISSED} if came or context.event == Event.LIQUIDATION_RECEIVED else set()
    return choice_of({event: text for event, text in KINDS["proceeds_receipt"].decisions.items() if event not in never})


@EFFECTS.of(Event.PROCEEDS_RECORDED)
async def record(context: TransitionContext[Investment]) -> None:
    """Keep what finance says came in, all of a receipt: the price, a part of it or more; once, and not before the payment.

    Raises:
        Refusal: `invalid_input` for a day that cannot be; `duplicate` for a receipt that was recorded before; `wrong_stage`, while a bank
            may return what was paid.
    """
    await require_not_returnable(context)
    row, given = context.case, context.detail
    received_on = date.fromisoformat(str(given["received_on"]))
    if not row.paid_on <= received_on <= today(context):
        when = Text("应在投资付款之日至今日之间", "must be from the day of the investment to today")
        raise Refusal(Code.INVALID_INPUT, Text("登记的价款有误。", "What was recorded is not valid."), [Fault("received_on", when)])
    reference = str(given["reference"]).strip()
    folded = fold_number(reference)
    known = await receipts.called(context.session, reference)
    used = known is not None and await receipts.is_used(context.session, known.id)
    if not folded or used or await investments.has_reference(context.session, folded, row.id):
        raise _used()
    if await clawbacks.reference_is_used(context.session, reference) or await settlements.is_being_recorded(context.session, reference):
        raise _used()
    row.received_fen, row.reference, row.reference_folded = int(given["amount_fen"]), reference, folded
    row.received_on = received_on


def _used() -> Refusal:
    return Refusal(Code.DUPLICATE, Text("该国库收款编号已登记过。", "This receipt of the treasury's has been recorded already."))


@EFFECTS.opens("proceeds_confirmation")
@EFFECTS.opens(PAYER_QUESTION)
async def open_confirmation(context: TransitionContext[Investment]) -> None:
    """Have somebody else of finance look at it, who reads what was agreed and recorded, who is to pay, and who did by the treasury."""
    row = context.case
    (kind,) = context.lifecycle.steps[context.event].opens
    recorded = {"amount_fen": row.received_fen, "reference": row.reference, "received_on": str(row.received_on)}
    kept = await receipts.called(context.session, row.reference or "")
    payer = {"payer": {"uscc": kept.payer_uscc, "name": kept.payer_name}} if kept else {}
    about = {"way": row.way, "price_fen": row.price_fen, "payable_by": await _payable_by(context)} | recorded | payer
    await open_task(context, KINDS[kind], about=about)


async def _payable_by(context: TransitionContext[Investment]) -> str:
    """Return by its name who is to pay: the buyer that was approved, or of a buy-back the enterprise."""
    row = context.case
    return row.buyer or await enterprises.name(context.session, row.enterprise_uscc)


async def may_pay(context: TransitionContext[Investment], receipt: Receipt) -> bool:
    """Tell whether whoever paid a receipt is to pay, or somebody of finance has accepted them for it.

    The treasury knows a buyer by the name that was approved, and the enterprise by its code; what a liquidation brings comes of either.
    """
    row = context.case
    if row.buyer and fold(receipt.payer_name) == fold(row.buyer):
        return True
    if row.way != Way.TRANSFER and await succession.are_one(context.session, row.enterprise_uscc, receipt.payer_uscc):
        return True
    asked = (row.reference, receipt.payer_uscc)
    answers = [task for task in context.completed_tasks([PAYER_QUESTION]) if _asked(task) == asked]
    return bool(answers) and answers[-1].outcome == Event.PAYER_ACCEPTED


def _asked(task: Task) -> tuple[str, str]:
    return str(task.about["reference"]), str(task.about["payer"]["uscc"])


@EFFECTS.of(Event.PROCEEDS_SENT_BACK, Event.PROCEEDS_REFUTED, Event.PAYER_REFUSED, Event.PROCEEDS_PART_RECEIVED)
async def forget(context: TransitionContext[Investment]) -> None:
    """Forget what was recorded: it may be recorded anew, or another receipt with what is left of the price."""
    row = context.case
    row.received_fen = row.reference = row.reference_folded = row.received_on = None


@EFFECTS.of(Event.PROCEEDS_BOOKED, Event.PART_DISPOSED)
async def book(context: TransitionContext[Investment]) -> None:
    """Book the price of what is given up: its cost as recovered, what is beyond it as a gain, what is missing as a loss."""
    row = context.case
    cost_fen, received_fen = row.part_fen or row.left_fen, await _book_receipts(context)
    back_fen = await _recover(context, cost_fen, received_fen)
    await ledger.move_part(context.session, award_booking(context), "loss", cost_fen - back_fen)
    row.disposed_fen, row.part_fen, row.received_fen = row.disposed_fen + cost_fen, None, row.proceeds_fen
    if context.event == Event.PART_DISPOSED:
        await forget(context)
        context.words["left"] = in_yuan(row.left_fen)
        hold_the_rest(context)


@EFFECTS.of(Event.LIQUIDATION_RECEIVED)
async def book_liquidation(context: TransitionContext[Investment]) -> None:
    """Book what came of a liquidation as it comes: first as cost recovered, then as a gain; what is lost is known when it is over."""
    row = context.case
    received_fen = await _book_receipts(context)
    row.disposed_fen += await _recover(context, row.left_fen, received_fen)
    context.words |= {"price": in_yuan(received_fen), "left": in_yuan(row.left_fen)}
    await forget(context)


@EFFECTS.of(Event.PROCEEDS_REPORTED_MISSED)
async def report_missed(context: TransitionContext[Investment]) -> None:
    """Let finance say that the price did not come, once its day is over: that of the first task, which the letter names.

    Raises:
        Refusal: `wrong_stage`, before, and while a bank may return what was paid, so that nothing may be recorded.
    """
    await require_not_returnable(context)
    row = context.case
    asked = next(task for task in context.tasks if task.kind == "proceeds_receipt" and task.opened_at >= row.stage_entered_at)
    if asked.due_at is not None and context.now <= asked.due_at:
        day = asked.due_at.astimezone(BEIJING).date()
        said = Text(
            f"价款缴纳期限至{in_chinese(day)}，期满后再办理。", f"The price may be paid until {day}; do this once that day is over."
        )
        raise Refusal(Code.WRONG_STAGE, said)


@EFFECTS.opens("proceeds_giving_up")
async def open_giving_up(context: TransitionContext[Investment]) -> None:
    """Have an approver decide whether the price is waited for any longer, with who was to pay it and what of it is here."""
    row = context.case
    received_fen = sum(part.amount_fen for part in await receipts.parts_for_investment(context.session, row.id))
    figures = {"way": row.way, "price_fen": row.price_fen, "received_fen": received_fen, "payable_by": await _payable_by(context)}
    figures |= {"part_fen": row.part_fen} if row.part_fen else {}
    await open_task(context, KINDS["proceeds_giving_up"], about=row.brief | figures | {"reason": context.detail["reason"]})


@EFFECTS.opens("liquidation_closing")
async def open_closing(context: TransitionContext[Investment]) -> None:
    """Have an approver decide whether it is over, with what came of it, what was expected, what would be lost, and what came before."""
    row, earlier_fen = context.case, await _earlier_fen(context)
    figures = {"received_fen": row.proceeds_fen - earlier_fen, "loss_fen": row.left_fen, "expected_fen": row.price_fen}
    figures |= {"earlier_fen": earlier_fen} if earlier_fen else {}
    await open_task(context, KINDS["liquidation_closing"], about=row.brief | figures | {"reason": context.detail["reason"]})


@EFFECTS.of(Event.LIQUIDATION_CLOSED)
async def close_liquidation(context: TransitionContext[Investment]) -> None:
    """Book what did not come back as a loss.

    Raises:
        Refusal: `wrong_stage`, while a bank may return what was paid.
    """
    await require_not_returnable(context)
    row = context.case
    await lose_the_rest(context)
    came_fen = row.proceeds_fen - await _earlier_fen(context)
    context.detail = context.detail | {"said": {"received_fen": came_fen, "received_on": str(row.received_on or today(context))}}


async def _book_receipts(context: TransitionContext[Investment]) -> int:
    """Book what was set aside as come in, and return how much that is."""
    row, received_fen = context.case, 0
    for part in await receipts.parts_for_investment(context.session, row.id):
        part.become(PartState.BOOKED)
        part.booked_at, part.principal_fen = context.now, part.amount_fen
        received_fen += part.amount_fen
    context.detail = context.detail | {
        "said": {"received_fen": received_fen, "received_on": str(row.received_on), "part_fen": row.part_fen}
    }
    return received_fen


async def _recover(context: TransitionContext[Investment], cost_fen: int, received_fen: int) -> int:
    """Book what came in: as cost that is recovered, and beyond that as a gain; and return how much of the cost that is."""
    back_fen = min(received_fen, cost_fen)
    await ledger.move_part(context.session, award_booking(context), "disposal", back_fen)
    await ledger.move_part(context.session, award_booking(context), "gain", received_fen - back_fen)
    context.case.proceeds_fen += received_fen
    return back_fen


def is_confirmed(context: TransitionContext[Investment]) -> bool:
    """Tell whether what was recorded is confirmed, so that the treasury is asked about it."""
    return context.case.reference is not None and not any(task.kind in _ENTERING for task in context.open_tasks)


async def keep(context: TransitionContext[Investment], answer: TreasuryReceipt) -> Receipt:
    """Return the receipt in the treasury's words, which are kept."""
    received = Received(answer.reference, answer.amount_fen, answer.payer_uscc, answer.payer_name, answer.received_on)
    return await kept_receipts.keep(context.session, received, context.now)


async def take(context: TransitionContext[Investment], receipt: Receipt) -> bool:
    """Set aside what the price needs of a receipt, which is locked, and tell whether it is whole; what is more is owed back.

    What a liquidation brings was only expected: all of whatever came is taken.
    """
    row = context.case
    before_fen = sum(part.amount_fen for part in await receipts.parts_for_investment(context.session, row.id))
    left_fen = receipt.amount_fen if row.way == Way.LIQUIDATION else (row.price_fen or 0) - before_fen
    taken_fen = min(receipt.amount_fen, left_fen)
    back_fen = receipt.amount_fen - taken_fen
    await receipts.set_free(context.session, receipt.id)
    for fen, state in ((taken_fen, PartState.ALLOTTED), (back_fen, PartState.OWED_BACK)):
        if fen:
            context.session.add(ReceiptPart(receipt_id=receipt.id, investment_id=row.id, amount_fen=fen, state=state))
            await context.session.flush()
    context.words["price"] = in_yuan(left_fen - taken_fen)
    say_back(context, back_fen)
    return taken_fen == left_fen
