"""信用记录网关。Bad credit records at finance, market regulation, tax and customs."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from gateways.errors import SourceAnswerInvalid
from gateways.http import About, Answered, NotRegistered, check_subject, in_path
from gateways.pages import Page, PagedSource, Row

CreditSource = Literal["finance", "market", "tax", "customs"]
CREDIT_SOURCES: tuple[CreditSource, ...] = ("finance", "market", "tax", "customs")

SERIOUS_RECORDS = "credit.serious_records"


class CreditRecord(Answered):
    """One bad record.

    Attributes:
        on: The day it was recorded.
        serious: Whether it is a serious one.
        description: What happened, as the department words it.
    """

    on: date
    serious: bool
    description: str


class CreditAnswer(About):
    """All bad records one department keeps of an enterprise.

    Attributes:
        uscc: Credit code.
        source: The department.
        as_of: Day on which that was so.
        records: The records, possibly none.
        known: False if the department definitely does not know the enterprise, and so keeps no records of it.
    """

    uscc: str
    source: CreditSource
    as_of: date
    records: tuple[CreditRecord, ...]
    known: bool = Field(default=True)


class SeriousRecord(Row):
    """A serious record that a department keeps of an enterprise.

    Attributes:
        source: The department.
        on: The day it was recorded.
    """

    source: CreditSource
    on: date


class SeriousRecords(Page):
    """A page of serious records.

    Attributes:
        items: Ascending by credit code; all records of an enterprise are on the same page.
    """

    items: tuple[SeriousRecord, ...]


class CreditRecords(PagedSource):
    """The credit records of the four departments."""

    async def of(self, uscc: str, source: CreditSource) -> CreditAnswer:
        """Return the records of an enterprise at one department.

        Args:
            uscc: Credit code.
            source: The department.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        name = f"credit.{source}"
        path = f"/credit/{in_path(source)}/records"
        answer = await self._look_up(name, path, uscc, CreditAnswer, NotRegistered, {"uscc": uscc})
        if isinstance(answer, NotRegistered):
            return CreditAnswer(uscc=uscc, source=source, as_of=answer.as_of, records=(), known=False)
        check_subject(name, source, answer.source)
        return answer

    async def serious_since(self, day: date, after: str | None, limit: int) -> SeriousRecords:
        """Return a page of the serious records of all departments; who is not in the list has none.

        Args:
            day: The first day of which records are asked for.
            after: Credit code after which the page starts; None is the first page.
            limit: How many enterprises at most; the authority takes up to 5000.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        path, since = "/credit/serious-records", day.isoformat()
        page = await self._page(SERIOUS_RECORDS, path, SeriousRecords, after, limit, together=True, since=since)
        if any(row.on < day for row in page.items):
            raise SourceAnswerInvalid(SERIOUS_RECORDS, "before_since")
        return page
