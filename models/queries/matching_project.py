"""配套项目的查询。Reads of matching projects and of the claims that belong to them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries import application as applications
from models.queries import assessment as assessments
from models.queries import suspension as suspensions
from models.queries import window as windows
from models.queries.application import AWARDED
from models.tables import Application, Clawback, MatchingProject, Task, Verification
from policy.errors import Refusal
from policy.judging.catalogue import item as item_called
from policy.language.subjects import joined
from policy.processes.application.lifecycle import APPLICATION, Stage
from policy.processes.clawback.lifecycle import OPEN_STAGES
from policy.processes.clawback.lifecycle import Stage as Debt
from policy.processes.clawback.tasks import BEING_LOWERED
from policy.processes.matching.claims import require_claimable
from policy.processes.matching.lifecycle import Stage as Matching
from policy.processes.matching.reckoning import supplement
from policy.processes.matching.upstream import net_fen
from policy.working_days import BEIJING

UPSTREAM_RECOVERY = "upstream_recovery"
_ASKED_TO_SHRINK = ("proposal_shrunk", "proposal_keeping", *BEING_LOWERED)


async def of(session: AsyncSession, project_id: uuid.UUID) -> MatchingProject:
    """Return a project."""
    return (await session.scalars(select(MatchingProject).where(MatchingProject.id == project_id))).one()


def awarded_by_year(found: Sequence[Application]) -> dict[str, int]:
    """Return what was awarded by funding year, in fen, of claims whose money is set aside or paid."""
    years: dict[str, int] = {}
    for claim in found:
        if claim.stage in AWARDED:
            year = str(claim.facts["funding_year"])
            years[year] = years.get(year, 0) + (claim.award_fen or 0)
    return years


async def claims_of_year(session: AsyncSession, project_id: uuid.UUID, year: int) -> Sequence[Application]:
    """Return the claims of a project for a year that have not come to nothing, oldest first: paid ones, and at most one under way."""
    query = select(Application).where(
        Application.parent_id == project_id,
        Application.facts["funding_year"].as_integer() == year,
        Application.stage.not_in(APPLICATION.terminal),
    )
    return (await session.scalars(query.order_by(Application.id))).all()


async def left_of_year(session: AsyncSession, project: MatchingProject, claims: Sequence[Application]) -> int | None:
    """Return what a year may be claimed for once more by the last look at the upstream, in fen; None unless all of it so far was paid.

    Args:
        session: The session.
        project: The project.
        claims: Its claims of the year that have not come to nothing, oldest first.
    """
    assessed = await assessments.latest(session, claims[-1].id) if claims else None
    if assessed is None or any(claim.stage != Stage.IN_FORCE for claim in claims):
        return None
    received_fen = net_fen(project.upstream, int(claims[-1].facts["funding_year"]))
    standing_fen = sum(claim.standing_fen for claim in claims)
    return supplement(project.item_code, assessed.facts, assessed.rules, received_fen, standing_fen)


async def claimable_again(session: AsyncSession, project: MatchingProject, at: datetime) -> dict[int, int]:
    """Return the paid years of a project that may be claimed for once more at a time, each with how much by the last look, in fen.

    Nothing while the project or its item takes no claims: what is told of it is true.
    """
    item, today = item_called(project.item_code), at.astimezone(BEIJING).date()
    if project.held:
        return {}
    years = sorted(int(year) for year in awarded_by_year(await applications.carried_over(session, project.id)))
    before, found = await held_before(session, project, years), {}
    for year in years:
        left_fen = await left_of_year(session, project, await claims_of_year(session, project.id, year)) or 0
        if (left_fen := left_fen - before.get(year, 0)) <= 0:
            continue
        try:
            await suspensions.require_not_suspended(session, item.code, today)
            await windows.to_draft_for(session, item, at)
            require_claimable(item, project.stage, project.begins_on, project.upstream, year, today)
        except Refusal:
            continue
        found[year] = left_fen
    return found


async def held_before(session: AsyncSession, project: MatchingProject, years: Collection[int]) -> dict[int, int]:
    """Return by year, in fen, what stands of awards for the same upstream project under whoever had it before."""
    item = item_called(project.item_code)
    subjects = {item.subject_of(project.declared | {"funding_year": year}, project.enterprise_uscc): year for year in years}
    query = select(Application).where(
        Application.item_code == project.item_code,
        Application.subject.in_(subjects),
        Application.parent_id != project.id,
        Application.stage.in_(AWARDED),
    )
    held: dict[int, int] = {}
    for award in await session.scalars(query):
        year = subjects[str(award.subject)]
        held[year] = held.get(year, 0) + award.standing_fen
    return held


async def handed_over_before(session: AsyncSession, project: MatchingProject) -> Sequence[MatchingProject]:
    """Return the projects of whoever handed the same upstream project over, which are looked at still: to its holder alone, not in turn."""
    if project.stage == Matching.HANDED_OVER:
        return []
    query = select(MatchingProject).where(
        MatchingProject.item_code == project.item_code, MatchingProject.stage == Matching.HANDED_OVER, MatchingProject.id != project.id
    )
    key = joined((project.upstream_level, project.project_no))
    return [one for one in await session.scalars(query) if joined((one.upstream_level, one.project_no)) == key]


async def demands(session: AsyncSession, claim_id: uuid.UUID) -> Sequence[Clawback]:
    """Return what was ever asked back of a claim for money the upstream took back, oldest first."""
    query = select(Clawback).where(Clawback.application_id == claim_id, Clawback.cause == UPSTREAM_RECOVERY, Clawback.stage != Debt.DRAFT)
    return (await session.scalars(query.order_by(Clawback.id))).all()


async def open_clawbacks(session: AsyncSession, project_id: uuid.UUID) -> Sequence[Clawback]:
    """Return the clawbacks of a project's claims that its looks brought about and that are open, oldest first."""
    claims = select(Application.id).where(Application.parent_id == project_id)
    query = (
        select(Clawback)
        .where(Clawback.application_id.in_(claims), Clawback.cause == UPSTREAM_RECOVERY, Clawback.stage.in_(OPEN_STAGES))
        .order_by(Clawback.id)
    )
    return (await session.scalars(query)).all()


async def asked_to_shrink(session: AsyncSession, project_id: uuid.UUID) -> dict[Clawback, dict[str, Any]]:
    """Return the demands of a project of which an approver is asked whether less is demanded, each with what the task is about."""
    claims = select(Application.id).where(Application.parent_id == project_id)
    query = (
        select(Clawback, Task.about)
        .join(Task, Task.case_id == Clawback.id)
        .where(Clawback.application_id.in_(claims), Task.kind.in_(_ASKED_TO_SHRINK), Task.closed_at.is_(None))
    )
    return {row[0]: row[1] for row in (await session.execute(query)).all()}


async def supplied(session: AsyncSession, project_id: uuid.UUID) -> dict[uuid.UUID, Verification]:
    """Return the last verification of each claim of a project that had one."""
    query = (
        select(Verification)
        .join(Application, Application.id == Verification.application_id)
        .where(Application.parent_id == project_id)
        .order_by(Verification.id)
    )
    return {found.application_id: found for found in (await session.scalars(query)).all()}
