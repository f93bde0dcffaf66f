"""补充支持。What a supplement changes: its own money and payment, and beside them what stands and was paid of the award."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from activities.application import added
from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.clawback.interest import owe_what_had_no_ground
from activities.disbursement import award as payment
from activities.disbursement.accounts import Accounts
from activities.disbursement.effects import live_disbursement, prepare_disbursement
from activities.disbursement.standing import Fallen
from activities.notice.effects import publish, uphold_objection
from activities.redecision.budget import set_aside
from activities.redecision.effects import is_kept, keep_assessment
from activities.redecision.reassessment import is_due_again, is_still_due
from models.commands import ledger
from models.queries import application as applications
from models.queries import audit_event as audit_events
from models.queries import closed_subject
from models.queries import disbursement as disbursements
from models.tables import Message, Redecision
from policy.errors import Code, Refusal
from policy.judging.standing import is_closed
from policy.processes.disbursement.states import STILL_OURS, DisbursementState
from policy.processes.disbursement.steps import DisbursementEvent
from policy.processes.notice.steps import NoticeEvent
from policy.processes.redecision.lifecycle import Event
from policy.text import Text

EFFECTS = Effects[Redecision]()

_FELL = Text(
    "{number}：原支持的情况已变动，公示过的补充支持资金不予拨付，再决定退回经办人重新办理，见通知书。",
    "{number}: the award is not what it was, so that the supplement is not paid though it was on public notice; the re-decision goes back "
    "to the officer; see the letter.",
)


_CHANGED = Text(
    "再决定所依据的情况在审定后已变动，补充支持资金不按原再决定拨付",
    "What the re-decision rests on has changed since it was decided; the supplement is not paid by it",
)


@EFFECTS.of(Event.SUPPLEMENT_DUE)
async def award_supplement(context: TransitionContext[Redecision]) -> None:
    """Set the supplement aside, in this year's budget or where the award is unpaid in the award's own, and publish it.

    Raises:
        Refusal: `budget_exhausted`; the decision waits until there is money.
    """
    redecision, application = context.case, await added.award(context)
    redecision.award_fen = redecision.reckoning["amount_fen"]
    application.supplement_fen += redecision.award_fen
    await set_aside(context, application, redecision.award_fen, paid=redecision.reckoning["paid"])
    await publish(context)


@EFFECTS.of(Event.SUPPLEMENT_PAYABLE)
async def prepare(context: TransitionContext[Redecision]) -> None:
    """Keep what it was decided by, and prepare its payment to the account the award was paid to, if no bank has returned that since."""
    redecision = context.case
    await added.award(context)
    if not await is_kept(context):
        await keep_assessment(context)
    account = (await Accounts.of(context.session, redecision)).last()
    if account is not None:
        await prepare_disbursement(context, account, redecision.award_fen or 0)


@EFFECTS.of(Event.RECALLED)
async def recall(context: TransitionContext[Redecision]) -> None:
    """Give the supplement up for now: what is due is proposed, and decided, anew.

    Raises:
        Refusal: `wrong_stage`, when the treasury was told of it, or is about to be.
    """
    payment = await live_disbursement(context)
    if payment is not None:
        if payment.state not in STILL_OURS:
            raise Refusal(
                Code.WRONG_STAGE,
                Text("补充支持已送国库办理，不能收回。", "The supplement is with the treasury; it cannot be recalled."),
            )
        payment.become(DisbursementState.GIVEN_UP)
        payment.returned_at, payment.reason = context.now, str(context.detail["reason"])
    await give_up_what_cannot_follow(context)


@EFFECTS.of(NoticeEvent.OBJECTION_UPHELD)
async def give_up(context: TransitionContext[Redecision]) -> None:
    """Give the supplement up, since an objection to it was right; its letter says so."""
    await _take_off(context)
    await uphold_objection(context)


@EFFECTS.of(Event.BASIS_CHANGED)
async def give_up_what_cannot_follow(context: TransitionContext[Redecision]) -> None:
    """Give up what was to be added, and was on public notice, to an award that cannot be paid with it any more; its letter says so."""
    if context.case.award_fen is not None:
        await added.give_up_payment(context, _CHANGED)
        await _take_off(context)
        await ledger.release(context.session, booking(context))
        context.case.award_fen = None
        zh, en = (words.format(number=context.case.number) for words in (_FELL.zh, _FELL.en))
        context.session.add(Message(case_id=context.case.id, enterprise_uscc=context.case.enterprise_uscc, zh=zh, en=en))


async def fallen(session: AsyncSession, redecision: Redecision) -> Fallen | None:
    """Return what becomes of the payment of a supplement that is not due any more as it was decided; None where it is.

    One that fraud closes to its enterprise is held instead, and an approver ends it. One that was paid before, and returned by a bank,
    stays due unless less is by what was decided last, whatever became of the demand for that: what was demanded since was reckoned with it.
    """
    application = await applications.of(session, redecision.application_id)
    if is_closed(await closed_subject.against(session, application)):
        return None
    if any(payment.paid_at for payment in await disbursements.of_case(session, redecision.id)):
        stands = await is_due_again(session, application, redecision)
    else:
        stands = await is_still_due(session, application, redecision)
    if stands:
        return None
    return Event.BASIS_CHANGED, {"refusal": {"code": Code.BASIS_CHANGED, **_CHANGED.as_dict()}}


async def _take_off(context: TransitionContext[Redecision]) -> None:
    fallen_fen = context.case.award_fen or 0
    (await added.award(context)).supplement_fen -= fallen_fen
    context.detail = context.detail | {"fallen_fen": fallen_fen}


@EFFECTS.of(DisbursementEvent.PAID)
async def book_payment(context: TransitionContext[Redecision]) -> None:
    """Book the expenditure, and that so much more of the award was paid; of what had come back of it no interest was due."""
    await added.book_payment(context)
    # What a bank returns is paid once more, and had its interest owed back before.
    if await audit_events.last_of(context.session, context.case.id, (DisbursementEvent.PAID,)) is None:
        owed_fen = await owe_what_had_no_ground(context, context.case.paid_fen)
        context.detail = context.detail | ({"interest_owed_back_fen": owed_fen} if owed_fen else {})


EFFECTS.of(DisbursementEvent.BANK_RETURNED)(added.book_return)


@EFFECTS.of(DisbursementEvent.PAYMENT_ENDED)
async def end(context: TransitionContext[Redecision]) -> None:
    """Give up the supplement."""
    (await added.award(context)).supplement_fen -= context.case.award_fen or 0
    await payment.end(context)
