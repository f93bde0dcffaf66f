"""启动。What a workflow needs to start the workflow of an application that nobody filed, which was written before."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from activities.signatures.case import CaseInput
from activities.signatures.origination import Originated
from models.queries import case
from models.tables import Application
from policy.registry import item as item_called


async def start_of(session: AsyncSession, application: Application) -> CaseInput:
    """Return what its workflow is started with."""
    enterprise = await case.enterprise(session, application.enterprise_uscc)
    title = item_called(application.item_code).title.zh
    return CaseInput("application", str(application.id), application.number, title, enterprise.name, resumed=True)


async def originated(session: AsyncSession, application: Application) -> Originated:
    """Return all that is needed to start it as a child (`workflows.origination`)."""
    return Originated(
        start=await start_of(session, application),
        item_code=application.item_code,
        clause=application.clause,
        department=application.department,
        enterprise_uscc=application.enterprise_uscc,
        year=application.programme_year or application.created_at.year,
        stage=application.stage,
    )
