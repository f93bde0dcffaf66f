"""退付的效果。What the steps of a refund change besides what any payment does: what it takes up of a receipt, and the books."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import close, open_task
from activities.disbursement.award import ask_for_account
from activities.disbursement.effects import (
    RELEASES,
    about,
    confirm_payment,
    disbursement_of,
    earlier,
    is_questioned,
    live_disbursement,
    note_paid,
    note_returned,
    prepare_disbursement,
    release_payment,
    released,
    take_back_release,
)
from activities.disbursement.set_off import require_no_demand, set_off_all
from models.commands import ledger
from models.queries import clawback as clawbacks
from models.queries import disbursement as disbursements
from models.queries import enterprise as enterprises
from models.queries import investment as investments
from models.queries import receipt as receipts
from models.queries import refund as refunds
from models.queries import settlement as settlements
from models.queries import succession
from models.tables import Disbursement, ReceiptPart, Refund
from policy.errors import Code, Fault, Refusal
from policy.processes.clawback.states import PartState
from policy.processes.disbursement.simulation import Line, Simulation
from policy.processes.disbursement.states import DisbursementState
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.kernel.closings import Closing
from policy.processes.refund.lifecycle import Event
from policy.processes.registry import KINDS
from policy.registered import FormerName, former_until
from policy.text import Text

EFFECTS = Effects[Refund]()


@EFFECTS.of(Event.REFUND_OPENED)
async def take_up(context: TransitionContext[Refund]) -> None:
    """Take up all of a receipt that nobody owes, under its lock: no other refund, and no debt, gets it any more.

    Raises:
        Refusal: `wrong_stage`, when somebody records it for a debt at the moment, or it was used since the refund was drafted;
            `breach_open`, while something is demanded of its payer; `invalid_input`, when it names no account to be paid to, and nothing
            was given up that it could count for instead.
    """
    refund = context.case
    receipt = await receipts.lock(context.session, refund.receipt_id)
    reference = receipt.reference
    if any([await one.is_being_recorded(context.session, reference) for one in (clawbacks, investments, settlements)]):
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                "该笔收款正在登记为退缴资金或者股权价款，不能退付。",
                "The receipt is being recorded for a debt or a share; it cannot be paid back.",
            ),
        )
    await require_no_demand(context.session, refund.payer_uscc)
    is_awards = await refunds.returned_payment(context.session, refund) is not None
    if is_awards and "account" in context.detail:
        said = Text(
            "退付的是银行退回的支持资金，账户由收款单位自行提供，不填",
            "is asked of the enterprise itself: this is award money a bank returned",
        )
        raise Refusal(Code.INVALID_INPUT, Text(f"{said.zh}。", f"The account {said.en}."), [Fault("account", said)])
    if "account" not in context.detail and not is_awards and not await _given_up(context):
        said = Text("付款人没有已减免或者核销的款项，须填写退付账户", "is needed: nothing its payer owed was waived or written off")
        raise Refusal(Code.INVALID_INPUT, Text(f"{said.zh}。", f"An account {said.en}."), [Fault("account", said)])
    if await receipts.owed_back_fen(context.session, receipt) != refund.amount_fen:
        raise Refusal(
            Code.WRONG_STAGE,
            Text("该笔收款的应退金额已经变动，请重新提出。", "What of the receipt is owed back has changed; ask again."),
        )
    undivided_fen = receipt.amount_fen - await receipts.divided_fen(context.session, receipt.id)
    for part in await receipts.owed_back_of(context.session, receipt.id):
        part.refund_id = refund.id
        part.become(PartState.REFUNDING)
    if undivided_fen:
        context.session.add(ReceiptPart(receipt_id=receipt.id, refund_id=refund.id, amount_fen=undivided_fen, state=PartState.REFUNDING))
    await context.session.flush()
    # Without an account it is only to be counted as repaid, and nothing is paid.
    if "account" in context.detail:
        await prepare_disbursement(context, context.detail["account"], refund.amount_fen)


@EFFECTS.of(DisbursementEvent.ACCOUNT_SUPPLIED)
async def prepare_again(context: TransitionContext[Refund]) -> None:
    """Prepare the payment to the other account that was given; what could be done without one is asked no more."""
    for task in context.open_tasks:
        if task.kind in RELEASES:
            close(context, task, Closing.SUPERSEDED)
    await prepare_disbursement(context, context.detail["account"], context.case.amount_fen)


@EFFECTS.opens("refund_release")
async def open_release(context: TransitionContext[Refund]) -> None:
    """Open the release, or first the question about an account in another name than the payer's: whoever gave it does not answer it.

    Without an account there is nothing to release: whether it is counted as repaid is asked alone, or to be cancelled while the enterprise
    is asked for its account.
    """
    sent_back = {"sent_back": context.detail["reason"]} if context.event == Event.COUNTING_REFUSED else {}
    payment = await live_disbursement(context)
    if payment is None:
        read = {"amount_fen": context.case.amount_fen, "payee": await payee_of(context.session, context.case)} | await _receipt(context)
        await open_task(context, KINDS["refund_release"], about=read | await _given_up(context) | sent_back)
        if await refunds.returned_payment(context.session, context.case) is not None:
            await ask_for_account(context)
    elif is_questioned(context, payment, await payee_of(context.session, context.case), await _before(context, payment)):
        await open_task(context, KINDS["refund_payee_check"], about=await _read(context, payment))
    else:
        simulation = await simulate(context.session, context.case, payment)
        about = await _read(context, payment) | {"simulation": simulation.as_dict()} | await _given_up(context)
        await open_task(context, KINDS["refund_release"], about=about | sent_back)


@EFFECTS.opens("refund_account")
async def open_account(context: TransitionContext[Refund]) -> None:
    """Ask finance for another account of the payer, or the enterprise itself where money of its award is paid."""
    if await refunds.returned_payment(context.session, context.case) is None:
        await open_task(context, KINDS["refund_account"])
    else:
        await open_release(context)


async def _before(context: TransitionContext[Refund], payment: Disbursement) -> Sequence[Disbursement]:
    """Return the payments before this one: of the refund, and of the award whose money is paid, which a bank returned."""
    returned = await refunds.returned_payment(context.session, context.case)
    return [*([returned[1]] if returned else []), *await earlier(context, payment)]


async def _given_up(context: TransitionContext[Refund]) -> dict[str, Any]:
    """Return what its payer owed and was waived or written off, by demand: it may be counted as that instead of being paid back."""
    found = await clawbacks.given_up_by(context.session, context.case.payer_uscc)
    return {"given_up": {demand.number: fen for demand, fen in found}} if found else {}


@EFFECTS.opens("refund_confirmation")
async def open_confirmation(context: TransitionContext[Refund]) -> None:
    """Open the confirmation by a second person, who reads what was released."""
    await open_task(context, KINDS["refund_confirmation"], about=released(context))


async def simulate(session: AsyncSession, refund: Refund, payment: Disbursement) -> Simulation:
    """Return what paying back would do now, by the award in whose books it is owed back, or the receipt that stands in none."""
    standings = await refunds.standings(session, refund)
    lines = [Line(number, budget, fen, refund.paid_fen, fen) for number, budget, fen in standings]
    return Simulation(payment.number, await payee_of(session, refund), payment.account, lines, pays_back=True)


async def payee_of(session: AsyncSession, refund: Refund) -> str:
    """Return who is paid back: the payer as the treasury named it, as it is called today if renamed since, or whoever took its place."""
    stands = await succession.current(session, refund.payer_uscc)
    registered = await enterprises.find(session, stands)
    if registered is None:
        return refund.payer_name
    renamed = former_until(refund.payer_name, map(FormerName.of, registered.former_names)) is not None
    return registered.name if renamed or stands != refund.payer_uscc else refund.payer_name


async def _read(context: TransitionContext[Refund], payment: Disbursement) -> dict[str, Any]:
    """Return what finance reads of a refund."""
    refund = context.case
    registered = await enterprises.find(context.session, refund.payer_uscc)
    former = map(FormerName.of, registered.former_names) if registered else ()
    read = about(context, payment, await payee_of(context.session, refund), former, await _before(context, payment))
    return read | await _receipt(context)


async def _receipt(context: TransitionContext[Refund]) -> dict[str, Any]:
    """Return why there is something to pay back: of which receipt, whether a bank returned that, and what of it is interest."""
    receipt = await receipts.find(context.session, context.case.receipt_id)
    if receipt is None:
        return {}
    returned = await disbursements.case_of(context.session, receipt.reference) is not None
    read = {"reference": receipt.reference, "received_on": receipt.received_on.isoformat(), "bank_returned": returned}
    return read | await _interest(context)


async def _interest(context: TransitionContext[Refund]) -> dict[str, int]:
    """Return what of a refund had paid interest, or a surcharge, that nobody owed; nothing where there is none."""
    fen = sum(part.amount_fen for part, _ in await refunds.parts(context.session, context.case.id) if part.was_interest)
    return {"interest_fen": fen} if fen else {}


@EFFECTS.of(DisbursementEvent.PAYMENT_RELEASED)
async def release(context: TransitionContext[Refund]) -> None:
    """Let the refund be confirmed, if it still is what was shown."""
    await require_no_demand(context.session, context.case.payer_uscc)
    await release_payment(context, await simulate(context.session, context.case, await disbursement_of(context)))


@EFFECTS.of(DisbursementEvent.PAYMENT_CONFIRMED)
async def reserve(context: TransitionContext[Refund]) -> None:
    """Let the refund go, and move the money into transit before the treasury is told."""
    await require_no_demand(context.session, context.case.payer_uscc)
    now = await simulate(context.session, context.case, await disbursement_of(context))
    await confirm_payment(context, now.payee, now)
    await move(context, "refund")


@EFFECTS.of(DisbursementEvent.RELEASE_OUTDATED)
async def release_anew(context: TransitionContext[Refund]) -> None:
    """Take the money out of transit, where it is owed back: what would be paid back is not what was released."""
    if await take_back_release(context):
        await take_out_of_transit(context)


async def take_out_of_transit(context: TransitionContext[Refund]) -> None:
    """Book what stands in the books of awards as owed back again: the treasury was not told of it."""
    for part, award in await refunds.parts(context.session, context.case.id):
        if award is not None:
            its_booking = replace(booking(context), case_id=award, key=f"{context.key}/{part.id}")
            await ledger.take_refund_back(context.session, its_booking, part.amount_fen, paid=False)


async def move(context: TransitionContext[Refund], kind: str) -> None:
    """Move what stands in the books of awards. What came in when nobody owed anything stands in none."""
    for part, award in await refunds.parts(context.session, context.case.id):
        if award is not None:
            its_booking = replace(booking(context), case_id=award, key=f"{context.key}/{part.id}")
            await ledger.move_part(context.session, its_booking, kind, part.amount_fen)


@EFFECTS.of(DisbursementEvent.PAID)
async def book(context: TransitionContext[Refund]) -> None:
    """Book that the money is where it came from."""
    payment = await note_paid(context)
    await move(context, "refunded")
    context.detail = context.detail | await _interest(context)
    for part, _ in await refunds.parts(context.session, context.case.id):
        part.become(PartState.REFUNDED)
    context.case.paid_fen = payment.amount_fen


@EFFECTS.of(DisbursementEvent.BANK_RETURNED)
async def book_return(context: TransitionContext[Refund]) -> None:
    """Book what came back as owed back, as before; it stays with this refund."""
    was_paid = (await disbursement_of(context)).state == DisbursementState.PAID
    await note_returned(context)
    for part, award in await refunds.parts(context.session, context.case.id):
        if was_paid:
            part.become(PartState.REFUNDING)
        if award is not None:
            its_booking = replace(booking(context), case_id=award, key=f"{context.key}/{part.id}")
            await ledger.take_refund_back(context.session, its_booking, part.amount_fen, paid=was_paid)
    context.case.paid_fen = 0


@EFFECTS.of(Event.REFUND_CANCELLED, DisbursementEvent.PAYMENT_OVERTAKEN, DisbursementEvent.PAYMENT_ENDED)
async def leave(context: TransitionContext[Refund]) -> None:
    """Leave what was taken up: it is owed back, or undivided, as it was before, and settles what its payer owes meanwhile."""
    await give_up_payment(context)
    if context.task is not None and "findings" in context.task.about:
        # What its letter says was found.
        context.detail = context.detail | {"failures": context.task.about["findings"]}
    for part, award in await refunds.parts(context.session, context.case.id):
        if award is None and not part.is_rest:
            await context.session.delete(part)
        else:
            part.refund_id = None
            part.become(PartState.OWED_BACK)
    await set_off_all(context, context.case.payer_uscc)


async def give_up_payment(context: TransitionContext[Refund]) -> None:
    """Give up the payment that was prepared; the treasury was not told of it."""
    if (payment := await live_disbursement(context)) is not None:
        payment.become(DisbursementState.GIVEN_UP)
        payment.returned_at, payment.reason = context.now, str(context.detail["reason"])
