"""退缴资金的活动。The activity that asks the treasury whether money came in, and books it if it did.

It also books what was set aside for this debt of a receipt that was recorded for another, and tells those for which something is.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from temporalio import activity
from temporalio.service import RPCError, RPCStatusCode

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.clawback.division import OWED_BACK
from activities.clawback.payers import undecided
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.clawback import CHECK_RECEIPT
from gateways.treasury import Receipt, Treasury
from models.commands.receipt import Received, keep
from models.queries import clawback as clawbacks
from models.queries import receipt as receipts
from models.tables import Clawback, Repayment
from policy.folding import spellings
from policy.processes.clawback.lifecycle import PAYING, Event
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
        """Ask the treasury about a confirmed repayment, or book what was set aside for this debt before that.

        Retried until the treasury answers: an outage books and refutes nothing.
        """
        case_id = uuid.UUID(step.case_id)
        async with self.deployment.database.reading() as session:
            repayment = await clawbacks.in_flight(session, case_id)
            allotted = await receipts.allotted_to(session, case_id)
            known = await receipts.called(session, repayment.reference) if repayment else None
        receipt: Receipt | None = None
        if not allotted and repayment is not None and repayment.state == RepaymentState.CONFIRMED:
            # A reference that was typed in another spelling is asked about as the treasury writes it, once it is known.
            receipt = await self._received((known.reference,) if known else spellings(repayment.reference))

        async def write(context: TransitionContext[Clawback]) -> None:
            parts = await receipts.allotted_to(context.session, context.case.id)
            live = await clawbacks.in_flight(context.session, context.case.id)
            if parts:
                await _record(context, Event.REPAYMENT_BOOKED, part=str(parts[0].id), amount_fen=parts[0].amount_fen)
            elif not allotted and live and repayment and live.id == repayment.id and live.state == RepaymentState.CONFIRMED:
                await _answer(context, live, receipt)

        state = await take(self.deployment, step, frozenset(PAYING), write)
        await self._tell_others(case_id)
        return state

    async def _received(self, references: Iterable[str]) -> Receipt | None:
        """Return what the treasury received under the first of these references that it knows."""
        for reference in references:
            if receipt := await self.treasury.receipt(reference):
                return receipt
        return None

    async def _tell_others(self, case_id: uuid.UUID) -> None:
        """Tell the other debts for which something of its receipts is set aside. To be told twice does no harm."""
        async with self.deployment.database.reading() as session:
            others = await receipts.waiting_besides(session, await clawbacks.of(session, case_id))
        for other in others:
            try:
                await activity.client().get_workflow_handle(other.workflow_id).signal("nudge", "receipt")
            except RPCError as error:
                # One that is gone is started again by the reconciliation of the night.
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise


async def _record(context: TransitionContext[Clawback], event: Event, **detail: Any) -> None:  # noqa: ANN401 - JSON
    context.event, context.detail = event, detail
    await apply(context)
    if owed_back := context.kept.get(OWED_BACK):
        await apply(replace(context, event=Event.OVERPAID, key=f"{context.key}/overpaid", detail=owed_back))


async def _answer(context: TransitionContext[Clawback], live: Repayment, receipt: Receipt | None) -> None:
    """Record what the treasury says of a repayment: it differs, somebody else than a debtor paid it, or it is booked."""
    recorded = {"reference": live.reference, "amount_fen": live.amount_fen, "received_on": live.received_on.isoformat()}
    if receipt is None or (reason := _why_not(live, receipt)):
        theirs = receipt.model_dump(mode="json", exclude={"reference"}) if receipt else None
        await _record(context, Event.RECEIPT_REFUTED, **recorded, reason=reason if receipt else "国库没有这笔收款的记录", treasury=theirs)
        return
    kept = await keep(
        context.session,
        Received(receipt.reference, receipt.amount_fen, receipt.payer_uscc, receipt.payer_name, receipt.received_on),
        live.recorded_at,
    )
    live.receipt_id = kept.id
    payer = {"uscc": kept.payer_uscc, "name": kept.payer_name}
    if await undecided(context, live, kept):
        await _record(context, Event.PAYER_QUESTIONED, **recorded, payer=payer)
    else:
        await _record(context, Event.REPAYMENT_BOOKED, **recorded, payer=payer)


def _why_not(repayment: Repayment, receipt: Receipt) -> str | None:
    """Return what of a repayment the treasury does not bear out."""
    if receipt.amount_fen != repayment.amount_fen:
        return "国库记载的到账金额与登记的金额不一致"
    return None if receipt.received_on == repayment.received_on else "国库记载的到账日期与登记的日期不一致"
