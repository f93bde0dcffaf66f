"""退付银行退回的支持资金。What a refund of award money changes besides: it is held for what was found before the treasury is told.

A bank returned it, so that its enterprise never had it: it passes what every payment of an award passes, and is owed back meanwhile.
"""

from __future__ import annotations

from typing import Any

from activities.case.context import TransitionContext
from activities.case.effects import Effects
from activities.disbursement import standing
from activities.disbursement.effects import disbursement_of, require_payable
from activities.disbursement.set_off import require_no_demand
from activities.refund.effects import move, payee_of, take_out_of_transit
from models.tables import Refund
from policy.processes.disbursement.states import DisbursementState
from policy.processes.disbursement.steps import DisbursementEvent

EFFECTS = Effects[Refund]()


@EFFECTS.of(DisbursementEvent.PAYMENT_HELD)
async def hold(context: TransitionContext[Refund]) -> None:
    """Hold the refund for what was found, until an approver has decided."""
    (await disbursement_of(context)).become(DisbursementState.HELD)
    context.case.wakes_at = None
    await take_out_of_transit(context)


@EFFECTS.of(DisbursementEvent.PAYMENT_KEPT)
async def keep(context: TransitionContext[Refund]) -> None:
    """Let the refund wait for what becomes of what is only proposed against its enterprise."""
    await hold(context)
    standing.wait_for_proposals(context)


@EFFECTS.of(DisbursementEvent.PAYMENT_TAKEN_UP)
async def take_up(context: TransitionContext[Refund]) -> None:
    """Have the refund looked at once more."""
    (await disbursement_of(context)).become(DisbursementState.RESERVED)
    context.case.wakes_at = None
    await move(context, "refund")


@EFFECTS.opens(standing.CHECK)
async def ask_whether_it_goes_on(context: TransitionContext[Refund]) -> None:
    """Open the question whether the refund goes on, with what was found."""
    await standing.open_check(context, await disbursement_of(context))


@EFFECTS.asks(standing.CHECK)
async def ask_what_one_may_decide(context: TransitionContext[Refund], department: str) -> dict[str, Any]:  # noqa: ARG001 - of any
    """Ask one approver for no more than one may decide."""
    return standing.what_one_may_decide(context)


@EFFECTS.of(DisbursementEvent.RESUMPTION_ASKED)
async def ask_to_resume(context: TransitionContext[Refund]) -> None:
    """Let one approver ask another to pay what its source would give otherwise now."""
    standing.require_offered(context)


@EFFECTS.opens(standing.CONFIRMATION)
async def open_resumption(context: TransitionContext[Refund]) -> None:
    """Open the second approver's task."""
    await standing.open_resumption(context)


@EFFECTS.of(DisbursementEvent.PAYMENT_RESUMED)
async def resume(context: TransitionContext[Refund]) -> None:
    """Let the refund go on; everything is looked at once more before the treasury is told.

    Raises:
        Refusal: `breach_open`, while something is demanded of its enterprise; `wrong_stage`, when the account is another's.
    """
    standing.require_offered(context)
    await require_no_demand(context.session, context.case.payer_uscc)
    payment = await disbursement_of(context)
    require_payable(context, payment, await payee_of(context.session, context.case))
    payment.become(DisbursementState.RESERVED)
    await move(context, "refund")
