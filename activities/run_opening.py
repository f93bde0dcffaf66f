"""启动年度运行。Opening the run of an item and a year, or finding the one that is there."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity

from activities.deployment import Deployment
from activities.signatures.case import CaseInput, Transition
from activities.signatures.case_start import CaseStart
from activities.signatures.run import OPEN_RUN, RunOpened, RunOrder
from activities.steps import refusing
from activities.transitions import apply, begin
from models.commands import run as commands
from models.queries import case, decree
from models.queries import run as runs
from models.tables import Run
from policy.items import Item
from policy.lifecycles.run import RUN, Event
from policy.population import require_run
from policy.registry import item as item_called
from policy.working_days import BEIJING


@dataclass(frozen=True, slots=True)
class RunOpening:
    """The opening activity of one deployment."""

    deployment: Deployment

    @activity.defn(name=OPEN_RUN)
    async def open_run(self, order: RunOrder) -> RunOpened:
        """Open the run that is ordered; refuse what no run is for."""
        return await refusing(self._open(order))

    async def _open(self, order: RunOrder) -> RunOpened:
        item = item_called(order.item_code)
        assert order.ordered_at is not None  # noqa: S101 - the workflow has filled it in
        today = order.ordered_at.astimezone(BEIJING).date()
        year = order.year or today.year
        require_run(item, year, today.year)
        async with self.deployment.database.writing() as session:
            if (before := await case.event_with_key(session, order.key)) is not None:
                run = await case.lock(session, RUN.name, before.case_id)
                assert isinstance(run, Run)  # noqa: S101 - tells the type checker what the process says
                return _opened(run, item, await runs.last_step(session, run), joined=False)
            if not order.dry_run:
                await decree.require_not_suspended(session, item.code, today)
            run, joined = await commands.open_run(session, order.actor, item, year, today, dry_run=order.dry_run)
            if not joined:
                transition = Transition(RUN.name, str(run.id), Event.SUBMITTED, order.key, order.ordered_at, order.actor)
                await apply(await begin(session, self.deployment, run, transition))
            return _opened(run, item, await runs.last_step(session, run), joined=joined)


def _opened(run: Run, item: Item, step: int, *, joined: bool) -> RunOpened:
    child = CaseStart(
        start=CaseInput(RUN.name, str(run.id), run.number, f"{item.title.zh} {run.year}", step=step, resumed=True),
        item_code=item.code,
        clause=item.clause,
        department=run.department,
        year=run.year,
        stage=run.stage,
    )
    return RunOpened(child, joined, over=run.stage in RUN.terminal)
