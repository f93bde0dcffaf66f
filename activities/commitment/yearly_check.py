"""年度核查的活动。The activity that asks registration, tax and statistics whether those who committed to stay are still in the area.

A source that does not answer decides nothing: the enterprise is left out, and asked about again later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from temporalio import activity

from activities.application.verification import Sources
from activities.case.case_start import start_of
from activities.case.deployment import Deployment
from activities.commitment import look as commitment_look
from activities.commitment.activities import tell
from activities.signatures.commitment import CHECK_COMMITMENTS, CheckPage, PageChecked
from gateways.errors import SourceUnavailable
from models.commands.enterprise import take_register
from models.queries import commitment as commitments
from models.queries import commitment_check as checks
from models.queries import succession
from models.tables import CommitmentCheck
from policy.processes.commitment.terms import REGISTRATIONS, must_be_here
from policy.registered import Registered

# Authorities share their lookups with everybody else's verification.
AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class CommitmentCheckActivities:
    """The activities of one deployment.

    Attributes:
        deployment: Its parameters.
        sources: Whom to ask about an enterprise.
    """

    deployment: Deployment
    sources: Sources

    @activity.defn(name=CHECK_COMMITMENTS)
    async def check_commitments(self, page: CheckPage) -> PageChecked:
        """Check a page of enterprises, store what each source said, and tell the processes of those that have left.

        Whoever was checked in this run already is not asked about again, but told once more: the try before may have died in between.
        """
        async with self.deployment.database.reading() as session:
            rows = await commitments.bound_enterprises(session, page.after, page.limit)
            asked = [row.uscc for row, items in rows if must_be_here(row.kind, items)]
            # Whose place was taken is found wherever its successor is.
            stands = await succession.stand_for(session, asked)
            before = {check.enterprise_uscc for check in await checks.checked_in(session, page.run, asked)}
        room = asyncio.Semaphore(AT_ONCE)
        answers = await asyncio.gather(*(self._ask(uscc, stands.get(uscc, uscc), room) for uscc in asked if uscc not in before))
        found = await self._store(page, [answer for answer in answers if answer is not None], asked, stands)
        failing = [check for check in found if check.failures]
        for check in failing:
            await self._tell(check)
        return PageChecked(rows[-1][0].uscc if rows else None, len(found), len(failing), len(asked) - len(found))

    async def _ask(self, uscc: str, stands: str, room: asyncio.Semaphore) -> tuple[str, dict[str, Any], list[str]] | None:
        """Return what the sources say of whoever stands for one enterprise, or None while one of them gives no answer."""
        async with room:
            try:
                registration, tax, statistics = await asyncio.gather(
                    self.sources.registration.of(stands), self.sources.tax.of(stands), self.sources.statistics.of(stands)
                )
            except SourceUnavailable:
                return None
        holds = {
            "registered_in_area": bool(registration and registration.registered_in_area and registration.status == "active"),
            "taxed_in_area": bool(tax and tax.taxed_in_area),
            "statistics_in_area": bool(statistics and statistics.statistics_in_area),
        }
        answers = {
            "registration": registration.model_dump(mode="json", exclude={"legal_representative"}) if registration else None,
            "tax": tax.model_dump(mode="json") if tax else None,
            "statistics": statistics.model_dump(mode="json") if statistics else None,
        }
        return uscc, answers, [name for name in REGISTRATIONS if not holds[name]]

    async def _store(
        self,
        page: CheckPage,
        answers: Sequence[tuple[str, dict[str, Any], list[str]]],
        asked: Sequence[str],
        stands: Mapping[str, str],
    ) -> Sequence[CommitmentCheck]:
        """Store what was found, once, and return what this run knows of the page."""
        common = {"year": page.year, "run": page.run, "checked_at": page.checked_at}
        values = [common | {"enterprise_uscc": uscc, "answers": said, "failures": failures} for uscc, said, failures in answers]
        async with self.deployment.database.writing() as session:
            if values:
                await session.execute(insert(CommitmentCheck).values(values).on_conflict_do_nothing())
            # In the order of their codes, as every page is: two that write the same enterprises wait for each other.
            for uscc, said in sorted(((stands.get(uscc, uscc), said) for uscc, said, _ in answers), key=itemgetter(0)):
                await take_register(session, uscc, Registered.of(said["registration"]), page.checked_at)
            return await checks.checked_in(session, page.run, asked)

    async def _tell(self, check: CommitmentCheck) -> None:
        async with self.deployment.database.writing() as session:
            row = await commitment_look.commitment_of_enterprise(session, self.deployment, check.enterprise_uscc)
            start = await start_of(session, row)
        await tell(start, f"check/{check.id}")
