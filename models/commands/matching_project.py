"""配套项目与年度申领的草稿。Writes of matching projects while they are drafts or being corrected, and of the drafts of their claims."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands import application as drafts
from models.commands.case import next_number
from models.queries import matching_project as matching_projects
from models.queries import window as windows
from models.tables import Application, MatchingProject
from policy.actors import Actor
from policy.errors import Code, Refusal
from policy.judging.catalogue import item as item_called
from policy.language.items import Item
from policy.processes.matching.claims import already_claimed, already_matched, facts_of_claim, require_claimable
from policy.processes.matching.lifecycle import EDITABLE, MATCHING, Stage
from policy.processes.matching.upstream import net_fen
from policy.text import Text

PREFIX = "MP"


async def create(session: AsyncSession, actor: Actor, item: Item, enterprise_uscc: str, described: dict[str, Any]) -> MatchingProject:
    """Write the draft of a project under a new number."""
    project = MatchingProject(
        number=await next_number(session, PREFIX),
        item_code=item.code,
        department=item.departments[0],
        enterprise_uscc=enterprise_uscc,
        created_by=actor.subject,
        **described,
    )
    session.add(project)
    await session.flush()
    await session.refresh(project)
    return project


async def lock(session: AsyncSession, project: MatchingProject) -> MatchingProject:
    """Return a project locked until the transaction ends."""
    query = select(MatchingProject).where(MatchingProject.id == project.id).with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(query)).one()


async def lock_editable(session: AsyncSession, project: MatchingProject) -> MatchingProject:
    """Return a project locked, for a change by its enterprise.

    Raises:
        Refusal: `wrong_stage`, when it is neither a draft nor being corrected.
    """
    locked = await lock(session, project)
    if Stage(locked.stage) not in EDITABLE:
        raise Refusal(Code.WRONG_STAGE, Text("只有草稿和补正期间可以修改。", "Only a draft, or a project being corrected, can be changed."))
    return locked


def change(project: MatchingProject, described: dict[str, Any]) -> None:
    """Change what was declared, and count the change, so that a reader of the version before is refused."""
    for name, value in described.items():
        setattr(project, name, value)
    project.version += 1
    project.updated_at = datetime.now(UTC)


async def claim(
    session: AsyncSession, actor: Actor, project: MatchingProject, year: int, today: date, requested_fen: int | None = None
) -> Application:
    """Write the draft of a claim, with what the project knows already.

    A year that was paid may be claimed once more for what its upstream money gives beyond what stands: more has come, or what was
    taken back and repaid has come again. The clause counts what stands, under its rate and its cap alike.

    Args:
        session: The transaction.
        actor: Who claims.
        project: The project.
        year: The year whose upstream money is to be matched.
        today: The day in Beijing.
        requested_fen: What is asked for, if that is said.

    Raises:
        Refusal: `on_hold`, `wrong_stage`, `invalid_input` or `already_claimed`; `window_closed`, where the item's last window has closed
            and none is to come.
    """
    item = item_called(project.item_code)
    await windows.to_draft_for(session, item, datetime.now(UTC))
    # Two claims of a year take turns here.
    locked = await lock(session, project)
    if locked.held:
        raise MATCHING.on_hold()
    require_claimable(item, locked.stage, locked.begins_on, locked.upstream, year, today)
    before = await matching_projects.claims_of_year(session, locked.id, year)
    if before and not await matching_projects.left_of_year(session, locked, before):
        raise already_claimed(before[-1].number, year)
    held_fen = (await matching_projects.held_before(session, locked, [year])).get(year, 0)
    if held_fen and held_fen >= net_fen(locked.upstream, year):
        raise already_matched(year)
    facts = facts_of_claim(locked.declared, year, requested_fen)
    # The money of a year has come by its end at the latest.
    application = await drafts.draft(session, actor, item, locked.enterprise_uscc, facts, min(date(year, 12, 31), today))
    application.parent_id = locked.id
    await session.flush()
    return application
