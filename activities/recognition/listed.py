"""名单入册。How the rows of a list that was confirmed are entered in the register, each as a case of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession
from temporalio import activity

from activities.case.case_start import start_again, start_of
from activities.case.deployment import Deployment
from activities.case.transitions import apply, begin
from activities.signatures.case import Transition
from activities.signatures.case_start import CaseStart
from activities.signatures.recognition import ENTER_LISTED
from models.commands import natural_person as persons
from models.commands.recognition import discard_listed
from models.queries import recognition as recognitions
from models.tables import Recognition, RecognitionImport
from policy.actors import Actor
from policy.errors import Refusal
from policy.processes.recognition.lifecycle import Event
from policy.processes.recognition.steps import RECOGNITION

# Rows that are entered in one transaction.
MOST = 25


@dataclass(frozen=True, slots=True)
class ListedActivities:
    """The activity of one deployment."""

    deployment: Deployment

    @activity.defn(name=ENTER_LISTED)
    async def enter_listed(self, at: datetime) -> bool:
        """Enter the next rows of the lists that were confirmed, and tell whether there may be more; what is there already is discarded.

        Whatever a try that is lost has written is not found again: the check of the processes starts what was not started.
        """
        async with self.deployment.database.writing() as session:
            rows = await recognitions.to_be_entered(session, MOST)
            entered = [start for row, listed in rows if (start := await self._enter(session, row, listed, at)) is not None]
        # A row may have been asked for before, and refused.
        await start_again(entered)
        return len(rows) == MOST

    async def _enter(self, session: AsyncSession, row: Recognition, listed: RecognitionImport, at: datetime) -> CaseStart | None:
        # Who decided the list decided each of its rows.
        approver = Actor(str(listed.decided_by), str(listed.decided_by_name))
        imported = Transition(RECOGNITION.name, str(row.id), Event.IMPORTED, f"import/{row.id}", at, actor=approver)
        try:
            async with session.begin_nested():
                await self._register_holder(session, row, listed, approver)
                await apply(await begin(session, self.deployment, row, imported))
        except Refusal as refusal:
            await session.refresh(row)
            discard_listed(session, approver, row, refusal.detail.zh)
            return None
        return await start_of(session, row)

    async def _register_holder(self, session: AsyncSession, row: Recognition, listed: RecognitionImport, approver: Actor) -> None:
        """Register the person whom a row names, if nobody is by their document yet; whoever confirmed the list vouches for it."""
        if row.person_sealed is None:
            return
        seal, place = self.deployment.database.seal, recognitions.place_of_list(listed.id)
        row.enterprise_uscc = (await persons.enter_sealed(session, seal, approver, row.person_sealed, place)).code
        row.person_sealed = None
        await session.flush()
