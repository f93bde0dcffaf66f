"""结算的活动。Drafting each month what platforms have to be paid for, so that they are asked for contracts and invoices."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from temporalio import activity

from activities.case.deployment import Deployment
from activities.signatures.settlement import DRAFT_SETTLEMENTS, SettlementsDue
from models.commands import settlement as settling


@dataclass(frozen=True, slots=True)
class SettlementActivities:
    """The activities of one deployment."""

    deployment: Deployment

    @activity.defn(name=DRAFT_SETTLEMENTS)
    async def draft_settlements(self, due: SettlementsDue) -> int:
        """Draft what platforms have not asked for of months that are over, and tell them. Whatever it does may be done twice."""
        async with self.deployment.database.writing() as session:
            # Two rounds at once take turns: the second finds what the first has drafted.
            await session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('settlements', 0))"))
            return await settling.draft_awaited(session, due.at)
