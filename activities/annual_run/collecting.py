"""归集。The activity that collects a run's population from four sources in the order of credit codes, a page of members at a time.

Statistics says who is counted; the others say what is known of them. All lists ascend by credit code, so they are merged as they are
read: nobody's memory grows with the number of enterprises, and the last code that was written is all a later try has to know.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, Generic, Protocol, TypeVar

from temporalio import activity

from activities.application.figures import of_statistics, of_tax
from activities.application.verification import Sources
from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.heartbeats import say
from activities.case.transitions import apply
from activities.signatures.annual_run import COLLECT_POPULATION
from activities.signatures.case import AutomaticStep, CaseState
from gateways.registration import Standing
from gateways.statistics import RdExpense
from gateways.tax import Contribution
from models.commands import annual_run as commands
from models.queries import annual_run as annual_runs
from models.queries import case, implementing_rule
from models.queries import target as targets
from models.tables import AnnualRun
from policy.judging.documents import same_day_years_before
from policy.judging.implementing_rules import rules_hash
from policy.opinions_2022_8.general_terms import BAD_RECORD_YEARS
from policy.processes.annual_run.lifecycle import Event, Stage

PAGE = 2_000
# A step ends after so long even if there is more to do: between two steps people are heard, and the Web UI shows how far it has come.
SLICE_SECONDS = 5


class _Row(Protocol):
    @property
    def uscc(self) -> str: ...


R = TypeVar("R", bound=_Row)
Fetch = Callable[[str | None], Awaitable[tuple[Iterable[R], str | None]]]


@dataclass(slots=True)
class Ahead(Generic[R]):
    """A list that is read in step with another one, keeping in memory only the rows the other has not reached yet.

    Attributes:
        fetch: Reads the page after a code: its rows, and the code the next one starts after.
        position: The code the next page starts after.
    """

    fetch: Fetch[R]
    position: str | None
    _rows: list[R] = field(default_factory=list)
    _over: bool = False

    async def up_to(self, last: str) -> dict[str, list[R]]:
        """Return the rows of each code up to `last`, and forget them."""
        while not self._over and (not self._rows or self._rows[-1].uscc <= last):
            page, following = await self.fetch(self.position)
            self._rows += page
            self.position, self._over = following, following is None
        taken = [row for row in self._rows if row.uscc <= last]
        self._rows = self._rows[len(taken) :]
        return {uscc: list(rows) for uscc, rows in groupby(taken, key=lambda row: row.uscc)}


@dataclass(frozen=True, slots=True)
class AnnualRunCollecting:
    """The collecting activity of one deployment."""

    deployment: Deployment
    sources: Sources

    @activity.defn(name=COLLECT_POPULATION)
    async def collect_population(self, step: AutomaticStep) -> CaseState:
        """Collect pages for a while; once there are no more, freeze the population and the rules it is judged by."""
        over = await self._collect(step)

        async def write(context: TransitionContext[AnnualRun]) -> None:
            if not over:
                return
            run = context.case
            run.rules = await implementing_rule.written_rules(context.session, run.item_code)
            run.rules_hash = rules_hash(run.rules)
            run.collected_at = context.now
            context.event = Event.COLLECTED
            context.detail = {"population": run.population, "rules_hash": run.rules_hash}
            await apply(context)

        return await take(self.deployment, step, frozenset({Stage.COLLECTING}), write)

    async def _collect(self, step: AutomaticStep) -> bool:
        """Copy in page after page, until there are no more (True), the slice is over, or the run does not collect any longer."""
        until = time.monotonic() + SLICE_SECONDS
        run_id = uuid.UUID(step.case_id)
        async with self.deployment.database.reading() as session:
            run = await annual_runs.run(session, run_id)
        after, others = run.collected_to, self._others(run)
        while True:
            page = await self.sources.statistics.rd_expenses(run.year, after, PAGE)
            if page.items:
                last = page.items[-1].uscc
                read = await asyncio.gather(*(other.up_to(last) for other in others))
                members = [_member(row, *(found.get(row.uscc, []) for found in read)) for row in page.items]
                if not await self._keep(step, run, members, after):
                    return False
                after = last
                say(collected_to=last)
            if page.next is None:
                return True
            if time.monotonic() > until:
                return False

    async def _keep(self, step: AutomaticStep, run: AnnualRun, members: list[dict[str, Any]], after: str | None) -> bool:
        """Copy a page in and note how far that is, in one transaction; False if somebody else did, or the run is not collecting."""
        first, last = members[0]["uscc"], members[-1]["uscc"]
        async with self.deployment.database.writing() as session:
            locked = await case.lock(session, AnnualRun, uuid.UUID(step.case_id))
            if locked.stage != Stage.COLLECTING or locked.held or locked.collected_to != after:
                return False
            approved = await targets.of_batches(session, run.target_batches, first, last)
            for member in members:
                member["target_fen"] = approved.get(member["uscc"])
            await commands.copy_members(session, run.id, members)
            locked.collected_to, locked.population = last, locked.population + len(members)
        return True

    def _others(self, run: AnnualRun) -> tuple[Ahead[Any], Ahead[Any], Ahead[Any]]:
        """Return the lists read in step with the statistics: the register, the tax authority, and serious records of three years."""
        sources, start = self.sources, run.collected_to
        since = same_day_years_before(run.cut_off, BAD_RECORD_YEARS)

        async def standings(after: str | None) -> tuple[Iterable[Any], str | None]:
            page = await sources.registration.standings(after, PAGE)
            return page.items, page.next

        async def contributions(after: str | None) -> tuple[Iterable[Any], str | None]:
            page = await sources.tax.contributions(run.year, after, PAGE)
            return page.items, page.next

        async def serious(after: str | None) -> tuple[Iterable[Any], str | None]:
            page = await sources.credit.serious_since(since, after, PAGE)
            return page.items, page.next

        return Ahead(standings, start), Ahead(contributions, start), Ahead(serious, start)


def _member(counted: RdExpense, standings: list[Standing], contributions: list[Contribution], serious: list[Any]) -> dict[str, Any]:
    """Return a member as it is kept. Who is in no register is not registered."""
    standing = standings[0] if standings else None
    return figures_of(
        counted,
        name=standing.name if standing else "",
        registered=bool(standing and standing.registered_in_area and standing.status == "active"),
        contribution=contributions[0] if contributions else None,
        serious=[(record.source, record.on) for record in serious],
    )


def figures_of(
    counted: RdExpense, *, name: str, registered: bool, contribution: Contribution | None, serious: Sequence[tuple[str, date]]
) -> dict[str, Any]:
    """Return the columns of a member from what the sources say."""
    return {
        "uscc": counted.uscc,
        "name": name,
        "registered_in_area": registered,
        "taxed_in_area": bool(contribution and contribution.taxed_in_area),
        "statistics_in_area": counted.statistics_in_area,
        "records": [{"source": source, "on": on.isoformat(), "serious": True} for source, on in serious] or None,
        **of_statistics(counted),
        **of_tax(contribution),
    }
