"""税务网关。Where an enterprise is taxed, and what the area keeps of its contribution."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from gateways.amounts import StatedFen
from gateways.http import About, NotRegistered, check_subject, in_path
from gateways.pages import Asked, Page, PagedSource, Row

NAME = "tax"
CONTRIBUTIONS = "tax.contributions"
STANDINGS = "tax.standings"
# Of how many enterprises the list is read at once for the sake of one.
_NEARBY = 100


class TaxAnswer(About):
    """What the tax authority says of an enterprise.

    Attributes:
        uscc: Credit code.
        taxed_in_area: Whether it pays its taxes in 亦庄新城.
        as_of: Day on which that was so.
    """

    uscc: str
    taxed_in_area: bool
    as_of: date


class Contribution(Row):
    """What the area keeps of the contribution of an enterprise in a year.

    Attributes:
        taxed_in_area: Whether it pays its taxes in 亦庄新城.
        retained_contribution_fen: The part the area's treasury keeps.
    """

    taxed_in_area: bool
    retained_contribution_fen: StatedFen


class Contributions(Page):
    """A page of contributions.

    Attributes:
        year: The year.
        items: Ascending by credit code, each enterprise once.
    """

    year: int
    items: tuple[Contribution, ...]


class Standing(Row):
    """Where an enterprise is taxed.

    Attributes:
        taxed_in_area: Whether it pays its taxes in 亦庄新城.
    """

    taxed_in_area: bool


class StandingsAsked(Asked):
    """What the tax authority says of the enterprises it was asked about together."""

    items: tuple[Standing, ...]


class Tax(PagedSource):
    """The tax authority."""

    async def of(self, uscc: str) -> TaxAnswer | None:
        """Return where an enterprise is taxed, or None if the authority definitely does not know it.

        Args:
            uscc: Credit code.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        return await self._find(NAME, f"/tax/{in_path(uscc)}", uscc, TaxAnswer, NotRegistered)

    async def standings_of(self, usccs: Sequence[str]) -> dict[str, Standing]:
        """Return where some enterprises are taxed, by credit code; the authority definitely does not know who is not among them.

        Args:
            usccs: Their credit codes, each once.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: An answer cannot be believed, for one because it leaves somebody out; try again.
        """
        answers = await self._of_some(STANDINGS, "/tax/standings", StandingsAsked, usccs)
        return {row.uscc: row for answer in answers for row in answer.items}

    async def contribution_of(self, uscc: str, year: int, after: str | None) -> Contribution | None:
        """Return the contribution of an enterprise in a year, from the list: the authority has no look-up of one.

        Args:
            uscc: Credit code.
            year: The year.
            after: A credit code before it, from which the list is read; None reads it from its start.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        while True:
            page = await self.contributions(year, after, _NEARBY)
            for row in page.items:
                if row.uscc == uscc:
                    return row
            if page.next is None or page.next >= uscc:
                return None
            after = page.next

    async def contributions(self, year: int, after: str | None, limit: int) -> Contributions:
        """Return a page of the contributions of all enterprises counted in a year.

        Args:
            year: The year.
            after: Credit code after which the page starts; None is the first page.
            limit: How many enterprises at most; the authority takes up to 5000.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        page = await self._page(CONTRIBUTIONS, "/tax/contributions", Contributions, after, limit, year=str(year))
        check_subject(CONTRIBUTIONS, str(year), str(page.year))
        return page
