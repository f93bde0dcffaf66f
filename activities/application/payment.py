"""承诺与拨付的效果。What the events of signing and paying change: the undertaking, the disbursement, the books."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from activities.application.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from models.commands import ledger
from models.queries import application as applications
from models.queries import clawback
from models.queries import disbursement as disbursements
from models.queries.conduct import require_good_standing
from models.tables import Application, Disbursement, Undertaking
from policy.errors import Code, Refusal
from policy.processes.application.lifecycle import Event
from policy.processes.application.qa_sampling import why_sampled
from policy.processes.commitment.terms import last_day
from policy.processes.disbursement.states import DisbursementState
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.registry import KINDS
from policy.text import Text
from policy.working_days import BEIJING

EFFECTS = Effects[Application]()


# What a transition keeps the live disbursement under.
_LIVE = "disbursement"


@EFFECTS.of(Event.COMMITMENT_SIGNED)
async def sign(context: TransitionContext[Application]) -> None:
    """Keep the undertaking (general term 6) with the terms its signatory read; prepare the payment, unless a second look comes first.

    An award that went back to review is signed for again. Its commitment stands from the first day on; the audit trail has both.
    """
    if not await applications.undertaking_signed(context.session, context.case.id):
        _keep_undertaking(context)
    share = context.deployment.quality_share
    draw = random.SystemRandom().randrange(share.denominator)
    sampled = why_sampled(context.case.award_fen or 0, context.deployment.quality_threshold_fen, share, draw)
    context.detail = context.detail | {"sampled": sampled}
    if sampled is None:
        await prepare_disbursement(context)


def _keep_undertaking(context: TransitionContext[Application]) -> None:
    terms: dict[str, Any] = context.task.about.get("terms", {}) if context.task else {}
    starts_on, years = context.now.astimezone(BEIJING).date(), terms.get("stay_years")
    context.session.add(
        Undertaking(
            application_id=context.case.id,
            enterprise_uscc=context.case.enterprise_uscc,
            signatory=context.detail["signatory"],
            position=context.detail["position"],
            signed_by=context.actor.subject,
            signed_at=context.now,
            starts_on=starts_on,
            ends_on=None if years is None else last_day(starts_on, years),
            repay=terms.get("repay", "none"),
            terms=terms,
        )
    )


@EFFECTS.opens("payment")
async def open_release_or_second_look(context: TransitionContext[Application]) -> None:
    """Open the task of releasing the payment, or of a second look by somebody who had no part in the case."""
    sampled = context.detail["sampled"]
    await open_task(context, KINDS["quality_check" if sampled else "payment_release"], about={"sampled": sampled} if sampled else None)


@EFFECTS.of(Event.QUALITY_PASSED)
async def prepare_after_second_look(context: TransitionContext[Application]) -> None:
    """Prepare the payment to the account that was given with the signature."""
    signed = context.completed_tasks(("commitment",))[-1]
    await _prepare(context, (signed.answer or {})["account"])


@EFFECTS.of(Event.QUALITY_DOUBTED)
async def give_back_for_review(context: TransitionContext[Application]) -> None:
    """Free the money; the next decision sets its own amount aside and publishes it."""
    await ledger.release(context.session, booking(context))


@EFFECTS.of(Event.COMMITMENT_LAPSED)
async def give_back(context: TransitionContext[Application]) -> None:
    """Free the money of an award nobody committed to."""
    await ledger.release(context.session, booking(context))


@EFFECTS.of(DisbursementEvent.ACCOUNT_SUPPLIED)
async def prepare_disbursement(context: TransitionContext[Application]) -> None:
    """Prepare a payment of the whole award to the account given, under a number of its own."""
    await _prepare(context, context.detail["account"])


async def _prepare(context: TransitionContext[Application], account: dict[str, Any]) -> None:
    times = await disbursements.count(context.session, context.case.id)
    prepared = Disbursement(
        number=f"{context.case.number}-P{times + 1}",
        case_id=context.case.id,
        amount_fen=context.case.award_fen or 0,
        account=account,
    )
    context.session.add(prepared)
    context.kept[_LIVE] = prepared


async def live_disbursement(context: TransitionContext[Application]) -> Disbursement | None:
    """Return the disbursement that is under way or paid, read once a transition."""
    if _LIVE not in context.kept:
        context.kept[_LIVE] = await disbursements.live(context.session, context.case.id)
    found: Disbursement | None = context.kept[_LIVE]
    return found if found is not None and found.state != DisbursementState.RETURNED else None


async def disbursement(context: TransitionContext[Application]) -> Disbursement:
    """Return the live disbursement."""
    found = await live_disbursement(context)
    if found is None:
        raise Refusal(Code.WRONG_STAGE, Text("没有在办的拨付。", "There is no payment under way."))
    return found


@EFFECTS.of(DisbursementEvent.PAYMENT_RELEASED)
async def release_payment(context: TransitionContext[Application]) -> None:
    """Note who released the payment."""
    (await disbursement(context)).released_by = context.actor.subject


@EFFECTS.of(DisbursementEvent.PAYMENT_CONFIRMED)
async def reserve_payment(context: TransitionContext[Application]) -> None:
    """Note who confirmed it, and move the money into transit before the treasury is told."""
    await require_good_standing(context.session, context.case.enterprise_uscc)
    payment = await disbursement(context)
    payment.become(DisbursementState.RESERVED)
    payment.confirmed_by = context.actor.subject
    await ledger.move(context.session, booking(context), "instruction")


@EFFECTS.of(DisbursementEvent.PAYMENT_INSTRUCTED)
async def note_instructed(context: TransitionContext[Application]) -> None:
    """Note that the treasury has the instruction, and set when it is asked again."""
    payment = await disbursement(context)
    payment.become(DisbursementState.INSTRUCTED)
    payment.instructed_at = context.now
    await look_again(context)


@EFFECTS.of(DisbursementEvent.TREASURY_MISMATCHED)
async def note_mismatch(context: TransitionContext[Application]) -> None:
    """Note that the treasury reports another amount, and stop asking until a person has looked."""
    (await disbursement(context)).become(DisbursementState.MISMATCHED)
    context.case.wakes_at = None


@EFFECTS.of(DisbursementEvent.TREASURY_CORRECTED)
async def ask_again(context: TransitionContext[Application]) -> None:
    """Have the treasury asked once more, after a person has looked."""
    (await disbursement(context)).become(DisbursementState.INSTRUCTED)
    context.case.wakes_at = context.now


@EFFECTS.of(DisbursementEvent.TREASURY_FELL_SILENT)
async def look_again(context: TransitionContext[Application]) -> None:
    """Set when the treasury is asked again: after the polling interval."""
    context.case.wakes_at = context.now + timedelta(seconds=context.deployment.treasury_poll_seconds)


@EFFECTS.of(DisbursementEvent.PAID)
async def book_payment(context: TransitionContext[Application]) -> None:
    """Book the expenditure."""
    payment = await disbursement(context)
    payment.become(DisbursementState.PAID)
    payment.paid_at, payment.bank_reference = context.now, context.detail.get("bank_reference")
    await ledger.move(context.session, booking(context), "expenditure")
    context.case.paid_fen = payment.amount_fen
    context.case.wakes_at = context.clock.after(context.now, context.days("bank_return_watch")).at


@EFFECTS.of(DisbursementEvent.BANK_RETURNED)
async def book_return(context: TransitionContext[Application]) -> None:
    """Book returned money back to the obligation it came from.

    Money that was reclaimed meanwhile came back twice: which of the two is wrong is for people to find out, and until then the step is
    tried again and the reconciliation lists it.
    """
    if await clawback.demanded(context.session, context.case.id):
        raise Refusal(
            Code.WRONG_STAGE, Text("该笔款项已在追回,不能作退回入账。", "The payment is reclaimed already; its return cannot be booked.")
        )
    payment = await disbursement(context)
    payment.become(DisbursementState.RETURNED)
    payment.returned_at, payment.reason = context.now, context.detail.get("reason")
    context.case.paid_fen = 0
    context.case.wakes_at = None
    await ledger.take_back(context.session, booking(context))
