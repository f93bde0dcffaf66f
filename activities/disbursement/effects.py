"""拨付的效果。What any payment changes: its account, who let it go, what the treasury was told and said. The books are its process's."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import close, open_task
from activities.disbursement.standing import CHECK, accepted_for
from models.queries import disbursement as disbursements
from models.tables import Case, Disbursement
from policy.errors import Code, Fault, Refusal
from policy.money import in_yuan
from policy.processes.disbursement.payee import described, held, is_in_name_of, last_four
from policy.processes.disbursement.simulation import Simulation
from policy.processes.disbursement.states import DISBURSEMENT_STATES, FALLEN, DisbursementState
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.kernel.closings import Closing
from policy.processes.registry import KINDS
from policy.registered import FormerName
from policy.text import Text

# What a transition keeps the payments that were prepared for its case under.
_PREPARED = "disbursements"
# The tasks by which a payment is released.
RELEASES: Final = frozenset({"payment_release", "refund_release"})


DISBURSEMENT = Effects[Case]()
"""What the events of any payment change. Its process prepares it, with `prepare_disbursement`, and says what is booked."""


async def prepare_disbursement(context: TransitionContext[Case], account: dict[str, Any], amount_fen: int) -> None:
    """Prepare a payment of an amount to an account, under a number that is never given again, not after a restore either.

    Raises:
        Refusal: `invalid_input`, when the account's number is not sealed, as the API seals it.
    """
    try:
        context.deployment.database.seal.unveil(account["number"])
    except ValueError:
        raise Refusal(Code.INVALID_INPUT, Text("收款账号未封存。", "The account's number is not sealed.")) from None
    before = await _prepared(context)
    number = f"{context.case.number}-P{len(before) + 1}-{secrets.token_hex(4)}"
    prepared = Disbursement(number=number, case_id=context.case.id, amount_fen=amount_fen, account=account, state=DISBURSEMENT_STATES.first)
    context.session.add(prepared)
    before.append(prepared)


async def _prepared(context: TransitionContext[Case]) -> list[Disbursement]:
    """Return the payments that were prepared for the case, oldest first, read once a transition."""
    if _PREPARED not in context.kept:
        context.kept[_PREPARED] = list(await disbursements.of_case(context.session, context.case.id))
    found: list[Disbursement] = context.kept[_PREPARED]
    return found


async def live_disbursement(context: TransitionContext[Case]) -> Disbursement | None:
    """Return the disbursement that is under way or paid: at most one is."""
    return next((payment for payment in await _prepared(context) if payment.state not in FALLEN), None)


async def disbursement_of(context: TransitionContext[Case]) -> Disbursement:
    """Return the disbursement that is under way or paid.

    Raises:
        Refusal: `wrong_stage`, when there is none.
    """
    found = await live_disbursement(context)
    if found is None:
        raise Refusal(Code.WRONG_STAGE, Text("没有在办的拨付。", "There is no payment under way."))
    return found


async def earlier(context: TransitionContext[Case], payment: Disbursement) -> Sequence[Disbursement]:
    """Return the payments that were prepared for the case before this one."""
    return [before for before in await _prepared(context) if before.number != payment.number]


def is_questioned(context: TransitionContext[Case], payment: Disbursement, payee: str, before: Sequence[Disbursement]) -> bool:
    """Tell whether somebody has to look at the account first: it is in another name than the payee's, or was changed."""
    clear = context.deployment.database.seal.unveiled
    is_changed = bool(before) and clear(payment.account) not in [clear(other.account) for other in before]
    return not _is_accepted(context, payment, payee) and (is_changed or not is_in_name_of(payment.account, payee))


def _is_accepted(context: TransitionContext[Case], payment: Disbursement, payee: str) -> bool:
    """Tell whether somebody of finance decided that the payee, as it is called today, may be paid to this account."""
    checks = context.completed_tasks(("payee_check", "refund_payee_check"))
    return payment.payee_checked_by is not None and accepted_for(payee, checks)


def about(
    context: TransitionContext[Case], payment: Disbursement, payee: str, former_names: Iterable[FormerName], before: Sequence[Disbursement]
) -> dict[str, Any]:
    """Return what finance reads: the amount, the payee by its name, the account and why it may be paid to, and those given before."""
    return {
        "amount_fen": payment.amount_fen,
        "payee": payee,
        "account": held(payment.account, payee, former_names),
        **_accepted(context, payment),
        "earlier": [described(other.account) | {"state": other.state, "reason": other.reason} for other in before],
    }


def _accepted(context: TransitionContext[Case], payment: Disbursement) -> dict[str, Any]:
    """Return who let a payment go to an account that was asked about, when, and why; nothing where nobody was asked."""
    if payment.payee_checked_by is None:
        return {}
    task = next(task for task in reversed(context.tasks) if task.outcome == DisbursementEvent.PAYEE_ACCEPTED)
    answer, closed_at = task.answer or {}, task.closed_at or context.now
    return {"payee_accepted": {"by": task.completed_by, "at": closed_at.isoformat(), "reason": answer.get("reason")}}


async def why_another(context: TransitionContext[Case]) -> dict[str, Any]:
    """Return what whoever is paid reads where another account is asked for: how much is to be paid, to which one it was not, and why.

    What an approver says of what was found before a payment is the office's own.
    """
    fallen = [payment for payment in await _prepared(context) if payment.state in FALLEN]
    if not fallen:
        return {}
    last, by_approver = fallen[-1], context.task is not None and context.task.kind == CHECK
    why = {"reason": last.reason} if last.reason and not by_approver else {}
    return {"amount_fen": last.amount_fen, "account": described(last.account)} | why


async def open_new_account(context: TransitionContext[Case]) -> None:
    """Ask whoever is paid for another account."""
    await open_task(context, KINDS["new_account"], about=await why_another(context))


@DISBURSEMENT.of(DisbursementEvent.PAYEE_ACCEPTED)
async def accept_payee(context: TransitionContext[Case]) -> None:
    """Note who decided that the account may be paid to."""
    (await disbursement_of(context)).payee_checked_by = context.actor.subject


@DISBURSEMENT.of(DisbursementEvent.PAYEE_REFUSED)
async def refuse_payee(context: TransitionContext[Case]) -> None:
    """Give up the payment to an account that may not be paid to."""
    payment = await disbursement_of(context)
    payment.become(DisbursementState.ACCOUNT_REFUSED)
    payment.returned_at, payment.reason = context.now, str(context.detail["reason"])


async def release_payment(context: TransitionContext[Case], simulation: Simulation) -> None:
    """Note who released the payment, and what it would do as that person saw it.

    Args:
        context: The transition.
        simulation: What the payment would do now.

    Raises:
        Refusal: `release_outdated`, when that is not what was shown; `overpaid`, when more would be paid than is due.
    """
    payment = await disbursement_of(context)
    shown = released(context)["simulation"]
    if simulation.digest != shown["digest"]:
        raise _outdated(
            simulation.differs_from(shown),
            Text(
                "拨付内容已有变动{what}，请按重新列示的内容提交。",
                "What would be paid has changed since it was shown{what}; it is shown anew.",
            ),
        )
    if simulation.over_fen:
        over = in_yuan(simulation.over_fen)
        raise Refusal(
            Code.OVERPAID,
            Text(f"本次拨付将超出应拨金额{over.zh}，不能提交。", f"{over.en} more than is due would be paid; it cannot be released."),
        )
    payment.released_by, payment.released_digest = context.actor.subject, simulation.digest


def _outdated(what: Text, said: Text) -> Refusal:
    zh, en = (f"（{what.zh}）", f" ({what.en})") if what.zh else ("", "")
    return Refusal(Code.RELEASE_OUTDATED, Text(said.zh.format(what=zh), said.en.format(what=en)))


def released(context: TransitionContext[Case]) -> dict[str, Any]:
    """Return what whoever releases the payment reads, or read when it was released last."""
    return next(task.about for task in reversed(context.tasks) if task.kind in RELEASES)


async def confirm_payment(context: TransitionContext[Case], payee: str, simulation: Simulation) -> None:
    """Note who confirmed it and typed the end of the account's number; its money is reserved before the treasury is told.

    Args:
        context: The transition.
        payee: Who is paid, as it is called today.
        simulation: What the payment would do now.

    Raises:
        Refusal: `invalid_input`, when these are not the last four digits; `wrong_stage`, when whoever is paid has changed its name, or
            lost its place, since the account was looked at; `release_outdated`, when something else would be paid than was released.
    """
    payment = await disbursement_of(context)
    if context.detail.get("last_four") != last_four(payment.account):
        raise Refusal(
            Code.INVALID_INPUT,
            Text("账号后四位与收款账户不符，请核对。", "These are not the last four digits of the account."),
            [Fault("last_four", Text("与收款账户不符", "do not match the account"))],
        )
    require_payable(context, payment, payee)
    if simulation.digest != payment.released_digest:
        raise _outdated(
            simulation.differs_from(released(context).get("simulation", {})),
            Text(
                "拨付内容与提交时不一致{what}，请退回，由提交人按现在的情况重新提交。",
                "What would be paid is not what was released{what}; send it back, to be released as it is now.",
            ),
        )
    payment.become(DisbursementState.RESERVED)
    payment.confirmed_by, payment.confirmed_at = context.actor.subject, context.now


async def take_back_release(context: TransitionContext[Case]) -> bool:
    """Have the payment released and confirmed anew; the treasury was not told of it.

    Returns:
        Whether its money was in transit: what was only shown to whoever releases it has moved none.
    """
    payment = await disbursement_of(context)
    in_transit = payment.state != DisbursementState.PREPARED
    if in_transit:
        payment.become(DisbursementState.PREPARED)
    for task in context.open_tasks:
        if task.kind in RELEASES:
            close(context, task, Closing.SUPERSEDED)
    payment.released_by = payment.released_digest = payment.confirmed_by = payment.confirmed_at = None
    return in_transit


def require_payable(context: TransitionContext[Case], payment: Disbursement, payee: str) -> None:
    """Refuse to pay to an account that is neither in the payee's name of today nor was accepted for it by somebody of finance.

    Raises:
        Refusal: `wrong_stage`.
    """
    if not (is_in_name_of(payment.account, payee) or _is_accepted(context, payment, payee)):
        raise Refusal(
            Code.WRONG_STAGE,
            Text(
                f"收款单位现为“{payee}”，与收款账户户名不一致，请退回核对或者更换收款账户。",
                f"The payee is now “{payee}”, which is not the holder of the account; send it back to be looked at, or ask for another.",
            ),
        )


@DISBURSEMENT.of(DisbursementEvent.PAYMENT_INSTRUCTED)
async def note_instructed(context: TransitionContext[Case]) -> None:
    """Note that the treasury has the instruction, and set when it is asked again."""
    payment = await disbursement_of(context)
    payment.become(DisbursementState.INSTRUCTED)
    payment.instructed_at = context.now
    await look_again(context)


@DISBURSEMENT.of(DisbursementEvent.TREASURY_MISMATCHED)
async def note_mismatch(context: TransitionContext[Case]) -> None:
    """Note that the treasury reports another amount or payee, and stop asking until a person has looked."""
    (await disbursement_of(context)).become(DisbursementState.MISMATCHED)
    context.case.wakes_at = None


@DISBURSEMENT.of(DisbursementEvent.TREASURY_CORRECTED)
async def ask_again(context: TransitionContext[Case]) -> None:
    """Have the treasury asked once more, after a person has looked."""
    (await disbursement_of(context)).become(DisbursementState.INSTRUCTED)
    context.case.wakes_at = context.now


@DISBURSEMENT.of(DisbursementEvent.TREASURY_FELL_SILENT)
async def look_again(context: TransitionContext[Case]) -> None:
    """Set when the treasury is asked again: after the polling interval."""
    context.case.wakes_at = context.now + timedelta(seconds=context.deployment.treasury_poll_seconds)


async def note_paid(context: TransitionContext[Case]) -> Disbursement:
    """Note that the treasury has paid, and until when a bank may return it."""
    payment = await disbursement_of(context)
    payment.become(DisbursementState.PAID)
    payment.paid_at, payment.bank_reference = context.now, context.detail.get("bank_reference")
    context.case.wakes_at = context.clock.after(context.now, context.days("bank_return_watch")).at
    return payment


async def note_returned(context: TransitionContext[Case]) -> Disbursement:
    """Note that the money came back, or was never taken."""
    payment = await disbursement_of(context)
    payment.become(DisbursementState.RETURNED)
    payment.returned_at, payment.reason = context.now, context.detail.get("reason")
    context.case.wakes_at = None
    return payment
