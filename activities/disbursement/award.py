"""支持资金的拨付。What the payment of an award of any process changes besides: its books, and what was paid of the case."""

from __future__ import annotations

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.disbursement import standing
from activities.disbursement.effects import (
    about,
    confirm_payment,
    disbursement_of,
    earlier,
    is_questioned,
    note_paid,
    note_returned,
    prepare_disbursement,
    require_payable,
)
from models.commands import ledger
from models.queries import clawback
from models.queries import enterprise as enterprises
from models.tables import AwardedCase
from policy.errors import Code, Refusal
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.registry import KINDS
from policy.registered import FormerName
from policy.text import Text

AWARD_PAYMENT = Effects[AwardedCase]()
"""What the events of an award's payment change, besides what those of any payment do (`DISBURSEMENT`)."""


@AWARD_PAYMENT.of(DisbursementEvent.ACCOUNT_SUPPLIED)
async def prepare_again(context: TransitionContext[AwardedCase]) -> None:
    """Prepare the payment to the other account that was given."""
    await prepare_disbursement(context, context.detail["account"], context.case.award_fen or 0)


@AWARD_PAYMENT.opens("payment_release")
async def open_release(context: TransitionContext[AwardedCase]) -> None:
    """Open the release, or first the question about an account that is in another name than the payee's, or was changed."""
    await _open(context, "payment_release", questioned="payee_check")


@AWARD_PAYMENT.opens("payment_confirmation")
async def open_confirmation(context: TransitionContext[AwardedCase]) -> None:
    """Open the confirmation of the payment by a second person."""
    await _open(context, "payment_confirmation")


async def _open(context: TransitionContext[AwardedCase], kind: str, *, questioned: str | None = None) -> None:
    payment = await disbursement_of(context)
    payee = await enterprises.current(context.session, context.case.enterprise_uscc)
    before = await earlier(context, payment)
    if questioned and is_questioned(context, payment, payee.name, before):
        kind = questioned
    await open_task(context, KINDS[kind], about=about(context, payment, payee.name, map(FormerName.of, payee.former_names), before))


@AWARD_PAYMENT.of(DisbursementEvent.PAYMENT_CONFIRMED)
async def reserve_payment(context: TransitionContext[AwardedCase]) -> None:
    """Let the payment go, and move the money into transit before the treasury is told."""
    payee = await enterprises.current(context.session, context.case.enterprise_uscc)
    await confirm_payment(context, payee.name)
    await ledger.move(context.session, booking(context), "instruction")


@AWARD_PAYMENT.of(DisbursementEvent.PAYMENT_HELD)
async def hold(context: TransitionContext[AwardedCase]) -> None:
    """Hold the payment for what was found before the treasury was told."""
    await standing.hold_payment(context, await disbursement_of(context))


@AWARD_PAYMENT.opens(standing.CHECK)
async def ask_whether_it_goes_on(context: TransitionContext[AwardedCase]) -> None:
    """Open the question whether the payment goes on."""
    await standing.open_check(context, await disbursement_of(context))


@AWARD_PAYMENT.of(DisbursementEvent.PAYMENT_RESUMED)
async def resume(context: TransitionContext[AwardedCase]) -> None:
    """Let the payment go on: what an approver lets pass is what was found, and never whose account it is."""
    payment, payee = await disbursement_of(context), await enterprises.current(context.session, context.case.enterprise_uscc)
    require_payable(context, payment, payee.name)
    await standing.resume_payment(context, payment)


@AWARD_PAYMENT.of(DisbursementEvent.PAYMENT_ENDED)
async def end(context: TransitionContext[AwardedCase]) -> None:
    """Give up the award."""
    await standing.end_award(context, await disbursement_of(context))


@AWARD_PAYMENT.of(DisbursementEvent.PAID)
async def book_payment(context: TransitionContext[AwardedCase]) -> None:
    """Book the expenditure."""
    payment = await note_paid(context)
    await ledger.move(context.session, booking(context), "expenditure")
    context.case.paid_fen = payment.amount_fen


@AWARD_PAYMENT.of(DisbursementEvent.BANK_RETURNED)
async def book_return(context: TransitionContext[AwardedCase]) -> None:
    """Book returned money back to the obligation it came from.

    Money that was reclaimed meanwhile came back twice: which of the two is wrong is for people to find out, and until then the step is
    tried again and the reconciliation lists it.
    """
    if await clawback.demanded(context.session, context.case.id):
        raise Refusal(
            Code.WRONG_STAGE, Text("该笔款项已在追回，不能作退回入账。", "The payment is reclaimed already; its return cannot be booked.")
        )
    await note_returned(context)
    context.case.paid_fen = 0
    await ledger.take_back(context.session, booking(context))
