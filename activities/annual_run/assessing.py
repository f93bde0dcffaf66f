"""批量核算。The activity that assesses the members of a run shard by shard, reading and writing columns, each shard in one transaction."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.annual_run.collecting import SLICE_SECONDS
from activities.case.automatic_steps import take
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.heartbeats import say
from activities.case.transitions import apply
from activities.signatures.annual_run import ASSESS_MEMBERS
from activities.signatures.case import AutomaticStep, CaseState
from models.commands import annual_run as commands
from models.queries import annual_run as annual_runs
from models.queries import case
from models.tables import AnnualRun
from policy.judging.catalogue import item as item_called
from policy.judging.implementing_rules import RuleBook
from policy.language.items import Item
from policy.processes.annual_run.lifecycle import Event, Stage
from policy.processes.annual_run.population import UNDER_WAY, Verdict, facts_of, judge_members, matter_date_of

SHARD = 5_000


@dataclass(frozen=True, slots=True)
class AnnualRunAssessing:
    """The assessing activity of one deployment."""

    deployment: Deployment

    @activity.defn(name=ASSESS_MEMBERS)
    async def assess_members(self, step: AutomaticStep) -> CaseState:
        """Assess shards for a while; once there are no more, report."""
        over = await self._assess(step)

        async def write(context: TransitionContext[AnnualRun]) -> None:
            if over:
                context.event = Event.PREVIEWED if context.case.dry_run else Event.ASSESSED
                await apply(context)

        return await take(self.deployment, step, frozenset({Stage.ASSESSING}), write)

    async def _assess(self, step: AutomaticStep) -> bool:
        until = time.monotonic() + SLICE_SECONDS
        while time.monotonic() < until:
            async with self.deployment.database.writing() as session:
                run = await case.lock(session, AnnualRun, uuid.UUID(step.case_id))
                if run.stage != Stage.ASSESSING or run.held:
                    return False
                done = await assess_shard(session, run)
            if done == 0:
                return True
            say(assessed=run.assessed, of=run.population)
        return False


async def assess_shard(session: AsyncSession, run: AnnualRun) -> int:
    """Judge the next shard of a locked run and note how far that is.

    Returns:
        How many members it had.
    """
    members = await annual_runs.shard(session, run.id, run.assessed_to, SHARD)
    usccs = members["uscc"]
    if usccs:
        verdicts, before = await judge_shard(session, run, members)
        await commands.write_verdicts(session, run.id, usccs, verdicts, before)
        run.assessed_to, run.assessed = usccs[-1], run.assessed + len(usccs)
    return len(usccs)


async def judge_shard(
    session: AsyncSession, run: AnnualRun, members: dict[str, Sequence[Any]], *, besides: Sequence[uuid.UUID] = ()
) -> tuple[list[Verdict], dict[str, list[Any]]]:
    """Judge some members of a run by the rules it has frozen, counting what was awarded before.

    Args:
        session: The session.
        run: The run.
        members: Their columns, ascending by credit code.
        besides: Applications that do not count as earlier ones.

    Returns:
        The verdicts, and the columns of what was awarded before and of the applications that are under way.
    """
    item = item_called(run.item_code)
    matter_date = matter_date_of(run.year, run.cut_off)
    law = RuleBook.parse(run.rules).figures(item, matter_date, run.cut_off).law
    subjects = _subjects(item, run.year, members)
    earlier = await annual_runs.earlier(session, item.code, subjects, run.year, law.cap_period, besides=besides)
    found = [earlier.get(uscc, annual_runs.Earlier()) for uscc in members["uscc"]]
    before: dict[str, list[Any]] = {
        "already_paid_fen": [one.paid_fen for one in found],
        "cap_used_fen": [one.cap_fen for one in found],
        "application_id": [one.under_way for one in found],
    }
    judged = judge_members(item, run.year, law, {**members, **before}, cut_off=run.cut_off, matter_date=matter_date)
    # Who has applied already is not offered the same once more.
    return [
        Verdict(UNDER_WAY, None, verdict.capped, ()) if one.under_way and verdict.award_fen else verdict
        for verdict, one in zip(judged, found, strict=True)
    ], before


def _subjects(item: Item, year: int, members: dict[str, Sequence[Any]]) -> dict[str, str]:
    """Return the subject of each member. It follows from the credit code and the year alone, whatever the figures."""
    facts = facts_of(item, year, {name: column[0] for name, column in members.items()})
    return {uscc: item.subject_of(facts, uscc) for uscc in members["uscc"]}
