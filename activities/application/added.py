"""加付。What the payment of a case that adds to an award changes of it: what was paid, or came back, beside its own payment."""

from __future__ import annotations

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.disbursement import award as payment
from activities.disbursement.effects import live_disbursement, take_back_release
from models.commands import ledger
from models.queries import case
from models.tables import AddedCase, Application
from policy.processes.disbursement.states import DisbursementState
from policy.text import Text


async def award(context: TransitionContext[AddedCase]) -> Application:
    """Return the award, locked: whatever else changes it waits."""
    return await case.lock(context.session, Application, context.case.application_id)


async def book_payment(context: TransitionContext[AddedCase]) -> None:
    """Book the expenditure, and that so much more of the award was paid."""
    await payment.book_payment(context)
    (await award(context)).supplement_paid_fen += context.case.paid_fen


async def book_return(context: TransitionContext[AddedCase]) -> None:
    """Book returned money back to the obligation it came from, and that so much less of the award was paid."""
    application, returned_fen = await award(context), context.case.paid_fen
    await payment.book_return(context)
    application.supplement_paid_fen -= returned_fen


async def give_up_payment(context: TransitionContext[AddedCase], why: Text) -> None:
    """Give up its payment, if one was prepared, that the treasury was told nothing of."""
    prepared = await live_disbursement(context)
    if prepared is None:
        return
    if prepared.state == DisbursementState.RESERVED and await take_back_release(context):
        await ledger.move(context.session, booking(context), "hold")
    prepared.become(DisbursementState.GIVEN_UP)
    prepared.returned_at, prepared.reason = context.now, why.zh
