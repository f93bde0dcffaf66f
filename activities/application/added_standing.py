"""加付前核查。What is looked at before money is paid beside an award: what is looked at before its award is, anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from activities.application.standing import ApplicationLook
from activities.disbursement.standing import Look
from models.queries import application as applications
from models.session import Database
from models.tables import AddedCase


@dataclass(frozen=True, slots=True)
class AddedLook:
    """Looks at what adds to awards.

    Attributes:
        database: Where they are kept.
        award: Looks at the awards they are of.
    """

    database: Database
    award: ApplicationLook

    async def look(self, added: AddedCase, at: datetime) -> Look:
        """Return what the sources and our own books say of the award's enterprise and item at a moment.

        Raises:
            SourceUnavailable: A source gave no answer that can be believed.
        """
        async with self.database.reading() as session:
            application = await applications.of(session, added.application_id)
        return await self.award.look_before(application, added.id, at)
