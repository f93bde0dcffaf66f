"""年度核查的活动。The activity that asks registration, tax and statistics whether those who committed to stay are still in the area.

Each is asked about a whole page together; the register is asked one by one only about those it knows otherwise than we do. A source that
does not answer decides nothing: whom it was asked about is left out, and asked about again later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy.dialects.postgresql import insert
from temporalio import activity

from activities.application.verification import Sources
from activities.case.case_start import start_of
from activities.case.deployment import Deployment
from activities.commitment import look as commitment_look
from activities.commitment.activities import tell
from activities.signatures.commitment import CHECK_COMMITMENTS, CheckPage, PageChecked
from gateways.errors import SourceUnavailable
from gateways.registration import Standing
from models.commands.enterprise import take_register
from models.queries import commitment as commitments
from models.queries import commitment_check as checks
from models.queries import enterprise as enterprises
from models.queries import succession
from models.tables import CommitmentCheck, Enterprise
from policy.processes.commitment.terms import REGISTRATIONS, must_be_here
from policy.registered import IN_OPERATION, Registered

# Authorities share their lookups with everybody else's verification.
AT_ONCE = 8

_Answers: TypeAlias = dict[str, dict[str, Any] | None]


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
        answers, registered = await self._ask(sorted({stands.get(uscc, uscc) for uscc in asked if uscc not in before}))
        said = {uscc: answers[stands.get(uscc, uscc)] for uscc in asked if stands.get(uscc, uscc) in answers}
        found = await self._store(page, said, registered, asked)
        failing = [check for check in found if check.failures]
        for check in failing:
            await self._tell(check)
        return PageChecked(rows[-1][0].uscc if rows else None, len(found), len(failing), len(asked) - len(found))

    async def _ask(self, usccs: Sequence[str]) -> tuple[dict[str, _Answers], dict[str, Registered]]:
        """Return what the sources say of some enterprises together, and who those are by now whom the register knows otherwise than we do.

        Nobody is among them while a source gives no answer, and none of those about whom the register gives none.
        """
        try:
            registration, tax, statistics = await asyncio.gather(
                self.sources.registration.standings_of(usccs),
                self.sources.tax.standings_of(usccs),
                self.sources.statistics.standings_of(usccs),
            )
        except SourceUnavailable:
            return {}, {}
        registered, silent = await self._of_changed(registration)
        kept = {
            name: {uscc: row.model_dump(mode="json") for uscc, row in rows.items()}
            for name, rows in (("registration", registration), ("tax", tax), ("statistics", statistics))
        }
        answers = {uscc: {name: rows.get(uscc) for name, rows in kept.items()} for uscc in usccs if uscc not in silent}
        return answers, registered

    async def _of_changed(self, standings: Mapping[str, Standing]) -> tuple[dict[str, Registered], set[str]]:
        """Return who those are whom the register knows otherwise than we do, and of whom of these it gave no answer."""
        async with self.deployment.database.reading() as session:
            known = await enterprises.all_of(session, standings)
        room = asyncio.Semaphore(AT_ONCE)

        async def ask(uscc: str) -> Registered | None:
            async with room:
                try:
                    answer = await self.sources.registration.of(uscc)
                except SourceUnavailable:
                    return None
            # Whom it has forgotten since it answered a moment ago is asked about again.
            return answer.registered if answer else None

        changed = [uscc for uscc, row in standings.items() if uscc in known and not _is_as_known(known[uscc], row)]
        told = dict(zip(changed, await asyncio.gather(*map(ask, changed)), strict=True))
        return {uscc: one for uscc, one in told.items() if one is not None}, {uscc for uscc, one in told.items() if one is None}

    async def _store(
        self, page: CheckPage, said: Mapping[str, _Answers], registered: Mapping[str, Registered], asked: Sequence[str]
    ) -> Sequence[CommitmentCheck]:
        """Store what was found, once, and return what this run knows of the page."""
        common = {"year": page.year, "run": page.run, "checked_at": page.checked_at}
        values = [common | {"enterprise_uscc": uscc, "answers": one, "failures": _failures(one)} for uscc, one in said.items()]
        async with self.deployment.database.writing() as session:
            if values:
                await session.execute(insert(CommitmentCheck).values(values).on_conflict_do_nothing())
            # In the order of their codes, as every page is: two that write the same enterprises wait for each other.
            for uscc, one in sorted(registered.items()):
                await take_register(session, uscc, one, page.checked_at)
            return await checks.checked_in(session, page.run, asked)

    async def _tell(self, check: CommitmentCheck) -> None:
        async with self.deployment.database.writing() as session:
            row = await commitment_look.commitment_of_enterprise(session, self.deployment, check.enterprise_uscc)
            start = await start_of(session, row)
        await tell(start, f"check/{check.id}")


def _failures(answers: _Answers) -> list[str]:
    """Return what is not in the area by what the sources said of an enterprise; a source that does not know it says that it is not."""
    registration, tax, statistics = (answers[name] or {} for name in ("registration", "tax", "statistics"))
    holds = {
        "registered_in_area": registration.get("registered_in_area") and registration.get("status") == IN_OPERATION,
        "taxed_in_area": tax.get("taxed_in_area"),
        "statistics_in_area": statistics.get("statistics_in_area"),
    }
    return [name for name in REGISTRATIONS if not holds[name]]


def _is_as_known(row: Enterprise, said: Standing) -> bool:
    """Tell whether the register says of an enterprise what it said before, and nobody has to decide about that."""
    now = Registered(said.name, said.kind, said.status)
    return (
        row.confirmed_at is not None
        and row.questioned is None
        and (row.name, row.kind, row.status) == (now.name, now.applicant_type, now.status)
    )
