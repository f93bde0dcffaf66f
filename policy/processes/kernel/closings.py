"""办结方式。How a task may be closed that nobody answered by its form: each with the words in which whoever reads it later is told."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from policy.text import Text


class Closing(StrEnum):
    """How a task was closed where no event of its case did it."""

    # The case moved on, or what it asked about is over.
    SUPERSEDED = "superseded"
    # A list that shares a ceiling decides the applications on it: this is the part of whoever drew it.
    LISTED = "listed"


CLOSINGS: Final[Mapping[str, Text]] = {
    Closing.SUPERSEDED: Text("已失去前提，不再办理", "Not asked any more"),
    Closing.LISTED: Text("列入名单，随名单审定", "Put on the list, and decided with it"),
}
