"""登记网关。The business register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator

from gateways.http import About, Answered, NotRegistered, in_path
from gateways.pages import Asked, Page, PagedSource, Row
from policy.folding import is_readable
from policy.registered import FormerName, Registered

NAME = "registration"
STANDINGS = "registration.standings"


def _readable(name: str) -> str:
    if not is_readable(name) or not name.isprintable():
        message = "nobody can read it"
        raise ValueError(message)
    return name


Name = Annotated[str, AfterValidator(_readable)]


class FormerNameAnswer(Answered):
    """A name an enterprise no longer has.

    Attributes:
        name: The name.
        until: The last day on which it was registered.
    """

    name: Name
    until: date


class RegistrationAnswer(About):
    """What the register says of an enterprise.

    Attributes:
        uscc: Credit code.
        name: Registered name.
        kind: What kind of organisation it is registered as.
        former_names: Names it had before.
        legal_representative: Who signs for it.
        registered_in_area: Whether it is registered in 亦庄新城.
        established_on: Day of registration.
        address: Registered address.
        status: Whether it still exists.
        as_of: Day on which that was so.
    """

    uscc: str
    name: Name
    kind: Literal["enterprise", "university", "institute", "other"]
    former_names: tuple[FormerNameAnswer, ...]
    legal_representative: str
    registered_in_area: bool
    established_on: date
    address: str
    status: Literal["active", "deregistered", "revoked"]
    as_of: date

    @property
    def registered(self) -> Registered:
        """Who the enterprise is."""
        former = tuple(FormerName(before.name, before.until) for before in self.former_names)
        return Registered(self.name, self.kind, self.status, former)


class Standing(Row):
    """Where an enterprise is registered, and whether it still exists.

    Attributes:
        name: Registered name.
        kind: What kind of organisation it is registered as.
        registered_in_area: Whether it is registered in 亦庄新城.
        status: Whether it still exists.
    """

    name: Name
    kind: Literal["enterprise", "university", "institute", "other"]
    registered_in_area: bool
    status: Literal["active", "deregistered", "revoked"]


class Standings(Page):
    """A page of the register.

    Attributes:
        items: Ascending by credit code, each enterprise once.
    """

    items: tuple[Standing, ...]


class StandingsAsked(Asked):
    """What the register says of the enterprises it was asked about together."""

    items: tuple[Standing, ...]


class Registration(PagedSource):
    """The business register."""

    async def of(self, uscc: str) -> RegistrationAnswer | None:
        """Return the registration of an enterprise, or None if it definitely has none.

        Args:
            uscc: Credit code.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        return await self._find(NAME, f"/registration/{in_path(uscc)}", uscc, RegistrationAnswer, NotRegistered)

    async def standings(self, after: str | None, limit: int) -> Standings:
        """Return a page of the whole register.

        Args:
            after: Credit code after which the page starts; None is the first page.
            limit: How many enterprises at most; the authority takes up to 5000.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        return await self._page(STANDINGS, "/registration/standings", Standings, after, limit)

    async def standings_of(self, usccs: Sequence[str]) -> dict[str, Standing]:
        """Return where some enterprises are registered, by credit code; who is not among them definitely has no registration.

        Args:
            usccs: Their credit codes, each once.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: An answer cannot be believed, for one because it leaves somebody out; try again.
        """
        answers = await self._of_some(STANDINGS, "/registration/standings", StandingsAsked, usccs)
        return {row.uscc: row for answer in answers for row in answer.items}
