"""启动。What starting the workflow of a case takes, when it is not its submission that starts it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from activities.signatures.case import CaseInput
from activities.signatures.case_start import CaseStart
from models.queries import case
from models.tables import Case
from policy.judging.catalogue import item as item_called
from policy.processes.registry import LIFECYCLES


async def start_of(session: AsyncSession, its_case: Case) -> CaseStart:
    """Return what a case's workflow is started with, as a run that takes over what is stored, and what operators find it by."""
    item = None if its_case.item_code == "*" else item_called(its_case.item_code)
    title = item.title if item else LIFECYCLES[its_case.process].title
    name = (await case.enterprise(session, its_case.beneficiary)).name if its_case.beneficiary else ""
    return CaseStart(
        start=CaseInput(its_case.process, str(its_case.id), its_case.number, title.zh, name, resumed=True),
        item_code=its_case.item_code,
        clause=item.clause if item else 0,
        department=its_case.department,
        year=its_case.created_at.year,
        stage=its_case.stage,
        enterprise_uscc=its_case.beneficiary or "",
    )
