"""补充拨付前核查。What is looked at before a supplement is paid: what is looked at before its award is, anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from activities.application.standing import ApplicationLook
from activities.disbursement.standing import Look
from models.queries import application as applications
from models.session import Database
from models.tables import Redecision


@dataclass(frozen=True, slots=True)
class RedecisionLook:
    """Looks at re-decisions.

    Attributes:
        database: Where they are kept.
        award: Looks at the awards they are of.
    """

    database: Database
    award: ApplicationLook

    async def look(self, redecision: Redecision, at: datetime) -> Look:
        """Return what the sources and our own books say of the award's enterprise and item at a moment.

        Raises:
            SourceUnavailable: A source gave no answer that can be believed.
        """
        async with self.database.reading() as session:
            application = await applications.of(session, redecision.application_id)
        return await self.award.look_before(application, redecision.id, at)
