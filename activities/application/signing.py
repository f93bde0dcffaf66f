"""承诺与抽查的效果。What stands between an application's notice and its payment: the undertaking, and the second look at some of them."""

from __future__ import annotations

import random
from typing import Any

from activities.case.books import booking
from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.case.tasks import open_task
from activities.disbursement.award import open_release
from activities.disbursement.effects import prepare_disbursement
from models.commands import ledger
from models.tables import Application, Undertaking
from policy.processes.application.lifecycle import Event
from policy.processes.application.qa_sampling import why_sampled
from policy.processes.application.signing import SIGNING
from policy.processes.commitment.terms import last_day
from policy.processes.registry import KINDS
from policy.working_days import BEIJING

EFFECTS = Effects[Application]()


@EFFECTS.of(Event.COMMITMENT_SIGNED)
async def sign(context: TransitionContext[Application]) -> None:
    """Keep the undertaking (general term 6) with the terms its signatory read; prepare the payment, unless a second look comes first.

    An award that went back to review is signed for again. Its commitment stands from the first day on; the audit trail has both.
    """
    if not any(task.outcome == Event.COMMITMENT_SIGNED for task in context.tasks if task is not context.task):
        _keep_undertaking(context)
    await _prepare_or_draw(context)


@EFFECTS.of(Event.ACCOUNT_GIVEN)
async def take_account(context: TransitionContext[Application]) -> None:
    """Prepare the payment to whoever commits to nothing, unless a second look comes first."""
    await _prepare_or_draw(context)


async def _prepare_or_draw(context: TransitionContext[Application]) -> None:
    """Prepare the payment, unless the award is drawn for a second look."""
    share = context.deployment.quality_share
    draw = random.SystemRandom().randrange(share.denominator)
    sampled = why_sampled(context.case.award_fen or 0, context.deployment.quality_threshold_fen, share, draw)
    context.detail = context.detail | {"sampled": sampled}
    if sampled is None:
        await prepare_disbursement(context, context.detail["account"], context.case.payable_fen)


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
    if sampled := context.detail["sampled"]:
        await open_task(context, KINDS["quality_check"], about={"sampled": sampled})
    else:
        await open_release(context)


@EFFECTS.of(Event.QUALITY_PASSED, Event.DOUBT_DISMISSED)
async def prepare_after_second_look(context: TransitionContext[Application]) -> None:
    """Prepare the payment to the account that was given."""
    signed = context.completed_tasks([kind.code for kind in SIGNING])[-1]
    await prepare_disbursement(context, (signed.answer or {})["account"], context.case.payable_fen)


@EFFECTS.of(Event.DOUBT_CONFIRMED)
async def give_back_for_review(context: TransitionContext[Application]) -> None:
    """Free the money; the next decision sets its own amount aside and publishes it."""
    await ledger.release(context.session, booking(context))


@EFFECTS.of(Event.COMMITMENT_LAPSED)
async def give_back(context: TransitionContext[Application]) -> None:
    """Free the money of an award that nobody did what was asked for."""
    await ledger.release(context.session, booking(context))
