"""退缴资金的登记。What the events of a repayment change before money moves: recorded, confirmed, refuted, its payer accepted or not."""

from __future__ import annotations

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.clawback.money import today
from activities.clawback.payers import decide
from models.queries import clawback as clawbacks
from models.queries import disbursement as disbursements
from models.queries import investment as investments
from models.queries import receipt as receipts
from models.queries import settlement as settlements
from models.tables import Clawback, Repayment
from policy.errors import Code, Refusal
from policy.folding import fold_number
from policy.processes.clawback.division import check_parts
from policy.processes.clawback.lifecycle import Event
from policy.processes.clawback.repayment import check_received_on
from policy.processes.clawback.states import RepaymentState
from policy.text import Text

EFFECTS = Effects[Clawback]()


@EFFECTS.of(Event.REPAYMENT_RECORDED)
async def record(context: TransitionContext[Clawback]) -> None:
    """Keep what finance says came in, if it can be: within its days, no receipt twice, no more divided than was received."""
    reference, amount_fen = str(context.detail["reference"]).strip(), int(context.detail["amount_fen"])
    parts = context.detail.get("parts") or ()
    debts = await receipts.debts_called(context.session, {str(part["clawback"]) for part in parts})
    # Without parts it is this debt's before it is any other's.
    awards = {debt.application_id for debt in debts or (context.case,)}
    paid_on = await disbursements.all_paid_out_on(context.session, awards)
    received_on = check_received_on(str(context.detail["received_on"]), paid_on, today(context))
    elsewhere = [await one.is_being_recorded(context.session, reference) for one in (investments, settlements)]
    is_used = await clawbacks.reference_is_used(context.session, reference) or any(elsewhere)
    if not fold_number(reference) or is_used:
        raise Refusal(Code.DUPLICATE, Text("该国库收款编号已登记过。", "This receipt of the treasury's has been recorded already."))
    await _require_not_refunded(context, reference)
    context.session.add(
        Repayment(
            clawback_id=context.case.id,
            amount_fen=amount_fen,
            reference=reference,
            reference_folded=fold_number(reference),
            received_on=received_on,
            named=check_parts(parts, amount_fen, [debt.number for debt in debts]) if parts else None,
            recorded_by=context.actor.subject,
            recorded_at=context.now,
        )
    )
    await context.session.flush()


async def _require_not_refunded(context: TransitionContext[Clawback], reference: str) -> None:
    """Refuse what a refund has taken up. Whoever opens one at this moment waits for the receipt, or has it already."""
    known = await receipts.called(context.session, reference)
    if known is None:
        return
    receipt = await receipts.lock(context.session, known.id)
    if not await receipts.owed_back_fen(context.session, receipt):
        raise Refusal(Code.DUPLICATE, Text("该笔收款正在退付或者已经退付。", "This receipt is being paid back, or was."))


async def repayment_in_flight(context: TransitionContext[Clawback]) -> Repayment:
    """Return the repayment that is under way.

    Raises:
        Refusal: `wrong_stage`, when none is.
    """
    found = await clawbacks.in_flight(context.session, context.case.id)
    if found is None:
        raise Refusal(Code.WRONG_STAGE, Text("没有待办的收款。", "No repayment is under way."))
    return found


@EFFECTS.of(Event.REPAYMENT_SENT_BACK)
async def send_back(context: TransitionContext[Clawback]) -> None:
    """Note that the second person does not confirm the repayment; it may be recorded again."""
    repayment = await repayment_in_flight(context)
    repayment.become(RepaymentState.SENT_BACK)
    repayment.reason = str(context.detail["reason"])


@EFFECTS.of(Event.REPAYMENT_CONFIRMED)
async def confirm(context: TransitionContext[Clawback]) -> None:
    """Note the second person's confirmation; the treasury is asked next."""
    repayment = await repayment_in_flight(context)
    repayment.become(RepaymentState.CONFIRMED)
    repayment.confirmed_by = context.actor.subject


@EFFECTS.of(Event.RECEIPT_REFUTED)
async def refute(context: TransitionContext[Clawback]) -> None:
    """Note what the treasury does not bear out; nothing is booked, and the same receipt may be recorded again as it is."""
    repayment = await repayment_in_flight(context)
    repayment.become(RepaymentState.REFUTED)
    repayment.reason = str(context.detail["reason"])


@EFFECTS.of(Event.PAYER_QUESTIONED)
async def question_payer(context: TransitionContext[Clawback]) -> None:
    """Note that somebody else than a debtor paid: a second person decides whether that payer may."""
    (await repayment_in_flight(context)).become(RepaymentState.PAYER_QUESTIONED)


@EFFECTS.of(Event.PAYER_ACCEPTED, Event.PAYER_REFUSED)
async def decide_payer(context: TransitionContext[Clawback]) -> None:
    """Note who lets another payer pay for a debtor, or leaves the receipt undivided, and why."""
    decide(context, await repayment_in_flight(context))
