"""承诺与拨付。What signing and paying change: the commitment, the disbursement, the books."""

from __future__ import annotations

from datetime import timedelta

from activities.effects.registry import booking, effect
from activities.work import Work
from models.commands import ledger
from models.queries import case
from models.tables import Commitment, Disbursement
from policy.errors import Refusal
from policy.lifecycles.application import Event
from policy.text import Text


@effect(Event.COMMITMENT_SIGNED)
async def sign(work: Work) -> None:
    """Keep the signed commitment (general term 6) and prepare the payment."""
    # An award that was assessed anew may have been committed to before: that commitment stands.
    if not await case.commitment_signed(work.session, work.application.id):
        work.session.add(
            Commitment(
                application_id=work.application.id,
                enterprise_uscc=work.application.enterprise_uscc,
                signatory=work.detail["signatory"],
                position=work.detail["position"],
                signed_by=work.actor.subject,
                signed_at=work.now,
            )
        )
    await prepare_disbursement(work)


@effect(Event.COMMITMENT_LAPSED)
async def give_back(work: Work) -> None:
    """Free the money of an award nobody committed to."""
    await ledger.release(work.session, booking(work))


@effect(Event.ACCOUNT_SUPPLIED)
async def prepare_disbursement(work: Work) -> None:
    """Prepare a payment of the whole award to the account given, under a number of its own."""
    times = await case.count_disbursements(work.session, work.application.id)
    work.session.add(
        Disbursement(
            number=f"{work.application.number}-P{times + 1}",
            application_id=work.application.id,
            amount_fen=work.application.award_fen or 0,
            account=work.detail["account"],
        )
    )


async def disbursement(work: Work) -> Disbursement:
    """Return the live disbursement."""
    found = await case.live_disbursement(work.session, work.application.id)
    if found is None:
        raise Refusal("wrong_stage", Text("没有在办的拨付。", "There is no payment under way."))
    return found


@effect(Event.PAYMENT_RELEASED)
async def release_payment(work: Work) -> None:
    """Note who released it."""
    (await disbursement(work)).released_by = work.actor.subject


@effect(Event.PAYMENT_CONFIRMED)
async def reserve_payment(work: Work) -> None:
    """Note who confirmed it, and move the money into transit before the treasury is told."""
    payment = await disbursement(work)
    payment.confirmed_by, payment.state = work.actor.subject, "reserved"
    await ledger.move(work.session, booking(work), "instruction")


@effect(Event.PAYMENT_INSTRUCTED)
async def note_instructed(work: Work) -> None:
    """The treasury has it; look again if it does not report."""
    payment = await disbursement(work)
    payment.state, payment.instructed_at = "instructed", work.now
    await look_again(work)


@effect(Event.TREASURY_MISMATCHED)
async def note_mismatch(work: Work) -> None:
    """The treasury speaks of another amount: people have to look."""
    (await disbursement(work)).state = "mismatched"
    work.application.wakes_at = None


@effect(Event.TREASURY_CORRECTED)
async def ask_again(work: Work) -> None:
    """People have looked; ask the treasury once more."""
    (await disbursement(work)).state = "instructed"
    work.application.wakes_at = work.now


@effect(Event.TREASURY_FELL_SILENT)
async def look_again(work: Work) -> None:
    """Ask the treasury again after the polling interval."""
    work.application.wakes_at = work.now + timedelta(seconds=work.days("treasury_poll_seconds"))


@effect(Event.PAID)
async def book_payment(work: Work) -> None:
    """Book the expenditure."""
    payment = await disbursement(work)
    payment.state, payment.paid_at, payment.bank_reference = "paid", work.now, work.detail.get("bank_reference")
    work.application.paid_fen = payment.amount_fen
    work.application.wakes_at = work.clock.after(work.now, work.days("bank_return_watch")).at
    await ledger.move(work.session, booking(work), "expenditure")


@effect(Event.BANK_RETURNED)
async def book_return(work: Work) -> None:
    """Book the money back to the commitment it came from."""
    payment = await disbursement(work)
    payment.state, payment.returned_at, payment.reason = "returned", work.now, work.detail.get("reason")
    work.application.paid_fen = 0
    work.application.wakes_at = None
    await ledger.take_back(work.session, booking(work))
