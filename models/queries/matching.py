"""Reads of matching projects and of the claims that belong to them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.queries.case import AWARDED
from models.tables import Application, MatchingProject, Verification
from policy.lifecycles.application import TERMINAL


async def project(session: AsyncSession, project_id: uuid.UUID) -> MatchingProject:
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


async def live_claim(session: AsyncSession, project_id: uuid.UUID, year: int) -> Application | None:
    """Return the claim of a project for a year that has not come to nothing, if there is one."""
    query = select(Application).where(
        Application.parent_id == project_id, Application.facts["funding_year"].as_integer() == year, Application.stage.not_in(TERMINAL)
    )
    return (await session.scalars(query.limit(1))).one_or_none()


async def supplied(session: AsyncSession, project_id: uuid.UUID) -> dict[uuid.UUID, Verification]:
    """Return the last verification of each claim of a project that had one."""
    query = (
        select(Verification)
        .join(Application, Application.id == Verification.application_id)
        .where(Application.parent_id == project_id)
        .order_by(Verification.id)
    )
    return {found.application_id: found for found in (await session.scalars(query)).all()}
