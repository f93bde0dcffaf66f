"""暂停的写入。Writes of suspensions of items by a superior policy."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models.commands import approval
from models.queries.project import PROJECTS
from models.queries.suspension import suspension_of, suspensions_on
from models.tables import Application, ItemSuspension, Message
from policy.actors import Actor
from policy.judging.suspension import Scope, Suspension
from policy.language.items import Item
from policy.processes.application.lifecycle import APPLICATION, Stage
from policy.processes.registry import LIFECYCLES
from policy.text import Text
from policy.working_days import BEIJING


async def enter(session: AsyncSession, actor: Actor, item: Item, suspension: Suspension) -> ItemSuspension:
    """Keep a suspension of an item."""
    row = ItemSuspension(
        item_code=item.code,
        scope=suspension.scope.value,
        effective_from=suspension.begins_on,
        effective_to=suspension.ends_on,
        reason_zh=suspension.reason.zh,
        reason_en=suspension.reason.en,
        document_no=suspension.document_no,
        entered_by=actor.subject,
    )
    return await approval.enter(session, row, Text("事项暂停", "A suspension"))


async def tell(session: AsyncSession, row: ItemSuspension, item: Item) -> None:
    """Tell everybody whose application or project under way it concerns."""
    await _tell_applicants(session, row, item)
    await _tell_projects(session, row, item)
    await session.flush()


async def _tell_applicants(session: AsyncSession, row: ItemSuspension, item: Item) -> None:
    """Tell every applicant whose application under way it concerns that the item is suspended or closed, or that it goes on."""
    # Whoever was refused is refused, whatever ends; whoever is paid elsewhere is.
    over = {
        *APPLICATION.terminal,
        Stage.IN_FORCE,
        *(Stage.REFUSED, Stage.RECONSIDERATION),
        *(Stage.OLDER_POLICY, Stage.OLDER_POLICY_RECONSIDERATION),
    }
    query = select(Application).where(Application.item_code == item.code, Application.stage.not_in(over)).order_by(Application.id)
    today, suspension = datetime.now(BEIJING).date(), suspension_of(row)
    for application in (await session.scalars(query)).all():
        matter_date = application.matter_date
        if suspension.scope is Scope.MATTERS and not (matter_date and suspension.covers(matter_date)):
            continue
        if suspension.is_over(today) and (application.held or await suspensions_on(session, item.code, today, matter_date)):
            # It is told when it goes on, and not that it does while another suspension stands.
            continue
        text = suspension.message(application.number, item.title, today, submitted=application.stage != Stage.DRAFT)
        session.add(Message(case_id=application.id, enterprise_uscc=application.enterprise_uscc, zh=text.zh, en=text.en))


async def _tell_projects(session: AsyncSession, row: ItemSuspension, item: Item) -> None:
    """Tell everybody who carries out a project of the item, or drafts one."""
    today, suspension = datetime.now(BEIJING).date(), suspension_of(row)
    if suspension.is_over(today) and await suspensions_on(session, item.code, today, None):
        # Another one still stands.
        return
    for process, kind in PROJECTS.items():
        query = select(kind).where(kind.item_code == item.code, kind.stage.not_in(LIFECYCLES[process].terminal)).order_by(kind.id)
        for project in (await session.scalars(query)).all():
            text = suspension.message_of_project(project.number, item.title, today, submitted=project.is_submitted)
            session.add(Message(case_id=project.id, enterprise_uscc=project.beneficiary, zh=text.zh, en=text.en))
