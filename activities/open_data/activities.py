"""开放数据的活动。Writing the day's edition of what is published of awards, from one moment of the record and in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from temporalio import activity

from activities.case.deployment import Deployment
from activities.case.heartbeats import say
from activities.signatures.open_data import PUBLISH_OPEN_DATA, OpenDataOrder, OpenDataPublished
from models.commands import open_data as editions
from models.queries import open_data as queries
from policy.open_data import sheet
from policy.open_data.award import PublishedAward
from policy.open_data.exact import written
from policy.open_data.giving import PACKAGE_ENDS, grant_of, package_begins
from policy.open_data.parts import cut
from policy.open_data.publisher import Publisher
from policy.working_days import BEIJING

PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class OpenDataActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        publisher: Who publishes.
        page: How many awards are read at a time.
    """

    deployment: Deployment
    publisher: Publisher
    page: int = PAGE

    @activity.defn(name=PUBLISH_OPEN_DATA)
    async def publish_open_data(self, order: OpenDataOrder) -> OpenDataPublished:
        """Write an edition, and publish it unless it is as the one before; done twice, it is done once."""
        database, publisher = self.deployment.database, self.publisher
        async with database.writing() as session, database.snapshot() as record:
            edition = await editions.begin(session, publisher, order.at)
            issued_at = await queries.first_made_at(session) or order.at
            begins = package_begins(publisher, issued_at.astimezone(BEIJING), order.at.astimezone(BEIJING))
            await edition.add("json", begins, counts=False)
            await edition.add("csv", sheet.header())
            after, count, is_last, waiting = None, 0, False, list[PublishedAward]()
            while not is_last:
                awards, after = await queries.awards(record, after, self.page)
                waiting += awards
                is_last = after is None
                for part in list(cut(waiting, is_last=is_last)):
                    grants = ",\n".join(written(grant_of(award, publisher)) for award in part)
                    await edition.add("json", f",\n{grants}" if count else grants)
                    await edition.add("csv", sheet.rows(part, publisher))
                    count, waiting = count + len(part), waiting[len(part) :]
                # What was read is written, and needed no more.
                record.expunge_all()
                say(awards=count)
            await edition.add("json", PACKAGE_ENDS)
            edition.edition.awards = count
            return OpenDataPublished(count, await edition.end())
