"""承诺与拨付。What signing and paying change: the commitment, the disbursement, the books."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from activities.effects.registry import booking, effect
from activities.tasks import open_task, opener
from activities.work import Work
from models.commands import ledger
from models.queries import case, clawback
from models.queries.conduct import require_good_standing
from models.tables import Disbursement, Undertaking
from policy.commitment import last_day
from policy.errors import Refusal
from policy.lifecycles.application import Event
from policy.quality import why_sampled
from policy.tasks import KINDS
from policy.text import Text
from policy.working_days import BEIJING


@effect(Event.COMMITMENT_SIGNED)
async def sign(work: Work) -> None:
    """Keep the signed commitment (general term 6) with the terms its signatory read; prepare the payment, unless a second look comes first.

    An award that went back to review is signed for again. Its commitment stands from the first day on; the audit trail has both.
    """
    if not await case.undertaking_signed(work.session, work.application.id):
        _keep_undertaking(work)
    share = work.deployment.quality_share
    draw = random.SystemRandom().randrange(share.denominator)
    sampled = why_sampled(work.application.award_fen or 0, work.deployment.quality_threshold_fen, share, draw)
    work.detail = work.detail | {"sampled": sampled}
    if sampled is None:
        await prepare_disbursement(work)


def _keep_undertaking(work: Work) -> None:
    terms: dict[str, Any] = work.task.about.get("terms", {}) if work.task else {}
    starts_on, years = work.now.astimezone(BEIJING).date(), terms.get("stay_years")
    work.session.add(
        Undertaking(
            application_id=work.application.id,
            enterprise_uscc=work.application.enterprise_uscc,
            signatory=work.detail["signatory"],
            position=work.detail["position"],
            signed_by=work.actor.subject,
            signed_at=work.now,
            starts_on=starts_on,
            ends_on=None if years is None else last_day(starts_on, years),
            repay=terms.get("repay", "none"),
            terms=terms,
        )
    )


@opener("payment")
async def open_release_or_second_look(work: Work) -> None:
    """Have the payment released, or looked at once more by somebody who had nothing to do with the case."""
    sampled = work.detail["sampled"]
    await open_task(work, KINDS["quality_check" if sampled else "payment_release"], about={"sampled": sampled} if sampled else None)


@effect(Event.QUALITY_PASSED)
async def prepare_after_second_look(work: Work) -> None:
    """Prepare the payment to the account that was given with the signature."""
    signed = (await case.completed_tasks(work.session, work.application.id, ("commitment",)))[-1]
    await _prepare(work, (signed.answer or {})["account"])


@effect(Event.QUALITY_DOUBTED)
async def give_back_for_review(work: Work) -> None:
    """Free the money: whatever the next decision comes to is set aside and published anew."""
    await ledger.release(work.session, booking(work))


@effect(Event.COMMITMENT_LAPSED)
async def give_back(work: Work) -> None:
    """Free the money of an award nobody committed to."""
    await ledger.release(work.session, booking(work))


@effect(Event.ACCOUNT_SUPPLIED)
async def prepare_disbursement(work: Work) -> None:
    """Prepare a payment of the whole award to the account given, under a number of its own."""
    await _prepare(work, work.detail["account"])


async def _prepare(work: Work, account: dict[str, Any]) -> None:
    times = await case.count_disbursements(work.session, work.application.id)
    work.session.add(
        Disbursement(
            number=f"{work.application.number}-P{times + 1}",
            application_id=work.application.id,
            amount_fen=work.application.award_fen or 0,
            account=account,
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
    await require_good_standing(work.session, work.application.enterprise_uscc)
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
    """Book the money back to the commitment it came from.

    Money that was reclaimed meanwhile came back twice: which of the two is wrong is for people to find out, and until then the step is
    tried again and the reconciliation lists it.
    """
    if await clawback.demanded(work.session, work.application.id):
        raise Refusal(
            "wrong_stage", Text("该笔款项已在追回,不能作退回入账。", "The payment is reclaimed already; its return cannot be booked.")
        )
    payment = await disbursement(work)
    payment.state, payment.returned_at, payment.reason = "returned", work.now, work.detail.get("reason")
    work.application.paid_fen = 0
    work.application.wakes_at = None
    await ledger.take_back(work.session, booking(work))
