"""支持资金的拨付。What the payment of an award of any process changes besides: its books, and what was paid of the case."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.disbursement import standing
from activities.disbursement.accounts import Accounts
from activities.disbursement.effects import (
    about,
    confirm_payment,
    disbursement_of,
    earlier,
    is_questioned,
    live_disbursement,
    note_paid,
    note_returned,
    open_new_account,
    prepare_disbursement,
    release_payment,
    released,
    require_payable,
    take_back_release,
)
from activities.disbursement.returned import books_of, count, tell_debtor
from models.commands import ledger
from models.queries import disbursement as disbursements
from models.queries import enterprise as enterprises
from models.queries import held, returned
from models.queries.disbursement import Standing
from models.tables import Application, AwardedCase, Disbursement, Message
from policy.language.items import Process
from policy.processes.disbursement.simulation import Line, Simulation
from policy.processes.disbursement.states import RETURN_QUESTIONED, DisbursementState
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.registry import KINDS
from policy.registered import FormerName
from policy.text import Text

_FELL = Text("款项曾被银行从该账户退回", "A bank has returned money of the award from this account")
_ASKED = Text(
    "{number}：此前拨付的款项被银行退回，请更正收款账户。",
    "{number}: a bank has returned what was paid before; please give another account.",
)

AWARD_PAYMENT = Effects[AwardedCase]()
"""What the events of an award's payment change, besides what those of any payment do (`DISBURSEMENT`)."""
DEMANDABLE = Effects[AwardedCase]()
"""What changes besides where money of the award may be demanded back."""


@AWARD_PAYMENT.of(DisbursementEvent.ACCOUNT_SUPPLIED)
async def prepare_again(context: TransitionContext[AwardedCase]) -> None:
    """Prepare the payment to the other account that was given."""
    await prepare_disbursement(context, context.detail["account"], context.case.payable_fen)


@AWARD_PAYMENT.opens("payment_release")
async def open_release(context: TransitionContext[AwardedCase]) -> None:
    """Open the release, with what it will do, or first the question about an account in another name than the payee's, or changed.

    Of an account that a bank has returned money of the award from, another is taken, or asked for.
    """
    accounts = await Accounts.of(context.session, context.case)
    payment = await _payable(context, accounts)
    if payment is None:
        await ask_for_account(context)
        return
    payee = await enterprises.current(context.session, context.case.enterprise_uscc)
    before = [one for one in accounts.payments if one.id != payment.id] or await earlier(context, payment)
    read = about(context, payment, payee.name, map(FormerName.of, payee.former_names), before)
    if is_questioned(context, payment, payee.name, before):
        await open_task(context, KINDS["payee_check"], about=read)
    else:
        simulation = await simulate(context.session, context.case, payment, payee.name)
        await open_task(context, KINDS["payment_release"], about=read | {"simulation": simulation.as_dict()})


async def _payable(context: TransitionContext[AwardedCase], accounts: Accounts) -> Disbursement | None:
    """Return the payment, to another account where a bank returned money of the award from its own; None where there is no other."""
    payment = await live_disbursement(context)
    if payment is None or not accounts.fell(payment.account):
        return payment
    payment.become(DisbursementState.GIVEN_UP)
    payment.returned_at, payment.reason = context.now, _FELL.zh
    account = accounts.last()
    if account is None:
        return None
    await prepare_disbursement(context, account, payment.amount_fen)
    await context.session.flush()
    return await disbursement_of(context)


# A refund asks for one by a task of its own.
AWARD_PAYMENT.opens("new_account")(open_new_account)


async def ask_for_account(context: TransitionContext[Any]) -> None:
    """Ask whoever is paid for another account than those that banks have returned money of the award from."""
    await open_new_account(context)
    zh, en = (words.format(number=context.case.number) for words in (_ASKED.zh, _ASKED.en))
    context.session.add(Message(case_id=context.case.id, enterprise_uscc=context.case.enterprise_uscc, zh=zh, en=en))


@AWARD_PAYMENT.opens("payment_confirmation")
async def open_confirmation(context: TransitionContext[AwardedCase]) -> None:
    """Open the confirmation by a second person, who reads what was released."""
    await open_task(context, KINDS["payment_confirmation"], about=released(context))


async def simulate(session: AsyncSession, its_case: AwardedCase, payment: Disbursement, payee: str | None = None) -> Simulation:
    """Return what a payment would do now: to its own award and to every other of the same subject, by line of the budget.

    Args:
        session: The transaction.
        its_case: Whose award is paid.
        payment: The payment.
        payee: Who is paid, as it is called today; looked up unless given.
    """
    name = payee or (await enterprises.current(session, its_case.enterprise_uscc)).name
    standings = await disbursements.standings(session, its_case)
    others = [standing.unanswered for standing in standings if standing.case_id != its_case.id and standing.unanswered]
    before_it = [
        number for number, _, at in others if payment.confirmed_at is None or (at, number) < (payment.confirmed_at, payment.number)
    ]
    lines = [_line(standing, its_case, payment) for standing in standings]
    return Simulation(
        payment.number,
        name,
        payment.account,
        lines,
        adds=its_case.award_id != its_case.id,
        fell=(await Accounts.of(session, its_case)).fell(payment.account),
        due_in_all_fen=await _due_in_all(session, its_case, standings),
        waits_for=before_it,
    )


async def _due_in_all(session: AsyncSession, its_case: AwardedCase, standings: Sequence[Standing]) -> int:
    """Return what is due of the award by what was decided last, in fen: of one of which nothing came back or was added, what it awards."""
    award = await session.get(Application, its_case.award_id) if its_case.award_id != its_case.id else its_case
    came_back = any(standing.recovered_fen for standing in standings if standing.case_id == its_case.award_id)
    if not isinstance(award, Application) or not (came_back or award.supplement_fen):
        return (its_case.award_fen or 0) if isinstance(award, Application) else its_case.payable_fen
    return (award.award_fen or 0) + award.supplement_fen - (await held.of(session, award)).corrected_fen


def _line(standing: Standing, its_case: AwardedCase, payment: Disbursement) -> Line:
    if standing.case_id == its_case.id:
        return Line(standing.number, standing.budget, standing.due_fen, standing.paid_fen, payment.amount_fen, standing.recovered_fen)
    # What the treasury is about to pay counts as paid, so that its answer does not undo what was released.
    under_way_fen = standing.unanswered[1] if standing.unanswered else 0
    return Line(standing.number, standing.budget, standing.due_fen, standing.paid_fen + under_way_fen, 0, standing.recovered_fen)


async def _now(context: TransitionContext[AwardedCase]) -> Simulation:
    return await simulate(context.session, context.case, await disbursement_of(context))


@AWARD_PAYMENT.of(DisbursementEvent.PAYMENT_RELEASED)
async def release(context: TransitionContext[AwardedCase]) -> None:
    """Let the payment be confirmed, if it still is what was shown."""
    await release_payment(context, await _now(context))


@AWARD_PAYMENT.of(DisbursementEvent.PAYMENT_CONFIRMED)
async def reserve_payment(context: TransitionContext[AwardedCase]) -> None:
    """Let the payment go, and move the money into transit before the treasury is told.

    Raises:
        Refusal: `wrong_stage`, while less is decided to be due and the award is still to follow; otherwise as `confirm_payment`.
    """
    await standing.require_not_reduced(context)
    now = await _now(context)
    await confirm_payment(context, now.payee, now)
    await standing.move_into_transit(context, await disbursement_of(context))


@AWARD_PAYMENT.of(DisbursementEvent.RELEASE_OUTDATED)
async def release_anew(context: TransitionContext[AwardedCase]) -> None:
    """Take the money out of transit: what would be paid is not what was released."""
    if await take_back_release(context):
        await ledger.move(context.session, booking(context), "hold")


@AWARD_PAYMENT.of(DisbursementEvent.PAYMENT_HELD)
async def hold(context: TransitionContext[AwardedCase]) -> None:
    """Hold the payment for what was found before the treasury was told."""
    await standing.hold_payment(context, await disbursement_of(context))


@AWARD_PAYMENT.of(DisbursementEvent.PAYMENT_KEPT)
async def keep(context: TransitionContext[AwardedCase]) -> None:
    """Let the payment wait for what becomes of what is only proposed against its enterprise."""
    await standing.keep_payment(context, await disbursement_of(context))


@AWARD_PAYMENT.of(DisbursementEvent.PAYMENT_TAKEN_UP)
async def take_up(context: TransitionContext[AwardedCase]) -> None:
    """Have the payment looked at once more."""
    await standing.take_up_payment(context, await disbursement_of(context))


@AWARD_PAYMENT.opens(standing.CHECK)
async def ask_whether_it_goes_on(context: TransitionContext[AwardedCase]) -> None:
    """Open the question whether the payment goes on."""
    await standing.open_check(context, await disbursement_of(context))


@AWARD_PAYMENT.asks(standing.CHECK)
async def ask_what_one_may_decide(context: TransitionContext[AwardedCase], department: str) -> dict[str, Any]:  # noqa: ARG001 - of any
    """Ask one approver for no more than one may decide."""
    return standing.what_one_may_decide(context)


@AWARD_PAYMENT.of(DisbursementEvent.RESUMPTION_ASKED)
async def ask_to_resume(context: TransitionContext[AwardedCase]) -> None:
    """Let one approver ask another to pay an award as it was, though its source says otherwise now."""
    await standing.require_resumable(context)


@AWARD_PAYMENT.opens(standing.CONFIRMATION)
async def open_resumption(context: TransitionContext[AwardedCase]) -> None:
    """Open the second approver's task."""
    await standing.open_resumption(context)


@AWARD_PAYMENT.of(DisbursementEvent.PAYMENT_RESUMED)
async def resume(context: TransitionContext[AwardedCase]) -> None:
    """Let the payment go on: what an approver lets pass is what was found, and never whose account it is."""
    await standing.require_resumable(context)
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
    # Money first, which is written at once: what else changes of the case is then written once.
    await ledger.move(context.session, booking(context), "expenditure")
    if context.item.process is Process.EQUITY:
        # A share is held for it: an asset.
        await ledger.move(context.session, booking(context), "investment")
    context.case.paid_fen = (await note_paid(context)).amount_fen


@DEMANDABLE.of(DisbursementEvent.RETURN_QUESTIONED)
async def question_return(context: TransitionContext[AwardedCase]) -> None:
    """Note that a bank returned what stands as paid until people have said what becomes of the demand for it; whoever decides reads it."""
    payment = await disbursement_of(context)
    payment.reason, payment.returned_at = RETURN_QUESTIONED, context.now
    await context.session.flush()
    for task, demand in await returned.asked_about(context.session, context.case.award_id):
        comes_to_fen = task.about.get("left_fen", task.about.get("amount_fen"))
        figures = await returned.figures(context.session, demand, task.kind, comes_to_fen)
        task.about = task.about | figures
    await tell_debtor(context)


@DEMANDABLE.of(DisbursementEvent.RETURN_COUNTED)
async def count_return(context: TransitionContext[AwardedCase]) -> None:
    """Count returned money as come back of what is demanded of the award; it stays paid, and is not paid again."""
    payment = await disbursement_of(context)
    returned_at = payment.returned_at or context.now
    await note_returned(context)
    await count(context, payment, returned_at)
    # Nothing is left to watch.
    context.case.wakes_at = context.now


@AWARD_PAYMENT.of(DisbursementEvent.BANK_RETURNED)
async def book_return(context: TransitionContext[AwardedCase]) -> None:
    """Book returned money back to the obligation it came from, wherever of the award's books it stands now."""
    beside = [case_id for case_id in await books_of(context.session, context.case) if case_id != context.case.id]
    await note_returned(context)
    context.case.paid_fen = 0
    await ledger.take_back(context.session, booking(context), beside)
