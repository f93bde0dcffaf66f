"""项目的查询。Reads of projects: cases of several processes that an enterprise carries out, listed and read alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import eq, ge, lt

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import with_polymorphic
from sqlalchemy.orm.util import AliasedClass

from models.queries import case, search
from models.queries import enterprise as enterprises
from models.queries.page import Page, Wanted, narrowed
from models.tables import Case, MatchingProject, PostGrantProject
from policy.actors import Actor, Role
from policy.judging.catalogue import codes_of_departments
from policy.processes.kernel.lifecycle import UNSUBMITTED
from policy.processes.kernel.permissions import OVER_CASES

# Every process that carries out projects. Each of their tables has `enterprise_uscc`.
PROJECTS: Mapping[str, type[Case]] = {"matching": MatchingProject, "post_grant": PostGrantProject}


async def page(
    session: AsyncSession, actor: Actor, where: Mapping[str, str | None], page: Page, wanted: Wanted
) -> Sequence[tuple[Case, str]]:
    """Return a page of the projects `actor` may see, each with the name of whoever stands for its enterprise today.

    Args:
        session: The session.
        actor: Who asks.
        where: Values of `process`, `stage`, `item_code` and `department` to match; None matches all.
        page: Which part.
        wanted: What is looked for; its time is when they were begun.
    """
    project = with_polymorphic(Case, list(PROJECTS.values()))
    uscc = func.coalesce(*(getattr(project, kind.__name__).enterprise_uscc for kind in PROJECTS.values()), "")
    query = select(project, uscc).where(project.process.in_(PROJECTS), _visible(actor, project, uscc))
    dates = (project.created_at, ge, wanted.since), (project.created_at, lt, wanted.before)
    query = narrowed(query, *((getattr(project, name), eq, value) for name, value in where.items()), *dates)
    query = await search.among(session, query, wanted, [uscc])
    rows = (await session.execute(page.of(query, project))).all()
    names = await enterprises.names_today(session, {row[1] for row in rows})
    return [(row[0], names[row[1]]) for row in rows]


def visible_to(actor: Actor, project: type[Case]) -> ColumnElement[bool]:
    """Say which projects of one process exist as far as `actor` is concerned."""
    return _visible(actor, project, project.enterprise_uscc)  # type: ignore[attr-defined]


def _visible(actor: Actor, project: AliasedClass[Case] | type[Case], uscc: ColumnElement[str]) -> ColumnElement[bool]:
    """Say which projects exist as far as `actor` is concerned: as with applications."""
    submitted = project.stage.not_in(UNSUBMITTED)
    clauses: list[ColumnElement[bool]] = [false()]
    if actor.is_a(*OVER_CASES):
        clauses.append(submitted)
    if actor.is_a(Role.OFFICER, Role.APPROVER):
        clauses.append(and_(submitted, project.item_code.in_(codes_of_departments(actor.departments))))
    if actor.is_a(Role.APPLICANT):
        clauses.append(uscc.in_(actor.enterprises))
    return or_(*clauses)


async def find(session: AsyncSession, reference: str) -> Case | None:
    """Return a project by id or number."""
    row = await case.find_any(session, reference)
    return row if row is not None and row.process in PROJECTS else None
