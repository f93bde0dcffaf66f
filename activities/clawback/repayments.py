"""返还款的活动。The activity that asks the treasury whether money came in, and books it if it did."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from temporalio import activity

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.clawback import CHECK_RECEIPT
from gateways.treasury import Receipt, Treasury
from models.queries import clawback as clawbacks
from models.tables import Clawback, Repayment
from policy.processes.clawback.lifecycle import Event, Stage
from policy.processes.clawback.states import RepaymentState


@dataclass(frozen=True, slots=True)
class RepaymentActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        treasury: Who receives the money.
    """

    deployment: Deployment
    treasury: Treasury

    @activity.defn(name=CHECK_RECEIPT)
    async def check_receipt(self, step: AutomaticStep) -> CaseState:
        """Ask the treasury about a confirmed repayment. Retried until it answers: an outage books and refutes nothing."""
        async with self.deployment.database.reading() as session:
            repayment = await clawbacks.in_flight(session, uuid.UUID(step.case_id))
        if repayment is None or repayment.state != RepaymentState.CONFIRMED:
            return await take(self.deployment, step, (), _nothing)
        receipt = await self.treasury.receipt(repayment.reference)

        async def write(context: TransitionContext[Clawback]) -> None:
            live = await clawbacks.in_flight(context.session, context.case.id)
            if live is None or live.id != repayment.id or live.state != RepaymentState.CONFIRMED:
                return
            reason = _why_not(context.case, live, receipt)
            context.event = Event.RECEIPT_REFUTED if reason else Event.REPAYMENT_BOOKED
            context.detail = {"reference": live.reference, "amount_fen": live.amount_fen} | ({"reason": reason} if reason else {})
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.REPAYMENT, Stage.ARREARS, Stage.ENFORCEMENT}), write)


async def _nothing(context: TransitionContext[Clawback]) -> None:
    """Change nothing: no repayment waits for the treasury."""


def _why_not(clawback: Clawback, repayment: Repayment, receipt: Receipt | None) -> str | None:
    """Return what of a repayment the treasury does not bear out."""
    if receipt is None:
        return "receipt_unknown"
    if receipt.amount_fen != repayment.amount_fen:
        return "amount_differs"
    if receipt.payer_uscc != clawback.enterprise_uscc:
        return "payer_differs"
    return None if receipt.received_on == repayment.received_on else "day_differs"
