"""分页答复。A list an authority gives in pages by credit code, and when such a page is believed.

A page that skipped or repeated somebody would decide about them without anybody noticing, so its order is checked to the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Annotated, Final, TypeVar

from pydantic import Field

from gateways.errors import SourceAnswerInvalid
from gateways.http import About, Answered, Source, read_success

LARGEST_PAGE_BYTES = 16_000_000
MOST_ASKED: Final = 1_000
"""About how many enterprises an authority takes one question."""


class Row(About):
    """What a page says of one enterprise.

    Attributes:
        uscc: Credit code.
    """

    uscc: Annotated[str, Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]


class Page(Answered):
    """A part of a list.

    Attributes:
        items: Its rows, ascending by credit code.
        next: The last credit code if more follows; the next page is asked for after it.
    """

    items: tuple[Row, ...]
    next: str | None


class Asked(Answered):
    """What an authority says of the enterprises it was asked about together.

    Attributes:
        items: Those it knows.
        not_registered: The credit codes it definitely does not know.
    """

    items: tuple[Row, ...]
    not_registered: tuple[str, ...]


PageOf = TypeVar("PageOf", bound=Page)
AskedOf = TypeVar("AskedOf", bound=Asked)


class PagedSource(Source):
    """Base of the gateways to an authority that also gives lists."""

    async def _page(
        self, source: str, path: str, model: type[PageOf], after: str | None, limit: int, *, together: bool = False, **params: str
    ) -> PageOf:
        """Ask for a page.

        Args:
            source: The list.
            path: Where it is.
            model: What a page of it looks like.
            after: Credit code after which the page starts; None is the first page.
            limit: How many enterprises at most.
            together: Whether an enterprise may have several rows, which then stand together.
            params: What else it is asked for by.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: The answer cannot be believed; try again.
        """
        start = {} if after is None else {"after": after}
        asked = {**params, **start, "limit": str(limit)}
        page = read_success(source, model, await self._ask(source, "GET", path, params=asked, largest_bytes=LARGEST_PAGE_BYTES))
        usccs = [row.uscc for row in page.items]
        check_page(source, [uscc for uscc, _ in groupby(usccs)] if together else usccs, page.next, after, limit)
        return page

    async def _of_some(self, source: str, path: str, model: type[AskedOf], usccs: Sequence[str]) -> list[AskedOf]:
        """Ask about some enterprises together, in as few questions as the authority takes.

        Args:
            source: The authority.
            path: Where they are asked about.
            model: What it answers.
            usccs: Their credit codes, each once.

        Raises:
            SourceUnavailable: Nothing can be concluded; try again.
            SourceAnswerInvalid: An answer cannot be believed, for one because it leaves somebody out; try again.
        """
        answers = []
        for first in range(0, len(usccs), MOST_ASKED):
            asked = list(usccs[first : first + MOST_ASKED])
            answer = read_success(source, model, await self._ask(source, "POST", path, json={"usccs": asked}))
            if sorted((*(row.uscc for row in answer.items), *answer.not_registered)) != sorted(asked):
                raise SourceAnswerInvalid(source, "other_subject")
            answers.append(answer)
        return answers


def check_page(source: str, keys: Sequence[str], following: str | None, after: str | None, limit: int) -> None:
    """Refuse a page that does not fit what was asked for.

    Args:
        source: The authority.
        keys: What the rows of the page go by, each as often as it comes.
        following: What the page says the next one starts after.
        after: What this one was asked to start after.
        limit: How many were asked for.

    Raises:
        SourceAnswerInvalid: It is too long, does not ascend, repeats somebody, or leads elsewhere than on.
    """
    if len(keys) > limit:
        raise SourceAnswerInvalid(source, "too_many_rows")
    if any(left >= right for left, right in pairwise((after or "", *keys))):
        raise SourceAnswerInvalid(source, "not_ascending")
    if following is not None and following != (keys[-1] if keys else None):
        raise SourceAnswerInvalid(source, "next_page")
