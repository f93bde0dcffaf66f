"""登记网关。The business register."""

from __future__ import annotations

from datetime import date
from typing import Literal

from gateways.http import About, NotRegistered, in_path
from gateways.pages import Page, PagedSource, Row

NAME = "registration"
STANDINGS = "registration.standings"


class RegistrationAnswer(About):
    """What the register says of an enterprise.

    Attributes:
        uscc: Credit code.
        name: Registered name.
        legal_representative: Who signs for it.
        registered_in_area: Whether it is registered in 亦庄新城.
        established_on: Day of registration.
        address: Registered address.
        status: Whether it still exists.
        as_of: Day on which that was so.
    """

    uscc: str
    name: str
    legal_representative: str
    registered_in_area: bool
    established_on: date
    address: str
    status: Literal["active", "deregistered", "revoked"]
    as_of: date


class Standing(Row):
    """Where an enterprise is registered, and whether it still exists.

    Attributes:
        name: Registered name.
        registered_in_area: Whether it is registered in 亦庄新城.
        status: Whether it still exists.
    """

    name: str
    registered_in_area: bool
    status: Literal["active", "deregistered", "revoked"]


class Standings(Page):
    """A page of the register.

    Attributes:
        items: Ascending by credit code, each enterprise once.
    """

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
