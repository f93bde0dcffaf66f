"""发出告知。The activity that makes a run's offers in batches: it writes an application for each and starts their workflows."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.application.origination import Origin, originate
from activities.case.automatic_steps import take
from activities.case.case_start import start_all, start_with
from activities.case.context import TransitionContext
from activities.case.deployment import Deployment
from activities.case.transitions import apply
from activities.signatures.annual_run import OFFER_AWARDS, SEE_WHAT_WAITS, OfferBatch, OfferStep
from activities.signatures.case import AutomaticStep, CaseState
from activities.signatures.case_start import CaseStart
from models.commands import annual_run as commands
from models.commands.application import Matter
from models.queries import annual_run as annual_runs
from models.queries import application as applications
from models.queries import enterprise
from models.tables import AnnualRun, AnnualRunMember, Application
from policy.judging.catalogue import item as item_called
from policy.processes.annual_run.lifecycle import Event, Stage
from policy.processes.annual_run.population import facts_of, matter_date_of, sources_of
from policy.processes.application.lifecycle import Event as ApplicationEvent

BATCH = 100


@dataclass(frozen=True, slots=True)
class AnnualRunOffering:
    """The offering activity of one deployment."""

    deployment: Deployment

    @activity.defn(name=OFFER_AWARDS)
    async def offer_awards(self, given: OfferStep) -> OfferBatch:
        """Write the next offers and start their workflows, or, when there are none left, report.

        A try that is lost after it wrote is made again from the same member on: the same offers are found, and nobody is forgotten.
        """
        children: list[CaseStart] = []
        reached: list[str] = []

        async def write(context: TransitionContext[AnnualRun]) -> None:
            run = context.case
            # Whoever was offered up to here has been started: what begins anew begins after them.
            run.offered_to = given.after
            due = await annual_runs.awards_after(context.session, run, given.after, BATCH)
            if not due:
                context.event = Event.OFFERS_MADE
                await apply(context)
                return
            children.extend(await offer(context.session, self.deployment, run, due, given.step.occurred_at))
            reached.append(due[-1].uscc)
            await commands.count_offers(context.session, run)

        state = await take(self.deployment, given.step, frozenset({Stage.OFFERING}), write)
        await start_all(children)
        return OfferBatch(state, last=reached[0] if reached else given.after)

    @activity.defn(name=SEE_WHAT_WAITS)
    async def see_what_waits(self, step: AutomaticStep) -> CaseState:
        """Ask an approver for the release of what was raised by what a source answered to a dispute, if that is not asked for as it is."""

        async def write(context: TransitionContext[AnnualRun]) -> None:
            waiting = await annual_runs.unreleased(context.session, context.case.id)
            shown = [task.about for task in context.open_tasks if task.kind == "further_release"]
            if waiting != next(((about["count"], about["amount_fen"]) for about in shown), (0, 0)):
                context.event = Event.MEMBER_RAISED
                await apply(context)

        return await take(self.deployment, step, frozenset({Stage.OPEN}), write)


async def offer(
    session: AsyncSession, deployment: Deployment, run: AnnualRun, members: Sequence[AnnualRunMember], now: datetime
) -> list[CaseStart]:
    """Write an offer for each member, or find the one written before, and return what their workflows are started with.

    Args:
        session: The transaction.
        deployment: Its parameters.
        run: The run they belong to.
        members: Whom an award is due to.
        now: The workflow's time.
    """
    await commands.enter_enterprises(session, {member.uscc: member.name for member in members})
    names = await enterprise.names(session, [member.uscc for member in members])
    # An offer that was taken back, or follows a correction, is made anew in a later release.
    again = f"/release-{run.release}" if run.release > 1 else ""
    made = await originate(session, deployment, run.item_code, [_origin(run, member, now, again) for member in members])
    await commands.link_offers(session, run.id, {one.application.enterprise_uscc: one.application.id for one in made})
    return [start_with(one.application, names[one.application.enterprise_uscc], one.state) for one in made]


def _origin(run: AnnualRun, member: AnnualRunMember, now: datetime, again: str) -> Origin:
    return Origin(
        event=ApplicationEvent.OFFERED,
        key=f"annual-run/{run.number}/{member.uscc}{again}",
        occurred_at=now,
        parent_id=run.id,
        detail={"about": offered(run, member)},
        matter=Matter(
            member.uscc, facts_of(item_called(run.item_code), run.year, columns_of(member)), matter_date_of(run.year, run.cut_off)
        ),
        sources=sources_of(item_called(run.item_code), run.number),
    )


def offered(run: AnnualRun, member: AnnualRunMember) -> dict[str, Any]:
    """Return what an offer says: the amount in fen, and from which run and figures it comes."""
    figures = facts_of(item_called(run.item_code), run.year, columns_of(member))
    return {"award_fen": member.award_fen, "capped": member.capped, "run": run.number, "figures": figures}


def columns_of(member: AnnualRunMember) -> dict[str, Any]:
    """Return a member as `policy.processes.annual_run.population` reads it."""
    return {name: getattr(member, name) for name in (*annual_runs.JUDGED, "already_paid_fen", "cap_used_fen")}


async def standing_offer(session: AsyncSession, application_id: uuid.UUID | None) -> Application | None:
    """Return the application of a member, if it has one."""
    return None if application_id is None else await applications.of(session, application_id)
