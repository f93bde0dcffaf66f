"""拨付的效果。What the payment of an award of any process changes: the disbursement, the books, and what was paid of the case."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.disbursement import standing
from models.commands import ledger
from models.queries import clawback
from models.queries import disbursement as disbursements
from models.queries import enterprise as enterprises
from models.tables import AwardedCase, Disbursement, Enterprise
from policy.errors import Code, Fault, Refusal
from policy.processes.disbursement.payee import described, held, is_in_name_of, last_four
from policy.processes.disbursement.states import FALLEN, DisbursementState
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.registry import KINDS
from policy.registered import FormerName
from policy.text import Text

# What a transition keeps the live disbursement under.
_LIVE = "disbursement"


DISBURSEMENT = Effects[AwardedCase]()
"""What the events of a payment change; the process itself prepares it, with `prepare_disbursement`."""


async def prepare_disbursement(context: TransitionContext[AwardedCase], account: dict[str, Any]) -> None:
    """Prepare a payment of the whole award to an account, under a number of its own."""
    times = await disbursements.count(context.session, context.case.id)
    prepared = Disbursement(
        number=f"{context.case.number}-P{times + 1}",
        case_id=context.case.id,
        amount_fen=context.case.award_fen or 0,
        account=account,
    )
    context.session.add(prepared)
    context.kept[_LIVE] = prepared


@DISBURSEMENT.of(DisbursementEvent.ACCOUNT_SUPPLIED)
async def prepare_again(context: TransitionContext[AwardedCase]) -> None:
    """Prepare the payment to the other account that was given."""
    await prepare_disbursement(context, context.detail["account"])


async def live_disbursement(context: TransitionContext[AwardedCase]) -> Disbursement | None:
    """Return the disbursement that is under way or paid, read once a transition."""
    if _LIVE not in context.kept:
        context.kept[_LIVE] = await disbursements.live(context.session, context.case.id)
    found: Disbursement | None = context.kept[_LIVE]
    return found if found is not None and found.state not in FALLEN else None


async def _disbursement(context: TransitionContext[AwardedCase]) -> Disbursement:
    """Return the live disbursement."""
    found = await live_disbursement(context)
    if found is None:
        raise Refusal(Code.WRONG_STAGE, Text("没有在办的拨付。", "There is no payment under way."))
    return found


@DISBURSEMENT.opens("payment_release")
async def open_release(context: TransitionContext[AwardedCase]) -> None:
    """Open the release, or first the question about an account that is in another name than the payee's, or was changed."""
    payment = await _disbursement(context)
    payee, earlier = await _payee(context), await _earlier(context, payment)
    is_changed = bool(earlier) and payment.account not in [before.account for before in earlier]
    is_asked = payment.payee_checked_by is None and (is_changed or not is_in_name_of(payment.account, payee.name))
    await open_task(context, KINDS["payee_check" if is_asked else "payment_release"], about=_about(context, payment, payee, earlier))


@DISBURSEMENT.opens("payment_confirmation")
async def open_confirmation(context: TransitionContext[AwardedCase]) -> None:
    """Open the confirmation of the payment by a second person."""
    payment = await _disbursement(context)
    about = _about(context, payment, await _payee(context), await _earlier(context, payment))
    await open_task(context, KINDS["payment_confirmation"], about=about)


async def _payee(context: TransitionContext[AwardedCase]) -> Enterprise:
    return await enterprises.of(context.session, context.case.enterprise_uscc)


async def _earlier(context: TransitionContext[AwardedCase], payment: Disbursement) -> list[Disbursement]:
    prepared = await disbursements.of_case(context.session, context.case.id)
    return [before for before in prepared if before.number != payment.number]


def _about(
    context: TransitionContext[AwardedCase], payment: Disbursement, payee: Enterprise, earlier: list[Disbursement]
) -> dict[str, Any]:
    """Return what finance reads: the amount, the payee by the register, the account and why it may be paid to, and those given before."""
    return {
        "amount_fen": payment.amount_fen,
        "payee": payee.name,
        "account": held(payment.account, payee.name, map(FormerName.of, payee.former_names)),
        **_accepted(context, payment),
        "earlier": [described(before.account) | {"state": before.state, "reason": before.reason} for before in earlier],
    }


def _accepted(context: TransitionContext[AwardedCase], payment: Disbursement) -> dict[str, Any]:
    """Return who let a payment go to an account that was asked about, when, and why; nothing where nobody was asked."""
    if payment.payee_checked_by is None:
        return {}
    task = next(task for task in reversed(context.completed_tasks(("payee_check",))) if task.outcome == DisbursementEvent.PAYEE_ACCEPTED)
    answer, closed_at = task.answer or {}, task.closed_at or context.now
    return {"payee_accepted": {"by": task.completed_by, "at": closed_at.isoformat(), "reason": answer.get("reason")}}


@DISBURSEMENT.of(DisbursementEvent.PAYEE_ACCEPTED)
async def accept_payee(context: TransitionContext[AwardedCase]) -> None:
    """Note who decided that the account may be paid to."""
    (await _disbursement(context)).payee_checked_by = context.actor.subject


@DISBURSEMENT.of(DisbursementEvent.PAYEE_REFUSED)
async def refuse_payee(context: TransitionContext[AwardedCase]) -> None:
    """Give up the payment to an account that may not be paid to."""
    payment = await _disbursement(context)
    payment.become(DisbursementState.ACCOUNT_REFUSED)
    payment.returned_at, payment.reason = context.now, str(context.detail["reason"])


@DISBURSEMENT.of(DisbursementEvent.PAYMENT_RELEASED)
async def release_payment(context: TransitionContext[AwardedCase]) -> None:
    """Note who released the payment."""
    (await _disbursement(context)).released_by = context.actor.subject


@DISBURSEMENT.of(DisbursementEvent.PAYMENT_CONFIRMED)
async def reserve_payment(context: TransitionContext[AwardedCase]) -> None:
    """Note who confirmed it, and move the money into transit before the treasury is told."""
    payment = await _disbursement(context)
    if context.detail.get("last_four") != last_four(payment.account):
        raise Refusal(
            Code.INVALID_INPUT,
            Text("账号后四位与收款账户不符，请核对。", "These are not the last four digits of the account."),
            [Fault("last_four", Text("与收款账户不符", "do not match the account"))],
        )
    payment.become(DisbursementState.RESERVED)
    payment.confirmed_by = context.actor.subject
    await ledger.move(context.session, booking(context), "instruction")


@DISBURSEMENT.of(DisbursementEvent.PAYMENT_HELD)
async def hold(context: TransitionContext[AwardedCase]) -> None:
    """Hold the payment for what was found before the treasury was told."""
    await standing.hold_payment(context, await _disbursement(context))


@DISBURSEMENT.opens(standing.CHECK)
async def ask_whether_it_goes_on(context: TransitionContext[AwardedCase]) -> None:
    """Open the question whether the payment goes on."""
    await standing.open_check(context, await _disbursement(context))


@DISBURSEMENT.of(DisbursementEvent.PAYMENT_RESUMED)
async def resume(context: TransitionContext[AwardedCase]) -> None:
    """Let the payment go on."""
    await standing.resume_payment(context, await _disbursement(context))


@DISBURSEMENT.of(DisbursementEvent.PAYMENT_ENDED)
async def end(context: TransitionContext[AwardedCase]) -> None:
    """Give up the award."""
    await standing.end_award(context, await _disbursement(context))


@DISBURSEMENT.of(DisbursementEvent.PAYMENT_INSTRUCTED)
async def note_instructed(context: TransitionContext[AwardedCase]) -> None:
    """Note that the treasury has the instruction, and set when it is asked again."""
    payment = await _disbursement(context)
    payment.become(DisbursementState.INSTRUCTED)
    payment.instructed_at = context.now
    await look_again(context)


@DISBURSEMENT.of(DisbursementEvent.TREASURY_MISMATCHED)
async def note_mismatch(context: TransitionContext[AwardedCase]) -> None:
    """Note that the treasury reports another amount, and stop asking until a person has looked."""
    (await _disbursement(context)).become(DisbursementState.MISMATCHED)
    context.case.wakes_at = None


@DISBURSEMENT.of(DisbursementEvent.TREASURY_CORRECTED)
async def ask_again(context: TransitionContext[AwardedCase]) -> None:
    """Have the treasury asked once more, after a person has looked."""
    (await _disbursement(context)).become(DisbursementState.INSTRUCTED)
    context.case.wakes_at = context.now


@DISBURSEMENT.of(DisbursementEvent.TREASURY_FELL_SILENT)
async def look_again(context: TransitionContext[AwardedCase]) -> None:
    """Set when the treasury is asked again: after the polling interval."""
    context.case.wakes_at = context.now + timedelta(seconds=context.deployment.treasury_poll_seconds)


@DISBURSEMENT.of(DisbursementEvent.PAID)
async def book_payment(context: TransitionContext[AwardedCase]) -> None:
    """Book the expenditure."""
    payment = await _disbursement(context)
    payment.become(DisbursementState.PAID)
    payment.paid_at, payment.bank_reference = context.now, context.detail.get("bank_reference")
    await ledger.move(context.session, booking(context), "expenditure")
    context.case.paid_fen = payment.amount_fen
    context.case.wakes_at = context.clock.after(context.now, context.days("bank_return_watch")).at


@DISBURSEMENT.of(DisbursementEvent.BANK_RETURNED)
async def book_return(context: TransitionContext[AwardedCase]) -> None:
    """Book returned money back to the obligation it came from.

    Money that was reclaimed meanwhile came back twice: which of the two is wrong is for people to find out, and until then the step is
    tried again and the reconciliation lists it.
    """
    if await clawback.demanded(context.session, context.case.id):
        raise Refusal(
            Code.WRONG_STAGE, Text("该笔款项已在追回，不能作退回入账。", "The payment is reclaimed already; its return cannot be booked.")
        )
    payment = await _disbursement(context)
    payment.become(DisbursementState.RETURNED)
    payment.returned_at, payment.reason = context.now, context.detail.get("reason")
    context.case.paid_fen = 0
    context.case.wakes_at = None
    await ledger.take_back(context.session, booking(context))
