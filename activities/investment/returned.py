"""投资款被退回。What follows for an investment when a bank returns what was paid for it: it waits, and is held once it is paid again."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity
from temporalio.service import RPCError, RPCStatusCode

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.effects import Effects
from activities.case.pace import looks_again_at
from activities.case.transitions import apply
from activities.investment.effects import drop_disposal, wait
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.investment import LOOK_AT_PAYMENT
from models.queries import disbursement as disbursements
from models.queries import investment as investments
from models.queries import meeting as meetings
from models.tables import Application, Investment
from policy.judging.catalogue import item as item_called
from policy.language.items import Process
from policy.processes.investment.lifecycle import INVESTMENT, UNDER_WAY, Event, Stage
from policy.working_days import years_after

EFFECTS = Effects[Investment]()


@dataclass(frozen=True, slots=True)
class InvestmentPayment:
    """The activity of one deployment."""

    deployment: Deployment

    @activity.defn(name=LOOK_AT_PAYMENT)
    async def look_at_payment(self, step: AutomaticStep) -> CaseState:
        """Look whether what was paid for it stands, and follow that."""

        async def write(context: TransitionContext[Investment]) -> None:
            if (event := await _what_follows(context)) is not None:
                context.event, context.detail = event, {}
                await apply(context)
            elif context.case.stage == Stage.RETURNED:
                context.case.wakes_at = looks_again_at(context.case.stage_entered_at, context.now)

        return await take(self.deployment, step, frozenset((*UNDER_WAY, Stage.RETURNED)), write)

    async def tell(self, award: Application) -> None:
        """Have the investment that an award was paid as look at its payment: it was returned, or paid again."""
        if item_called(award.item_code).process is not Process.EQUITY:
            return
        async with self.deployment.database.reading() as session:
            row = await investments.of_award(session, award.id)
        if row is None or row.stage in INVESTMENT.terminal:
            return
        try:
            await activity.client().get_workflow_handle(row.workflow_id).signal("nudge", award.number)
        except RPCError as error:
            # One that waits to be started again after a restore looks for itself.
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise


async def _what_follows(context: TransitionContext[Investment]) -> Event | None:
    """Return what follows of how its payment stands; nothing of it is given up while a bank may return it."""
    row, session = context.case, context.session
    award = await session.get(Application, row.application_id)
    assert award is not None  # noqa: S101 - what a foreign key says
    if row.stage != Stage.RETURNED:
        return Event.PAYMENT_RETURNED if not award.paid_fen and not row.disposed_fen else None
    if award.paid_fen:
        return Event.PAYMENT_RESTORED
    return Event.INVESTMENT_UNDONE if award.closed_at else None


@EFFECTS.of(Event.PAYMENT_RETURNED)
async def suspend(context: TransitionContext[Investment]) -> None:
    """Drop what was being done with the share; what came in of a price is paid back to whoever paid it."""
    await drop_disposal(context)
    context.case.wakes_at = looks_again_at(context.now, context.now)


@EFFECTS.of(Event.PAYMENT_RESTORED)
async def restore(context: TransitionContext[Investment]) -> None:
    """Hold it from the day on which it was paid again, for what was paid, on the terms that were resolved last."""
    row, session = context.case, context.session
    award = await session.get(Application, row.application_id)
    assert award is not None  # noqa: S101 - what a foreign key says
    row.cost_fen, row.agreed = award.paid_fen, await meetings.terms_of(session, award.id)
    row.paid_on = await disbursements.all_paid_out_on(session, [award.id])
    row.next_valuation_on, row.offered = years_after(row.paid_on, 1), False
    row.value_fen = row.valued_on = None
    wait(context)
