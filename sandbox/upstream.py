"""上级项目查询。Where projects of state and city stand and what they received, and what the city subsidised of an insurance."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, StringConstraints

from sandbox.clock import today
from sandbox.upstream_projects import HandedOver, Received
from sandbox.world import Here, authorised

router = APIRouter(prefix="/upstream", tags=["上级项目 Upstream projects"], dependencies=[authorised("upstream")])

# As the notices write it, such as 京科〔2026〕1号: any text, and a path of its own because it may hold a slash.
Number = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class ProjectAnswer(BaseModel):
    """What the registry says of a project."""

    project_no: str
    uscc: str
    level: str
    title: str
    status: str
    approved_fen: int
    received: tuple[Received, ...]
    received_total_fen: int | None
    begins_on: date | None
    ends_on: date | None
    handed_over: HandedOver | None
    as_of: date
    changed_on: date | None
    document_no: str | None


class SubsidyAnswer(BaseModel):
    """What the city subsidised of an insurance."""

    policy_no: str
    uscc: str
    year: int
    subsidy_fen: int
    as_of: date


@router.get("/projects/{project_no:path}", summary="查询上级项目 Look up a project")
async def project(project_no: Number, world: Here) -> ProjectAnswer:
    """Return where a project stands; 404 `project_unknown` for a number nobody knows."""
    known = world.upstream.project(project_no)
    return ProjectAnswer(
        project_no=project_no,
        uscc=known.uscc,
        level=known.level,
        title=known.title,
        status=known.status,
        approved_fen=known.approved_fen,
        received=known.received,
        received_total_fen=known.received_total_fen,
        begins_on=known.begins_on,
        ends_on=known.ends_on,
        handed_over=known.handed_over,
        as_of=today(),
        changed_on=known.changed_on,
        document_no=known.document_no,
    )


@router.get("/insurance-subsidies/{policy_no:path}", summary="查询保费补贴 Look up an insurance subsidy")
async def insurance_subsidy(policy_no: Number, world: Here) -> SubsidyAnswer:
    """Return what the city subsidised; 404 `policy_unknown` for a policy without a subsidy."""
    known = world.upstream.subsidy(policy_no)
    return SubsidyAnswer(policy_no=policy_no, uscc=known.uscc, year=known.year, subsidy_fen=known.subsidy_fen, as_of=today())
