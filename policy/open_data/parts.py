"""开放数据的分段。Where the files of an edition are cut: by the awards themselves, so that what did not change is cut as it was before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final

from policy.open_data.award import PublishedAward

AWARDS_A_PART: Final = 64
"""How many awards are in a part, on average."""


def ends_a_part(number: str) -> bool:
    """Tell whether a part ends with the award of a number: by its number alone, whatever stands before it."""
    return int.from_bytes(hashlib.sha256(number.encode()).digest()[:8], "big") % AWARDS_A_PART == 0


def cut(awards: Sequence[PublishedAward], *, is_last: bool) -> Iterator[Sequence[PublishedAward]]:
    """Cut awards into parts, and leave those after the last cut, which belong with what follows, unless nothing does."""
    begins = 0
    for place, award in enumerate(awards, 1):
        if ends_a_part(award.number) or (is_last and place == len(awards)):
            yield awards[begins:place]
            begins = place
