"""股权投资的活动。The activity that asks the treasury whether the price of a share came in, and books it if it did."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from temporalio import activity

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.investment.proceeds import is_confirmed, keep, may_pay
from activities.investment.proceeds import take as take_receipt
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.investment import CHECK_PROCEEDS
from gateways.treasury import Receipt as TreasuryReceipt
from gateways.treasury import Treasury
from models.queries import investment as investments
from models.queries import receipt as receipts
from models.tables import Investment, Receipt
from policy.folding import spellings
from policy.processes.investment.lifecycle import Event, Stage, Way


@dataclass(frozen=True, slots=True)
class InvestmentActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        treasury: Who receives the money.
    """

    deployment: Deployment
    treasury: Treasury

    @activity.defn(name=CHECK_PROCEEDS)
    async def check_proceeds(self, step: AutomaticStep) -> CaseState:
        """Ask the treasury about what was recorded and confirmed; retried until it answers, as an outage books and refutes nothing."""
        async with self.deployment.database.reading() as session:
            asked = (await investments.of(session, uuid.UUID(step.case_id))).reference
        receipt = await self._received(asked) if asked else None

        async def write(context: TransitionContext[Investment]) -> None:
            row = context.case
            if not is_confirmed(context) or row.reference != asked:
                return
            if receipt is None or (reason := _why_not(row, receipt)):
                context.event, context.detail = Event.PROCEEDS_REFUTED, {"reason": reason if receipt else "国库没有这笔收款的记录"}
            else:
                await _answer(context, await keep(context, receipt))
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.PROCEEDS}), write)

    async def _received(self, reference: str) -> TreasuryReceipt | None:
        for spelling in spellings(reference):
            if receipt := await self.treasury.receipt(spelling):
                return receipt
        return None


async def _answer(context: TransitionContext[Investment], receipt: Receipt) -> None:
    """Find what follows of a receipt that the treasury bears out: its payer is asked about, or it is booked, unless it is another's."""
    payer = {"payer": {"uscc": receipt.payer_uscc, "name": receipt.payer_name}}
    if await receipts.is_used(context.session, receipt.id):
        context.event, context.detail = Event.PROCEEDS_REFUTED, {"reason": "该笔收款已用于其他事项"}
    elif not await may_pay(context, receipt):
        context.event, context.detail = Event.PAYER_QUESTIONED, payer
    else:
        is_whole = await take_receipt(context, receipt)
        context.event, context.detail = _what_follows(context.case, is_whole=is_whole), payer


def _what_follows(row: Investment, *, is_whole: bool) -> Event:
    """Return what follows of a receipt that is taken: of a price once it is whole, of a liquidation each time."""
    if row.way == Way.LIQUIDATION:
        return Event.LIQUIDATION_RECEIVED
    if not is_whole:
        return Event.PROCEEDS_PART_RECEIVED
    return Event.PART_DISPOSED if row.part_fen else Event.PROCEEDS_BOOKED


def _why_not(row: Investment, receipt: TreasuryReceipt) -> str | None:
    """Return what the treasury does not bear out of what was recorded."""
    if receipt.amount_fen != row.received_fen:
        return "国库记载的到账金额与登记的金额不一致"
    return None if receipt.received_on == row.received_on else "国库记载的到账日期与登记的日期不一致"
