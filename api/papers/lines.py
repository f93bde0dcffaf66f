"""文书的行。How a line of a paper stands on its page: as a sentence that begins two characters in, or as a whole further in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

_SENTENCE: Final = "　　"
_LISTED: Final = re.compile(r"[0-9]+\. ")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a paper.

    Attributes:
        text: What it says, without what it is indented by.
        sentence: Whether it begins two characters in and goes on at the edge.
        level: By how many characters it stands further in as a whole.
        hangs: Whether it goes on further in than it begins, as what is listed does.
    """

    text: str
    sentence: bool
    level: int
    hangs: bool

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can write it."""
        return asdict(self)


def lines(written: Iterable[str]) -> list[Line]:
    """Return the lines of a paper as they stand on its page; one with nothing in it is left out, since a page has its own distances."""
    return [_line(one) for one in written if one.strip()]


def _line(written: str) -> Line:
    text, level = written.strip(), (len(written) - len(written.lstrip(" "))) // 2
    sentence = written.startswith(_SENTENCE)
    return Line(text, sentence, level, not sentence and (level > 0 or _LISTED.match(text) is not None))
