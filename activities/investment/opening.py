"""股权投资的开始。How an investment begins: when the award of an equity item is paid, on the terms the committee resolved."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity

from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply, begin
from activities.signatures.case import AutomaticStep, CaseState, Transition
from activities.signatures.investment import OPEN_INVESTMENT
from models.commands.case import next_number
from models.queries import disbursement as disbursements
from models.queries import investment as investments
from models.queries import meeting as meetings
from models.tables import Application, Investment
from policy.actors import SYSTEM
from policy.processes.investment.lifecycle import Event
from policy.working_days import years_after


@dataclass(frozen=True, slots=True)
class InvestmentOpening:
    """The activity of one deployment, taken by the workflow of the award."""

    deployment: Deployment

    @activity.defn(name=OPEN_INVESTMENT)
    async def open_investment(self, step: AutomaticStep) -> CaseState:
        """Begin the investment of an equity award that is paid, once; its workflow is started by that of the award."""
        return await take(self.deployment, step, frozenset({"in_force"}), _open)


async def _open(context: TransitionContext[Application]) -> None:
    session, award = context.session, context.case
    if await investments.of_award(session, award.id) is not None:
        return
    paid_on = await disbursements.all_paid_out_on(session, [award.id])
    row = Investment(
        number=await next_number(session, "EI"),
        item_code=award.item_code,
        department=award.department,
        created_by=SYSTEM.subject,
        application_id=award.id,
        enterprise_uscc=award.enterprise_uscc,
        cost_fen=award.paid_fen,
        paid_on=paid_on,
        agreed=await meetings.terms_of(session, award.id),
        next_valuation_on=years_after(paid_on, 1),
        offered=False,
    )
    session.add(row)
    await session.flush()
    await session.refresh(row)
    particulars = {"application": award.number}
    opened = Transition("investment", str(row.id), Event.INVESTED, f"{context.key}/investment", context.now, SYSTEM, None, particulars)
    await apply(await begin(session, context.deployment, row, opened, clock=context.clock))
