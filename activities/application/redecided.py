"""再决定的落实。What an award that is not paid yet changes when it is decided anew: its amount, its money, the payment under way."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import close
from activities.disbursement.award import open_release
from activities.disbursement.effects import disbursement_of, live_disbursement, prepare_disbursement
from activities.disbursement.standing import Fallen, end_award
from models.commands import ledger
from models.queries import assessment as assessments
from models.queries import disbursement as disbursements
from models.queries import redecision as redecisions
from models.queries.returned import less_due, questioned
from models.tables import Application, Disbursement, Redecision
from policy.actors import SYSTEM
from policy.errors import Code, Refusal
from policy.judging.provenance import entry
from policy.money import in_yuan
from policy.processes.application.lifecycle import Event
from policy.processes.disbursement.states import STILL_OURS, DisbursementState
from policy.processes.disbursement.tasks import BEFORE_TREASURY
from policy.processes.kernel.closings import Closing
from policy.processes.redecision.lifecycle import STANDING
from policy.text import Text

EFFECTS = Effects[Application]()
_AGAIN = Text(
    "；银行退回的款项中，{again}重新拨付，其余{rest}不再拨付",
    ": of what the bank returned {again} are paid again, and the rest, {rest}, is not",
)


async def fallen(session: AsyncSession, application: Application) -> Fallen | None:
    """Return how an award that a bank has returned follows what was decided anew of it while it was paid; None where it is due as it is.

    It is paid less, or nothing more, as it would if it had not been paid when that was decided. Of a payment that is prepared again, what
    was decided since is found by the look before the treasury is told.
    """
    if await disbursements.live(session, application.id) is not None or (less := await less_due(session, application)) is None:
        return None
    redecision = await redecisions.of(session, less.redecision_id)
    detail = {"redecision": redecision.number, "fallen_fen": less.fallen_fen}
    if less.fallen_fen != application.award_fen:
        return Event.PAYMENT_CHANGED, detail
    # A supplement that a bank has returned as well falls by itself.
    returned_fen = sum(payment.amount_fen for payment in await questioned(session, application.id))
    event = Event.REST_DROPPED if application.supplement_fen > returned_fen else Event.AWARD_REVOKED
    return event, detail | {"failures": redecision.reckoning["failures"]}


@EFFECTS.of(Event.AWARD_CHANGED, Event.PAYMENT_CHANGED)
async def change(context: TransitionContext[Application]) -> None:
    """Take over the amount: what was added comes with its money, the rest is given back; the payment is released and confirmed anew.

    Raises:
        Refusal: `basis_changed`, when the award is not what was decided on, or the treasury was told of its payment.
    """
    context.words["again"] = Text("", "")
    if _was_returned(context):
        await _follow(context)
        again, rest = in_yuan(context.case.award_fen or 0), in_yuan(int(context.detail["fallen_fen"]))
        context.words["again"] = Text(_AGAIN.zh.format(again=again.zh, rest=rest.zh), _AGAIN.en.format(again=again.en, rest=rest.en))
        return
    application, payment = context.case, await _payment_that_is_ours(context)
    redecision = await _decided_on(context)
    _take_over_facts(context, redecision)
    if redecision.award_fen is not None:
        # On public notice it counted beside the award.
        application.supplement_fen -= redecision.award_fen
        application.award_fen = (application.award_fen or 0) + redecision.award_fen
        await ledger.take_over(context.session, booking(context), redecision.id)
    else:
        # What was taken off its later parts is off already.
        reduced_fen = redecision.reckoning["reduced_fen"] - redecision.reckoning["later_fen"]
        application.award_fen = (application.award_fen or 0) - reduced_fen
        await ledger.release_part(context.session, booking(context), reduced_fen)
    if payment is not None:
        _give_up(context, payment)
        await prepare_disbursement(context, payment.account, application.payable_fen)


@EFFECTS.of(Event.AWARD_REVOKED)
async def revoke(context: TransitionContext[Application]) -> None:
    """End an award that is not due by the corrected facts; what was set aside for it is free.

    Raises:
        Refusal: As `change`; also where it has a supplement, which is paid, or was returned since.
    """
    if _was_returned(context):
        await _follow(context)
    elif context.case.supplement_fen:
        raise _changed()
    else:
        await _drop(context)
    context.case.award_fen = None


@EFFECTS.of(Event.REST_DROPPED)
async def drop_rest(context: TransitionContext[Application]) -> None:
    """Give up what is unpaid of an award of which a supplement was paid; what is set aside for it is free.

    Raises:
        Refusal: As `change`; also where nothing of it is paid.
    """
    if _was_returned(context):
        await _follow(context)
    elif not context.case.supplement_paid_fen:
        raise _changed()
    else:
        await _drop(context)
    _come_to_rest(context)


@EFFECTS.of(Event.REST_STOPPED)
async def stop_rest(context: TransitionContext[Application]) -> None:
    """Give up what is unpaid of an award that has a supplement, by what was found before the payment.

    Raises:
        Refusal: As `end_award`.
    """
    unpaid_fen = context.case.award_fen
    await end_award(context, await disbursement_of(context))
    # The letter says so much.
    context.detail = context.detail | {"unpaid_fen": unpaid_fen}
    _come_to_rest(context)


def _come_to_rest(context: TransitionContext[Application]) -> None:
    """Let nothing be due of the award itself, and nothing be waited for: no bank returns what it was not paid."""
    context.case.award_fen, context.case.wakes_at = 0, context.now


def _was_returned(context: TransitionContext[Application]) -> bool:
    """Tell whether a bank returned what is not due any more: nobody asks for what follows of that, as somebody does who decides anew."""
    return context.actor == SYSTEM


async def _follow(context: TransitionContext[Application]) -> None:
    """Take over the facts that were decided by while it was paid, and give back the money of what is not due by them."""
    application, fallen_fen = context.case, int(context.detail["fallen_fen"])
    by = await assessments.standing(context.session, application.id)
    assert by is not None  # noqa: S101 - it is what is followed
    decided = [one for one in await redecisions.of_award(context.session, application.id) if one.stage in STANDING]
    stated = {code for one in decided for code in one.facts}
    application.facts = application.facts | {code: by.facts[code] for code in stated if code in by.facts}
    application.provenance = application.provenance | {code: by.provenance[code] for code in stated if code in by.provenance}
    application.award_fen = (application.award_fen or 0) - fallen_fen
    await ledger.release_part(context.session, booking(context), fallen_fen)
    _let_go(decided, fallen_fen)


def _let_go(decided: Sequence[Redecision], fallen_fen: int) -> None:
    """Let what has fallen of an award not be taken off it once more as what was not due and not asked back."""
    for one in decided:
        if part_fen := min(one.reckoning.get("uncollected_fen", 0), fallen_fen):
            one.reckoning = one.reckoning | {"uncollected_fen": one.reckoning["uncollected_fen"] - part_fen}
            fallen_fen -= part_fen


async def _drop(context: TransitionContext[Application]) -> None:
    payment, redecision = await _payment_that_is_ours(context), await _decided_on(context)
    _take_over_facts(context, redecision)
    if payment is not None:
        _give_up(context, payment)
    await ledger.release(context.session, booking(context))
    context.detail = context.detail | {"failures": redecision.reckoning["failures"]}


@EFFECTS.opens("changed_payment")
async def open_changed_release(context: TransitionContext[Application]) -> None:
    """Open the release of the changed payment, where the account is known already."""
    if await live_disbursement(context) is not None:
        await open_release(context)


async def _payment_that_is_ours(context: TransitionContext[Application]) -> Disbursement | None:
    payment = await live_disbursement(context)
    if payment is not None and payment.state not in STILL_OURS:
        raise _changed()
    return payment


async def _decided_on(context: TransitionContext[Application]) -> Redecision:
    """Return the re-decision that asks for it, having checked that it was decided on what the award still is."""
    redecision = await redecisions.open_of(context.session, context.case.id)
    if (
        redecision is None
        or redecision.number != context.detail.get("redecision")
        or redecision.stage != "adjustment"
        or redecision.reckoning["decided_fen"] - redecision.reckoning["later_fen"] != _decided_fen(context.case, redecision)
    ):
        raise _changed()
    return redecision


def _decided_fen(application: Application, redecision: Redecision) -> int:
    """Return what was decided of an award besides what a re-decision adds."""
    return (application.award_fen or 0) + application.supplement_fen - (redecision.award_fen or 0)


def _take_over_facts(context: TransitionContext[Application], redecision: Redecision) -> None:
    application, at = context.case, context.now.isoformat()
    # The decision was the second person's.
    second = {"confirmed_by": context.actor.subject, "confirmed_at": at}
    stated = [fact for fact in context.item.facts if fact.code in redecision.facts]
    before = application.provenance
    application.facts = application.facts | redecision.facts
    application.provenance = before | {
        fact.code: entry(fact, redecision.proposed_by, at, **redecision.paper_of(fact.code, before.get(fact.code, {}))) | second
        for fact in stated
    }


def _give_up(context: TransitionContext[Application], payment: Disbursement) -> None:
    context.case.wakes_at = None
    payment.become(DisbursementState.GIVEN_UP)
    payment.returned_at, payment.reason = context.now, f"按再决定{context.detail['redecision']}调整"
    for task in context.open_tasks:
        if task.kind in BEFORE_TREASURY:
            close(context, task, Closing.SUPERSEDED)


def _changed() -> Refusal:
    return Refusal(
        Code.BASIS_CHANGED,
        Text("该项支持在再决定后已变动，不能按该再决定调整。", "The award has changed since; that re-decision no longer fits it."),
    )
