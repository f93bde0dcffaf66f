"""启动。What starting the workflow of a case takes, when it is not its submission that starts it."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from activities.signatures.case_start import CaseStart
from models.queries import enterprise as enterprises
from models.tables import Case


async def start_of(session: AsyncSession, its_case: Case) -> CaseStart:
    """Return what a case's workflow is started with, as a run that takes over what is stored, and what operators find it by."""
    name = (await enterprises.of(session, its_case.beneficiary)).name if its_case.beneficiary else ""
    return CaseStart.of(its_case, its_case.stage, enterprise=name, resumed=True)
