"""统计网关。Where an enterprise reports its statistics, its size, and what it spends on R&D."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from gateways.amounts import StatedFen
from gateways.http import About, NotRegistered, check_subject, in_path
from gateways.pages import Asked, Page, PagedSource, Row

NAME = "statistics"
RD_EXPENSES = "statistics.rd_expenses"
STANDINGS = "statistics.standings"


class StatisticsAnswer(About):
    """What the statistics office says of an enterprise.

    Attributes:
        uscc: Credit code.
        statistics_in_area: Whether it reports its statistics in 亦庄新城.
        size: By the statistical classification.
        as_of: Day on which that was so.
    """

    uscc: str
    statistics_in_area: bool
    size: Literal["large", "medium", "small", "micro"]
    as_of: date


class RdExpense(Row):
    """The R&D expense of an enterprise in a year, with what decides whether clause 6 or 9 addresses it.

    Attributes:
        size: By the statistical classification.
        rd_expense_fen: R&D expense of the year.
        prior_rd_expense_fen: That of the year before; None if the office has none to compare with.
        little_giant: Whether it is a 专精特新“小巨人” enterprise.
        on_key_list: Whether it is on the list of key enterprises.
        statistics_in_area: Whether it reports its statistics in 亦庄新城.
        first_above_scale: Whether it is counted above scale in this year for the first time.
        sector: By the statistical classification.
    """

    size: Literal["large", "medium", "small", "micro"]
    rd_expense_fen: StatedFen
    prior_rd_expense_fen: StatedFen | None
    little_giant: bool
    on_key_list: bool
    statistics_in_area: bool
    first_above_scale: bool
    sector: Literal["industry", "services", "other"]


class RdExpenseAnswer(RdExpense):
    """The R&D expense of the one enterprise that was asked about.

    Attributes:
        year: The year.
        as_of: Day on which that was so.
    """

    year: int
    as_of: date


class RdExpenses(Page):
    """A page of R&D expenses.

    Attributes:
        year: The year.
        items: Ascending by credit code, each enterprise once.
    """

    year: int
    items: tuple[RdExpense, ...]


class Standing(Row):
    """Where an enterprise reports its statistics.

    Attributes:
        statistics_in_area: Whether it reports them in 亦庄新城.
    """

    statistics_in_area: bool


class StandingsAsked(Asked):
    """What the statistics office says of the enterprises it was asked about together."""

    items: tuple[Standing, ...]


class Statistics(PagedSource):
    """The statistics office."""

    async def of(self, uscc: str) -> StatisticsAnswer | None:
        """Return where an enterprise reports and its size, or None if the office definitely does not know it.

        Args:
            uscc: Credit code.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        return await self._find(NAME, f"/statistics/{in_path(uscc)}", uscc, StatisticsAnswer, NotRegistered)

    async def standings_of(self, usccs: Sequence[str]) -> dict[str, Standing]:
        """Return where some enterprises report, by credit code; the office definitely does not know who is not among them.

        Args:
            usccs: Their credit codes, each once.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: An answer cannot be believed, for one because it leaves somebody out; try again.
        """
        answers = await self._of_some(STANDINGS, "/statistics/standings", StandingsAsked, usccs)
        return {row.uscc: row for answer in answers for row in answer.items}

    async def rd_expense_of(self, uscc: str, year: int) -> RdExpenseAnswer | None:
        """Return the R&D expense of an enterprise in a year, or None if the office definitely counted nothing for it.

        Args:
            uscc: Credit code.
            year: The year.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        path = f"/statistics/rd-expenses/{in_path(uscc)}"
        answer = await self._find(RD_EXPENSES, path, uscc, RdExpenseAnswer, NotRegistered, {"year": str(year)})
        if answer is not None:
            check_subject(RD_EXPENSES, str(year), str(answer.year))
        return answer

    async def rd_expenses(self, year: int, after: str | None, limit: int) -> RdExpenses:
        """Return a page of the R&D expenses of all enterprises counted in a year.

        Args:
            year: The year.
            after: Credit code after which the page starts; None is the first page.
            limit: How many enterprises at most; the authority takes up to 5000.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        page = await self._page(RD_EXPENSES, "/statistics/rd-expenses", RdExpenses, after, limit, year=str(year))
        check_subject(RD_EXPENSES, str(year), str(page.year))
        return page
