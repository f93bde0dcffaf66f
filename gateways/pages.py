"""分页答复。A list an authority gives in pages by credit code, and when such a page is believed.

A page that skipped or repeated somebody would decide about them without anybody noticing, so its order is checked to the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from gateways.errors import SourceAnswerInvalid
from gateways.http import Answered

LARGEST_PAGE_BYTES = 16_000_000


class Row(Answered):
    """What a page says of one enterprise.

    Attributes:
        uscc: Credit code.
    """

    uscc: Annotated[str, Field(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]


class Page(Answered):
    """A part of a list.

    Attributes:
        next: The last credit code if more follows; the next page is asked for after it.
    """

    next: str | None


def page_params(after: str | None, limit: int, **rest: str) -> dict[str, str]:
    """Return the parameters that ask for a page."""
    start = {} if after is None else {"after": after}
    return {**rest, **start, "limit": str(limit)}


def check_page(source: str, usccs: Sequence[str], following: str | None, after: str | None, limit: int) -> None:
    """Hold a page to what was asked for.

    Args:
        source: The authority.
        usccs: The credit codes of the page, each as often as it comes.
        following: What the page says the next one starts after.
        after: What this one was asked to start after.
        limit: How many enterprises were asked for.

    Raises:
        SourceAnswerInvalid: It is too long, does not ascend, repeats somebody, or leads elsewhere than on.
    """
    if len(usccs) > limit:
        raise SourceAnswerInvalid(source, "too_many_rows")
    if any(left >= right for left, right in pairwise((after or "", *usccs))):
        raise SourceAnswerInvalid(source, "not_ascending")
    if following is not None and following != (usccs[-1] if usccs else None):
        raise SourceAnswerInvalid(source, "next_page")
