"""在岗。Whether whoever signs in may still act: the directory of people is read at most once a second, whoever comes.

Officials who sign in are entered in it, and are once a day from then on: it has to know whom a task may be given to.

What changes a case is asked once more in the transaction that changes it (`models.queries.case.lock_for`), at the moment it does.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from models.commands import person as commands
from models.commands import preference as preferences
from models.queries import person as people
from models.queries.person import Known
from models.session import Database
from policy.actors import Actor, Grant, Role
from policy.processes.kernel.granting import PERMISSIONS
from policy.processes.kernel.permissions import revoked
from policy.working_days import BEIJING

SECONDS = 1.0


class Standing:
    """What is known of those who sign in, and for whom they stand in today.

    Args:
        seconds: How long it holds what it read.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds, self._until = seconds, float("-inf")
        self._known: Mapping[str, Known] = {}
        self._deputies: Mapping[str, tuple[str, ...]] = {}
        self._seen_on: date | None = None
        self._seen: set[tuple[str, tuple[Grant, ...], tuple[str, ...], str | None]] = set()
        self._reading = asyncio.Lock()

    async def of(self, database: Database, actor: Actor) -> Actor:
        """Return somebody whose rights were not taken back, with those for whom they stand in; a name that they sign in under is kept.

        Raises:
            Refusal: `revoked`.
        """
        known = (await self._read(database)).get(actor.subject)
        if known is not None and known.revoked:
            raise revoked()
        if known is not None and known.name != actor.name:
            async with database.writing() as session:
                await commands.rename(session, actor.subject, actor.name)
            self.forget()
        await self._enter(database, actor)
        return replace(actor, stands_in_for=self._deputies.get(actor.subject, ()))

    async def _enter(self, database: Database, actor: Actor) -> None:
        """Enter an official as their token shows them, and for whom an applicant speaks; the same token is not written twice a day."""
        official, applicant = actor.is_a(*PERMISSIONS["people:read"]), actor.is_a(Role.APPLICANT)
        if not (official or applicant):
            return
        today, shown = datetime.now(BEIJING).date(), (actor.subject, actor.grants, actor.interests, actor.enterprise)
        if self._seen_on != today:
            self._seen_on, self._seen = today, set()
        if shown in self._seen:
            return
        async with database.writing() as session:
            is_news = official and await commands.sign_in(session, actor, today)
            if applicant:
                await preferences.speaks_for(session, actor)
        self._seen.add(shown)
        if is_news:
            self.forget()

    def forget(self) -> None:
        """Read the directory anew for whoever comes next."""
        self._until = float("-inf")

    async def _read(self, database: Database) -> Mapping[str, Known]:
        async with self._reading:
            if time.monotonic() >= self._until:
                async with database.reading() as session:
                    self._known = await people.known(session, datetime.now(BEIJING).date())
                self._deputies = _deputies(self._known)
                self._until = time.monotonic() + self._seconds
        return self._known


def _deputies(known: Mapping[str, Known]) -> dict[str, tuple[str, ...]]:
    """Return by deputy whom they stand in for."""
    found: dict[str, tuple[str, ...]] = {}
    for subject, one in known.items():
        if one.deputy is not None and not one.revoked:
            found[one.deputy] = (*found.get(one.deputy, ()), subject)
    return found
