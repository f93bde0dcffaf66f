"""每日汇总的活动。The activity that has everybody told once a day who wants that, and has something to be told."""

from __future__ import annotations

from dataclasses import dataclass

from temporalio import activity

from activities.case.deployment import Deployment
from activities.case.heartbeats import say
from activities.signatures.digest import WRITE_DIGESTS, DigestOrder, DigestsWritten
from models.commands import delivery as deliveries
from models.queries import digest as digests
from models.queries import reader as readers
from policy.working_days import BEIJING


@dataclass(frozen=True, slots=True)
class DigestActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        sends_mail: Whether anybody is written to at all.
    """

    deployment: Deployment
    sends_mail: bool

    @activity.defn(name=WRITE_DIGESTS)
    async def write_digests(self, order: DigestOrder) -> DigestsWritten:
        """Have a digest sent to whoever wants one and has news or tasks that are due; done twice, each gets one a day."""
        database, day = self.deployment.database, order.at.astimezone(BEIJING).date()
        async with database.reading() as session:
            wanting = await digests.wanted_by(session) if self.sends_mail else ()
        written = 0
        for subject in wanting:
            async with database.writing() as session:
                reader = await readers.find(session, database.seal, subject)
                if reader is not None and await digests.of(session, reader, order.at):
                    await deliveries.write_digest(session, subject, day)
                    written += 1
            say(digests=written)
        return DigestsWritten(written)
