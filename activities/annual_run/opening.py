"""启动年度运行。The activity that opens the run of an item and a year, or finds the one that is there."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity

from activities.case.attestation import noted
from activities.case.automatic_steps import refusing
from activities.case.deployment import Deployment
from activities.case.transitions import apply, begin
from activities.signatures.annual_run import OPEN_ANNUAL_RUN, AnnualRunOpened, AnnualRunOrder
from activities.signatures.case import CaseInput, Transition
from activities.signatures.case_start import CaseStart
from models.commands import annual_run as commands
from models.queries import audit_event as audit_events
from models.queries import case, suspension
from models.tables import AnnualRun
from policy.judging.catalogue import item as item_called
from policy.language.items import Item
from policy.processes.annual_run.lifecycle import ANNUAL_RUN, Event
from policy.processes.annual_run.population import require_run
from policy.working_days import BEIJING


@dataclass(frozen=True, slots=True)
class AnnualRunOpening:
    """The opening activity of one deployment."""

    deployment: Deployment

    @activity.defn(name=OPEN_ANNUAL_RUN)
    async def open_annual_run(self, order: AnnualRunOrder) -> AnnualRunOpened:
        """Open the run that is ordered, or refuse an item or year that has none."""
        return await refusing(noted(self.deployment.database, self._open(order)))

    async def _open(self, order: AnnualRunOrder) -> AnnualRunOpened:
        # A Schedule names no year, and nobody.
        self.deployment.attestations.require_start(order.workflow_id, order.as_message(), order.attestation)
        item = item_called(order.item_code)
        assert order.ordered_at is not None  # noqa: S101 - the workflow has filled it in
        today = order.ordered_at.astimezone(BEIJING).date()
        year = order.year or today.year - 1
        require_run(item, year, today.year, dry_run=order.dry_run)
        async with self.deployment.database.writing() as session:
            if (before := await audit_events.with_key(session, order.key)) is not None:
                run = await case.lock(session, AnnualRun, before.case_id)
                return _opened(run, item, joined=False)
            if not order.dry_run:
                await suspension.require_not_suspended(session, item.code, today)
            run, joined = await commands.open_annual_run(session, order.actor, item, year, today, dry_run=order.dry_run)
            if not joined:
                transition = Transition(ANNUAL_RUN.name, str(run.id), Event.SUBMITTED, order.key, order.ordered_at, order.actor)
                await apply(await begin(session, self.deployment, run, transition))
            return _opened(run, item, joined=joined)


def _opened(run: AnnualRun, item: Item, *, joined: bool) -> AnnualRunOpened:
    child = CaseStart(
        start=CaseInput(ANNUAL_RUN.name, str(run.id), run.number, f"{item.title.zh} {run.year}", resumed=True),
        item_code=item.code,
        clause=item.clause,
        department=run.department,
        year=run.year,
        stage=run.stage,
    )
    return AnnualRunOpened(child, joined, over=run.stage in ANNUAL_RUN.terminal)
